import type { BrowserContextOptions, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { violations } from './support/axe.ts'
import { openPanel } from './support/overlay.ts'
import { openStage, type Stage, type Visit } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

const PANEL = /draw-panel/
const EARLY = /early-overrides/
const CHORD = 'Control+Shift+G'
const panelOn = (page: Page) => page.getByRole('region', { name: 'Sluice devtools', exact: true })
const waitingOn = (page: Page) => page.getByRole('region', { name: 'Sluice devtools, on the way' })
const lostOn = (page: Page) => page.getByRole('region', { name: 'Sluice devtools did not load' })

/** How a request goes wrong. */
const WRONG: Readonly<Record<string, (route: Route) => Promise<void>>> = {
  'the network is gone': (route) => route.abort(),
  'it is not there': (route) => route.fulfill({ status: 404 }),
}

it.each(Object.keys(WRONG))(
  'says of a panel that does not load why, and asks again with the next press: %s',
  async (how) => {
    await using visit = await stage.visit()
    const { page, errors } = visit
    let asked = 0
    await page.route(PANEL, (route) => {
      asked += 1
      return WRONG[how]?.(route)
    })
    await page.locator('#field').focus()
    await page.keyboard.press(CHORD)
    await lostOn(page).getByRole('alert').getByText('The devtools did not load').waitFor()
    await lostOn(page).getByText('Failed to fetch dynamically imported module').waitFor()
    const pill = page.getByRole('button', { name: 'Sluice did not load: devtools' })
    expect(await pill.textContent()).toBe('Sluice did not load')
    expect(await pill.getAttribute('aria-expanded')).toBe('false')
    expect(await lostOn(page).getByRole('button', { name: 'Try again' }).isVisible()).toBe(true)
    expect(await violations(page)).toEqual([])

    const before = asked
    await page.keyboard.press('Enter')
    await expect.poll(() => asked).toBeGreaterThan(before)
    await lostOn(page).getByRole('button', { name: 'Close' }).click()
    expect(await lostOn(page).count()).toBe(0)
    // Back where it came from.
    expect(await page.locator('#field').evaluate((field) => field.matches(':focus'))).toBe(true)

    await page.unroute(PANEL)
    await pill.click()
    const panel = panelOn(page)
    await panel.getByRole('switch', { name: 'layout' }).click()
    await page.locator('#layout', { hasText: 'New layout' }).waitFor()
    expect(await page.getByRole('button', { name: /did not load/ }).count()).toBe(0)
    // Loaded a second time, it is one panel with all of its parts.
    await panel.getByRole('tab', { name: 'Compare' }).click()
    await panel.getByRole('combobox', { name: 'Flag' }).waitFor()
    await panel.getByRole('tab', { name: 'Faults' }).click()
    await panel.getByRole('radio', { name: /Gone/ }).waitFor()
    await panel.getByRole('tab', { name: 'X-ray' }).click()
    await panel.getByRole('button', { name: /^layout/ }).waitFor()
    await panel.getByRole('tab', { name: 'Report' }).click()
    await panel.getByRole('textbox', { name: /^The report/ }).waitFor()
    await panel.getByRole('tab', { name: 'Share' }).click()
    await panel.getByRole('button', { name: 'QR code' }).click()
    await panel.getByRole('img', { name: 'The link as QR code' }).waitFor()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    const loads = asked
    await page.keyboard.press(CHORD)
    await panel.waitFor()
    expect(asked).toBe(loads)
    expect(errors).toEqual([])
  },
)

/** Opens a page whose panel comes when it is let go. */
async function slowly(
  options: BrowserContextOptions = {},
): Promise<Visit & { readonly arrive: () => Promise<void> }> {
  const visit = await stage.visit('', options)
  const gate = Promise.withResolvers<void>()
  await visit.page.route(PANEL, async (route) => {
    await gate.promise
    await route.continue()
  })
  return Object.assign(visit, {
    async arrive() {
      const answered = visit.page.waitForResponse(PANEL)
      gate.resolve()
      await (await answered).finished()
      await visit.page.waitForTimeout(200)
    },
  })
}

it.each(['Escape', CHORD])('calls off with %s a panel that is on its way', async (key) => {
  await using visit = await slowly()
  const { page, errors, arrive } = visit
  await page.locator('#field').focus()
  await page.keyboard.press(CHORD)
  await waitingOn(page).waitFor()
  await page.keyboard.press(key)
  await waitingOn(page).waitFor({ state: 'detached' })
  await page.keyboard.type('on')
  await arrive()
  await page.keyboard.type(' with it')
  expect(await page.locator('#field').inputValue()).toBe('on with it')
  expect(await panelOn(page).count()).toBe(0)
  const pill = page.getByRole('button', { name: 'Sluice devtools' })
  expect(await pill.getAttribute('aria-expanded')).toBe('false')
  await openPanel(page)
  expect(errors).toEqual([])
})

it('leaves the focus to whoever has gone on to the page meanwhile, and takes it else', async () => {
  await using visit = await slowly()
  const { page, arrive } = visit
  await page.keyboard.press(CHORD)
  await waitingOn(page).waitFor()
  await page.locator('#field').click()
  await page.keyboard.type('hello')
  await arrive()
  await panelOn(page).waitFor()
  expect(await waitingOn(page).count()).toBe(0)
  await page.keyboard.type(' world')
  expect(await page.locator('#field').inputValue()).toBe('hello world')

  await using other = await slowly()
  await other.page.locator('#field').focus()
  await other.page.keyboard.press(CHORD)
  await waitingOn(other.page).waitFor()
  // Not for the page either: nobody would know where it went.
  await other.page.keyboard.type('lost')
  await other.arrive()
  await panelOn(other.page).waitFor()
  await other.page.keyboard.type('price')
  expect(await panelOn(other.page).getByRole('searchbox').inputValue()).toBe('price')
  expect(await other.page.locator('#field').inputValue()).toBe('')
})

it.each([
  ['desktop', { viewport: { width: 1280, height: 860 }, colorScheme: 'light' }],
  ['320 px', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }],
] satisfies [string, BrowserContextOptions][])(
  'has nothing that axe would forbid while it comes, and when it does not: %s',
  async (name, options) => {
    await using visit = await slowly(options)
    const { page } = visit
    await page.keyboard.press(CHORD)
    await waitingOn(page).waitFor()
    // What it says comes a little later than it, so that nothing flickers that cannot be read.
    await page.waitForTimeout(500)
    expect(await violations(page)).toEqual([])

    await using lost = await stage.visit('', options)
    await lost.page.route(PANEL, (route) => route.abort())
    await lost.page.keyboard.press(CHORD)
    await lostOn(lost.page).waitFor()
    expect(await violations(lost.page)).toEqual([])
    const sideways = await lost.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(sideways).toBe(0)
  },
)

