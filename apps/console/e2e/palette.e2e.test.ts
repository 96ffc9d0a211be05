import { afterAll, beforeAll, expect, it } from 'vitest'
import { axeFindings, openStage, signIn, type Stage } from './support/stage.ts'

const HOSTILE = '<img src=x onerror="window.hacked=1">'

/** Pages answer when they can. */
const SOON = { timeout: 10_000 }

let stage: Stage
beforeAll(async () => {
  stage = await openStage((document) => {
    const flags = document['flags'] as Record<string, object>
    flags['hostile'] = { title: HOSTILE }
  })
}, 120_000)
afterAll(async () => stage[Symbol.asyncDispose]())

it('opens by mod+k, goes to a flag by what one types, and gives the page its focus', async () => {
  await using visit = await stage.visit('/environments/development/audit')
  const { page, errors } = visit
  await signIn(page)
  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox', { name: 'A flag, an experiment, a page or what to do' })
  await field.waitFor()
  expect(await field.evaluate((element) => element === document.activeElement)).toBe(true)
  await page
    .getByRole('option', { name: /^Opening picture/ })
    .first()
    .waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.keyboard.type('hero-lay')
  const option = page.getByRole('option')
  await expect.poll(async () => option.count(), SOON).toBe(1)
  // What Enter would do is what a screen reader is told.
  const active = await field.getAttribute('aria-activedescendant')
  expect(active).toBe(await option.getAttribute('id'))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Opening picture' }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/environments/development/flags/hero-layout')
  await expect
    .poll(async () => page.evaluate(() => document.activeElement?.tagName), SOON)
    .toMatch(/^(?:H1|BODY|MAIN)$/)
  expect(errors).toEqual([])
})

it('keeps what is typed while it loads, and goes where that says', async () => {
  await using visit = await stage.visit('/sign-in')
  const { page, errors } = visit
  await signIn(page)
  let arrives = (): void => undefined
  const arrived = new Promise<void>((resolve) => (arrives = resolve))
  await page.route(/\/assets\/Palette-[^/]+\.js$/, async (route) => {
    await arrived
    await route.continue()
  })
  await page.goto(`${stage.service.url}/environments/development/experiments/opening-picture`)
  await page.getByRole('figure', { name: 'Primary metrics' }).waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('hero-xx')
  await page.getByText('Opening …').waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Enter')
  arrives()
  for (const letter of 'layout') await page.keyboard.type(letter, { delay: 30 })
  const field = page.getByRole('combobox', { name: /^A flag/ })
  await expect.poll(async () => field.inputValue(), SOON).toBe('hero-layout')
  const option = page.getByRole('option')
  await expect.poll(async () => option.count(), SOON).toBe(1)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/environments/development/flags/hero-layout')
  await page.keyboard.press('Control+k')
  await field.waitFor()
  expect(await field.inputValue()).toBe('')
  expect(errors).toEqual([])
})

it('moves by arrows, closes by Escape, and gives the focus back', async () => {
  await using visit = await stage.visit('/environments/development/flags')
  const { page } = visit
  await signIn(page)
  const button = page.getByRole('button', { name: 'Go to …' })
  await button.click()
  const field = page.getByRole('combobox', { name: /^A flag/ })
  await field.waitFor()
  await page.getByRole('option').first().waitFor()
  const first = await field.getAttribute('aria-activedescendant')
  await page.keyboard.press('ArrowDown')
  await expect.poll(async () => field.getAttribute('aria-activedescendant'), SOON).not.toBe(first)
  await page.keyboard.press('Escape')
  await expect.poll(async () => page.getByRole('dialog').count(), SOON).toBe(0)
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true)
})

it('changes the look, and says when nothing is called that', async () => {
  await using visit = await stage.visit('/environments/development/flags', { colorScheme: 'light' })
  const { page } = visit
  await signIn(page)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: /^A flag/ }).waitFor()
  await page.keyboard.type('look dark')
  await page.getByRole('option', { name: /^Look dark/ }).waitFor()
  await page.keyboard.press('Enter')
  await expect.poll(async () => page.locator('html').getAttribute('data-theme'), SOON).toBe('dark')
  expect(await page.getByLabel('Look').inputValue()).toBe('dark')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: /^A flag/ }).waitFor()
  await page.keyboard.type('no such thing')
  await page.getByText('Nothing is called that.').waitFor()
  expect(await axeFindings(page)).toEqual([])
})

it('shows hostile names as text, on a phone too', async () => {
  await using visit = await stage.visit('/environments/development/flags', {
    viewport: { width: 390, height: 844 },
  })
  const { page, errors } = visit
  await signIn(page)
  await page.getByRole('button', { name: 'Go to …' }).click()
  await page.getByRole('combobox', { name: /^A flag/ }).waitFor()
  await page.keyboard.type('onerror')
  await page.getByRole('option', { name: HOSTILE }).waitFor()
  expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined()
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow).toBe(0)
  expect(errors).toEqual([])
})

it('signs out', async () => {
  await using visit = await stage.visit('/environments/development/flags')
  const { page } = visit
  await signIn(page)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: /^A flag/ }).waitFor()
  await page.keyboard.type('sign out')
  await page.getByRole('option', { name: 'Sign out' }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect((await page.request.get(`${stage.service.url}/v1/session`)).status()).toBe(401)
})
