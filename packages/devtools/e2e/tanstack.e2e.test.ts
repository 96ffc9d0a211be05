import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStage, type Stage, type Visit } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

// TanStack writes style elements, which the policy of this page forbids.
const visitTab = (query: string): Promise<Visit> =>
  stage.visit(`?${query}`, { bypassCSP: true, permissions: ['clipboard-read', 'clipboard-write'] })
const panelOn = (page: Page) => page.getByRole('region', { name: 'Sluice devtools', exact: true })

it('is a tab of TanStack Devtools that forces, and has no trigger of its own', async () => {
  await using visit = await visitTab('tanstack')
  const { page } = visit
  const panel = panelOn(page)
  await panel.getByRole('switch', { name: 'layout' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  expect(await page.getByRole('button', { name: 'Sluice devtools' }).count()).toBe(0)
  expect(await panel.getByRole('button', { name: 'Minimise' }).count()).toBe(0)
})

it('forces again what was kept beyond the tab before anybody opens it, and offers no setting without effect', async () => {
  await using visit = await visitTab('tanstack')
  const { page } = visit
  const panel = panelOn(page)
  await panel.getByRole('tab', { name: 'Settings' }).click()
  expect(await panel.getByRole('combobox').count()).toBe(1)
  expect(await panel.getByRole('checkbox').count()).toBe(0)
  expect(await panel.getByText('sluice.devtools').count()).toBe(0)
  await panel.getByRole('combobox', { name: 'Overrides live' }).selectOption('browser')
  await panel.getByRole('tab', { name: 'Flags' }).click()
  await panel.getByRole('switch', { name: 'layout' }).click()
  const other = await page.context().newPage()
  await other.goto(`${stage.url}?tanstack=closed`)
  await other.locator('#layout', { hasText: 'New layout' }).waitFor()
  expect(await panelOn(other).count()).toBe(0)
})

it('gives up with the page what is to live no longer', async () => {
  await using visit = await visitTab('tanstack')
  const { page } = visit
  const panel = panelOn(page)
  await panel.getByRole('tab', { name: 'Settings' }).click()
  await panel.getByRole('combobox', { name: 'Overrides live' }).selectOption('page')
  await panel.getByRole('tab', { name: 'Flags' }).click()
  await panel.getByRole('switch', { name: 'layout' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  await page.reload()
  await expect.poll(() => page.locator('#layout').textContent()).toBe('Old layout')
})

it('takes back what the tab kept and does not fit, and says so of each', async () => {
  await using visit = await visitTab('tanstack')
  const { page } = visit
  await panelOn(page).getByRole('switch', { name: 'banner' }).click()
  await expect
    .poll(() =>
      page.evaluate(() => Object.keys(sessionStorage).some((one) => one.endsWith('.tab'))),
    )
    .toBe(true)
  await page.evaluate(() => {
    const name = Object.keys(sessionStorage).find((one) => one.endsWith('.tab')) ?? ''
    const kept = [{ key: 'price', value: { a: 1 } }, 5, { key: 'nope', value: true }]
    sessionStorage.setItem(name, JSON.stringify([kept]))
  })
  await page.reload()
  for (const sentence of [
    'price was kept, and is not forced: it is of the type number, and not object.',
    'This tab kept 5 as forced: it is no override.',
    'nope was kept, and is not forced: there is no such flag.',
  ])
    await panelOn(page).getByText(sentence).waitFor()
  await page.locator('#price', { hasText: '80' }).waitFor()
})

it('asks over the page about a link while nobody has opened it, and goes with the answer', async () => {
  await using visit = await visitTab('tanstack')
  const { page } = visit
  const panel = panelOn(page)
  await panel.getByRole('switch', { name: 'layout' }).click()
  await panel.getByRole('tab', { name: 'Share' }).click()
  await panel.getByRole('button', { name: 'Copy link' }).click()
  await panel.getByText('Copied').first().waitFor()
  const { hash } = new URL(await page.evaluate(() => navigator.clipboard.readText()))

  await using guest = await visitTab(`tanstack=closed${hash}`)
  const asked = panelOn(guest.page)
  await asked.getByText('layout').first().waitFor()
  expect(await guest.page.locator('#layout').textContent()).toBe('Old layout')
  await asked.getByRole('button', { name: 'Keep' }).click()
  await guest.page.locator('#layout', { hasText: 'New layout' }).waitFor()
  // What the closed devtools draw is not to be seen.
  await asked.waitFor({ state: 'detached' })

  // Opened meanwhile, those ask instead.
  await using opened = await visitTab(`tanstack=closed${hash}`)
  const { page: other } = opened
  await panelOn(other).getByRole('button', { name: 'Discard' }).waitFor()
  await other.getByRole('button', { name: 'Open TanStack Devtools' }).click()
  await expect.poll(() => other.locator('sluice-devtools').count()).toBe(1)
  await panelOn(other).getByRole('button', { name: 'Discard' }).waitFor()
  await panelOn(other).getByRole('button', { name: 'Keep', exact: true }).click()
  await other.locator('#layout', { hasText: 'New layout' }).waitFor()
  expect(await other.locator('sluice-devtools').count()).toBe(1)
  expect(await panelOn(other).getByRole('button', { name: 'Discard' }).count()).toBe(0)

  // Open, it asks in its tab alone.
  await using open = await visitTab(`tanstack${hash}`)
  await panelOn(open.page).getByRole('tab', { name: 'Flags' }).first().waitFor()
  await expect.poll(() => open.page.locator('sluice-devtools').count()).toBe(1)
  await panelOn(open.page).getByRole('button', { name: 'Discard' }).click()
})

it('compares over the whole page, without those devtools in the frames, and closes with Escape', async () => {
  await using visit = await visitTab('tanstack')
  const { page, errors } = visit
  const panel = panelOn(page)
  await panel.getByRole('tab', { name: 'Compare' }).click()
  await panel.getByRole('combobox', { name: 'Flag' }).selectOption('layout')
  await panel.getByRole('button', { name: 'Side by side' }).click()
  const on = page.frameLocator('iframe[title="layout: on"]')
  const off = page.frameLocator('iframe[title="layout: off"]')
  await on.locator('#layout', { hasText: 'New layout' }).waitFor()
  await off.locator('#layout', { hasText: 'Old layout' }).waitFor()
  const { height = 0 } = page.viewportSize() ?? {}
  const box = await page.getByRole('region', { name: 'layout, side by side' }).boundingBox()
  expect(box?.height).toBe(height - 16)
  await page.waitForTimeout(500)
  for (const frame of [on, off]) {
    expect(await frame.locator('#tanstack_devtools').isVisible()).toBe(false)
    expect(await frame.locator('sluice-devtools').count()).toBe(0)
  }
  await on.locator('#field').fill('typed once')
  await expect.poll(() => off.locator('#field').inputValue()).toBe('typed once')
  await page.getByRole('button', { name: 'Close', exact: true }).focus()
  await page.keyboard.press('Escape')
  await page.locator('iframe').first().waitFor({ state: 'detached' })
  expect(await page.locator('sluice-devtools').count()).toBe(1)
  await expect
    .poll(() =>
      panel.evaluate((element) => (element.getRootNode() as ShadowRoot).activeElement?.tagName),
    )
    .toBe('SELECT')
  expect(errors).toEqual([])
})

it('keeps what is typed when a component that makes the plugin is drawn again', async () => {
  await using visit = await visitTab('tanstack')
  const { page } = visit
  const panel = panelOn(page)
  await panel.getByRole('button', { name: 'theme', exact: true }).click()
  const editor = panel.getByRole('textbox', { name: /JSON/ })
  await editor.fill('{"colour": "ink"')
  await page.evaluate(() => (window as unknown as { mend(on: boolean): void }).mend(false))
  await page.waitForTimeout(500)
  expect(await editor.inputValue()).toBe('{"colour": "ink"')
  expect(await page.locator('sluice-devtools').count()).toBe(1)
})

it('says of a panel that does not load why, and asks again', async () => {
  await using context = await stage.browser.newContext({ bypassCSP: true })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.route(/draw-panel/, (route) => route.abort())
  await page.goto(`${stage.url}?tanstack`)
  const lost = page.getByRole('region', { name: 'Sluice devtools did not load' })
  await lost.getByRole('alert').waitFor()
  await page.unroute(/draw-panel/)
  await lost.getByRole('button', { name: 'Try again' }).click()
  await panelOn(page).getByRole('switch', { name: 'layout' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  expect(await page.locator('sluice-devtools section').count()).toBe(1)
  expect(errors).toEqual([])
})

it('compares by the keyboard alone: the focus is in front, and Escape closes it', async () => {
  await using visit = await visitTab('tanstack')
  const { page } = visit
  const panel = panelOn(page)
  await panel.getByRole('tab', { name: 'Compare' }).click()
  await panel.getByRole('combobox', { name: 'Flag' }).selectOption('layout')
  await panel.getByRole('button', { name: 'Side by side' }).focus()
  await page.keyboard.press('Enter')
  const close = page.getByRole('button', { name: 'Close', exact: true })
  await close.waitFor()
  await page.waitForTimeout(200)
  expect(await close.evaluate((button) => button.matches(':focus'))).toBe(true)
  await page.keyboard.press('Escape')
  await page.locator('iframe').first().waitFor({ state: 'detached' })
})

it('draws its frames around what a flag draws, outside of what holds the panel', async () => {
  await using visit = await visitTab('tanstack')
  const { page, errors } = visit
  const panel = panelOn(page)
  await panel.getByRole('tab', { name: 'X-ray' }).click()
  await panel.getByRole('button', { name: 'layout (1)' }).click()
  const frame = page.locator('.xray [data-flag=layout]').first()
  await frame.waitFor()
  expect(await frame.boundingBox()).toEqual(await page.locator('#layout').boundingBox())
  // It is in front: what is drawn there is what the browser finds there, were it to be pressed.
  expect(await page.locator('.xray').evaluate((layer) => layer.matches(':popover-open'))).toBe(true)
  expect(errors).toEqual([])
})
