import { afterAll, beforeAll, expect, it } from 'vitest'
import { violations } from './support/axe.ts'
import { openPanel } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

it('shows a page in two variants that scroll, type and go along together', async () => {
  await using visit = await stage.visit('?tall')
  const { page, errors } = visit
  const panel = await openPanel(page, 'Compare')
  await panel.getByRole('combobox', { name: 'Flag' }).selectOption('layout')
  await panel.getByRole('button', { name: 'Side by side' }).click()
  const on = page.frameLocator('iframe[title="layout: on"]')
  const off = page.frameLocator('iframe[title="layout: off"]')
  await on.locator('#layout', { hasText: 'New layout' }).waitFor()
  await off.locator('#layout', { hasText: 'Old layout' }).waitFor()
  // No overlay in the overlay.
  expect(await on.locator('sluice-devtools').count()).toBe(0)

  await on.locator('#field').fill('typed once')
  await expect.poll(() => off.locator('#field').inputValue()).toBe('typed once')
  await off.locator('html').evaluate((element) => element.scrollTo(0, 600))
  await expect
    .poll(() => on.locator('html').evaluate((element) => element.scrollTop))
    .toBeGreaterThan(500)
  await on.locator('html').evaluate(() => history.pushState(null, '', '/elsewhere?tall'))
  await expect.poll(() => off.locator('html').evaluate(() => location.pathname)).toBe('/elsewhere')
  expect(await violations(page)).toEqual([])
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/compare.png` })

  // The page itself was left alone, and so is what it keeps.
  await page.getByRole('button', { name: 'Close', exact: true }).click()
  expect(await page.locator('#layout').textContent()).toBe('Old layout')
  await page.reload()
  await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
  expect(errors).toEqual([])
})

it('takes a frame along that is loaded late, and closes with Escape', async () => {
  await using visit = await stage.visit('?tall')
  const { page, errors } = visit
  const panel = await openPanel(page, 'Compare')
  await panel.getByRole('combobox', { name: 'Flag' }).selectOption('layout')
  const late = Promise.withResolvers<void>()
  let asked = 0
  await page.route(/\?tall$/, async (route) => {
    asked += 1
    if (asked === 2) await late.promise
    await route.continue()
  })
  await panel.getByRole('button', { name: 'Side by side' }).click()
  await expect
    .poll(() => page.frames().filter((frame) => frame.url().includes('tall')).length)
    .toBe(2)
  const [first] = page
    .frames()
    .slice(1)
    .filter((frame) => frame.url().includes('tall'))
  await first?.locator('#layout').waitFor()
  await first?.evaluate(() => history.pushState(null, '', '/elsewhere?tall'))
  await page.waitForTimeout(600)
  expect(errors).toEqual([])
  late.resolve()
  await expect
    .poll(() => page.frames().filter((frame) => frame.url().includes('/elsewhere')).length)
    .toBe(2)
  await page.getByRole('button', { name: 'Close', exact: true }).press('Escape')
  await page.locator('iframe').first().waitFor({ state: 'detached' })
  expect(await panel.isVisible()).toBe(true)
  await expect
    .poll(() =>
      panel.evaluate((element) => (element.getRootNode() as ShadowRoot).activeElement?.tagName),
    )
    .toBe('SELECT')
  expect(errors).toEqual([])
})

it('closes with Escape in a frame, unless the page in it has a use for that', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const panel = await openPanel(page, 'Compare')
  await panel.getByRole('combobox', { name: 'Flag' }).selectOption('layout')
  await panel.getByRole('button', { name: 'Side by side' }).click()
  const frame = page.frameLocator('iframe[title="layout: on"]')
  await frame.locator('#layout', { hasText: 'New layout' }).waitFor()

  await frame.locator('#open-modal').click()
  await frame.locator('dialog input').press('Escape')
  await frame.locator('dialog').waitFor({ state: 'hidden' })
  expect(await page.locator('iframe').count()).toBe(2)

  const field = frame.locator('#field')
  await field.evaluate((element) =>
    element.addEventListener('keydown', (event) => event.preventDefault(), { once: true }),
  )
  await field.press('Escape')
  expect(await page.locator('iframe').count()).toBe(2)

  await field.press('Escape')
  await page.locator('iframe').first().waitFor({ state: 'detached' })
  // As outside: the panel stays, and the keyboard with it.
  expect(await panel.isVisible()).toBe(true)
  await expect
    .poll(() =>
      panel.evaluate((element) => (element.getRootNode() as ShadowRoot).activeElement?.tagName),
    )
    .toBe('SELECT')
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  expect(errors).toEqual([])
})