it('says in the trigger that what follows it did not load, and asks again when that is pressed', async () => {
  await using context = await stage.browser.newContext()
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.route(EARLY, (route) => route.abort())
  await page.goto(stage.url)
  const pill = page.getByRole('button', { name: 'Sluice did not load' })
  await pill.waitFor()
  expect(await pill.evaluate((button) => button.parentElement?.ariaLive)).toBe('polite')
  await page.locator('#field').focus()
  await page.keyboard.press(CHORD)
  await page.waitForTimeout(300)
  expect(await pill.getAttribute('aria-expanded')).toBe('false')
  expect(await page.locator('#field').evaluate((field) => field.matches(':focus'))).toBe(true)

  await page.unroute(EARLY)
  await pill.click()
  await panelOn(page).getByRole('switch', { name: 'layout' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  await page.getByRole('button', { name: 'Sluice 1 forced: devtools' }).waitFor()
  expect(errors).toEqual([])
})

it('says that what follows it did not load also where the trigger waits for a pointer', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  await page.evaluate(() => localStorage.setItem('sluice.devtools.settings', '{"isShy":true}'))
  await page.reload()
  const opacity = (name: string): Promise<string> =>
    page.getByRole('button', { name }).evaluate((pill) => getComputedStyle(pill).opacity)
  await expect.poll(() => opacity('Sluice devtools')).toBe('0.02')
  await page.route(EARLY, (route) => route.abort())
  await page.reload()
  await expect.poll(() => opacity('Sluice did not load')).toBe('1')
})

/** What parts ask for by themselves, and for which they ask again. */
const ASKED_FOR_ALONE = /point-at|Crashes/

it.each([
  ['What if', /WhatIfTab/, 'What would change?'],
  ['X-ray', /XrayTab/, 'Point at the page'],
  ['Share', /share-parts/, 'Copy link'],
  ['Report', /share-parts/, 'Copy bug report'],
  ['Compare', /CompareTab/, 'Side by side'],
  ['Faults', /FaultsTab/, 'Expire the cache'],
] as const)(
  'says that %s is on its way, then that it did not load, and asks again',
  async (...on) => {
    const [tab, file, button] = on
    await using visit = await stage.visit()
    const { page, errors } = visit
    const gate = Promise.withResolvers<void>()
    await page.route(file, async (route) => {
      await gate.promise
      await route.abort()
    })
    const panel = await openPanel(page)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await panel.getByRole('tab', { name: tab }).click()
    await panel.getByText('This part is on its way.').waitFor()
    await page.waitForTimeout(500)
    expect(await violations(page)).toEqual([])
    gate.resolve()
    await panel.getByRole('alert').getByText('This part did not load.').waitFor()
    expect(await violations(page)).toEqual([])
    // The others are as they were.
    await panel.getByRole('tab', { name: 'Flags' }).click()
    await panel.getByRole('searchbox').waitFor()
    await panel.getByRole('tab', { name: tab }).click()
    await panel.getByRole('alert').waitFor()
    await page.unroute(file)
    await panel.getByRole('button', { name: 'Try again' }).press('Enter')
    await panel.getByRole('button', { name: button }).waitFor()
    // One file, and none that it needs beside: for that nobody could ask again.
    const needed = asked.filter((url) => url.includes('.js') && !ASKED_FOR_ALONE.test(url))
    expect(needed.filter((url) => !file.test(url))).toEqual([])
    // Whoever works with the keyboard is still in the panel.
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe('sluice-devtools')
    expect(errors).toEqual([])
  },
)

it('says that what points, and what crashes a treatment, did not load, and asks again', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  await page.route(ASKED_FOR_ALONE, (route) => route.abort())
  const panel = await openPanel(page, 'Faults')
  await panel.getByText('This part did not load.').waitFor()
  const point = panel.getByRole('button', { name: 'Point at the page' })
  await panel.getByRole('tab', { name: 'X-ray' }).click()
  await point.click()
  await panel.getByText('What points did not load. Press again to try once more.').waitFor()
  await page.unroute(ASKED_FOR_ALONE)
  await point.click()
  await panel.getByRole('button', { name: 'Point at the page', pressed: true }).waitFor()
  await page.locator('#case').hover()
  await panel.locator('.found').filter({ hasText: 'cta' }).waitFor()
  await page.keyboard.press('Escape')
  await panel.getByRole('tab', { name: 'Faults' }).click()
  await panel.getByRole('button', { name: 'Crash it' }).waitFor()
  expect(errors).toEqual([])
})

it('asks again for what reviews a link, and then asks about that', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  await page.route(/share-parts/, (route) => route.abort())
  const overrides = { layout: { variant: 'on', value: true } }
  const scenario = JSON.stringify({ version: 1, name: 'From afar', overrides })
  await page.evaluate((payload) => {
    location.hash = `sluice=${payload}`
  }, Buffer.from(scenario).toString('base64url'))
  await panelOn(page).getByRole('alert').getByText('This part did not load.').waitFor()
  await page.unroute(/share-parts/)
  await panelOn(page).getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('group', { name: 'Something to open' }).getByText('1 override').waitFor()
  expect(errors).toEqual([])
})

it.each(['map', 'filter'])(
  'says so where the page has broken what the panel stands on: Array.prototype.%s',
  async (method) => {
    await using visit = await stage.visit()
    const { page } = visit
    await page.getByRole('button', { name: 'Sluice devtools' }).waitFor()
    await page.evaluate((name) => {
      // oxlint-disable-next-line eslint/no-extend-native -- that is how hosts are hostile
      Object.defineProperty(Array.prototype, name, {
        value() {
          throw new Error('The host is hostile.')
        },
      })
    }, method)
    await page.keyboard.press(CHORD)
    await page.locator('sluice-devtools [role=alert]').filter({ hasText: 'without them' }).waitFor()
    await page.locator('sluice-devtools').getByText('The host is hostile.').first().waitFor()
    await page.getByRole('button', { name: 'Close' }).click()
    await page.keyboard.press(CHORD)
    await page.locator('sluice-devtools').getByText('The host is hostile.').first().waitFor()
    expect(await page.locator('#layout').textContent()).toBe('Old layout')
  },
)

it('says which small part did not load, and leaves no error on the page', async () => {
  await using visit = await stage.visit('?chord=alt%2Bx')
  const { page, errors } = visit
  await page.evaluate(() => {
    localStorage.setItem('sluice.devtools.settings', '{"corner":"top-left"}')
    sessionStorage.setItem('sluice.x.tab', '[[5]]')
  })
  for (const part of [/check-settings/, /check-tab/, /custom-chord/, /settle-in/])
    await page.route(part, (route) => route.abort())
  await page.reload()
  const pill = page.getByRole('button', { name: 'Sluice devtools' })
  await page.waitForTimeout(500)
  await pill.click()
  for (const sentence of [
    /^What was kept is not looked at, since a part did not load.*check-settings/,
    /^What was kept is not looked at, since a part did not load.*check-tab/,
    /^No chord: .*custom-chord/,
    /^Dialogs of the page may keep the focus.*settle-in/,
  ])
    await panelOn(page).getByText(sentence).waitFor()
  expect(errors).toEqual([])
})
