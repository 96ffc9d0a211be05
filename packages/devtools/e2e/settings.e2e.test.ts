import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPanel } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

const forces = (overrides: object): string =>
  `forces=${encodeURIComponent(JSON.stringify(overrides))}`

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

it('keeps colours and a shy trigger, and hides the trigger until the page is loaded again', async () => {
  await using visit = await stage.visit('', { colorScheme: 'light' })
  const { page, errors } = visit
  const ground = (): Promise<string> =>
    page
      .getByRole('region', { name: 'Sluice devtools', exact: true })
      .evaluate((element) => getComputedStyle(element).backgroundColor)
  let panel = await openPanel(page, 'Settings')
  expect(await ground()).toBe('rgb(255, 255, 255)')
  await panel.getByRole('combobox', { name: 'Colours' }).selectOption('dark')
  expect(await ground()).toBe('rgb(22, 32, 42)')
  await panel.getByRole('checkbox', { name: /Hide the trigger/ }).check()
  await page.reload()
  panel = await openPanel(page, 'Settings')
  expect(await ground()).toBe('rgb(22, 32, 42)')
  const pill = page.locator('sluice-devtools .pill')
  await page.mouse.move(10, 10)
  expect(await pill.evaluate((element) => getComputedStyle(element).opacity)).toBe('0.02')
  await pill.hover()
  expect(await pill.evaluate((element) => getComputedStyle(element).opacity)).toBe('1')
  // A mark does not wait for the pointer.
  await panel.getByRole('tab', { name: 'Flags' }).click()
  await panel.getByRole('switch', { name: 'layout' }).click()
  await page.mouse.move(10, 10)
  await expect.poll(() => pill.evaluate((element) => getComputedStyle(element).opacity)).toBe('1')
  await panel.getByRole('button', { name: 'Reset layout' }).click()
  await panel.getByRole('tab', { name: 'Settings' }).click()
  await panel.getByRole('button', { name: /Hide until/ }).click()
  expect(await pill.isHidden()).toBe(true)
  // The keys still work.
  await openPanel(page)
  await page.reload()
  await pill.waitFor()
  expect(errors).toEqual([])
})

it('copies a key, and leads to the console', async () => {
  await using visit = await stage.visit('', { permissions: ['clipboard-read', 'clipboard-write'] })
  const { page } = visit
  const panel = await openPanel(page)
  await panel.getByRole('button', { name: 'layout', exact: true }).click()
  await panel.getByRole('button', { name: 'Copy key' }).click()
  await panel.getByText('Key copied.').waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('layout')
  const link = panel.getByRole('link', { name: 'Open in the console' })
  expect(await link.getAttribute('href')).toBe(
    'https://console.example/environments/development/flags/layout',
  )
})

it('works without a manifest: by keys, values and types, and shares less', async () => {
  await using visit = await stage.visit('?bare')
  const { page, errors } = visit
  const panel = await openPanel(page)
  const words = panel.getByRole('textbox', { name: 'Value of cta' })
  await words.fill('Now or never')
  await words.press('Enter')
  await page.locator('#buy', { hasText: 'Now or never' }).waitFor()
  await panel.getByRole('tab', { name: 'Share' }).click()
  await panel.getByRole('checkbox', { name: /Context/ }).check()
  await panel.getByText('Left out, as it may be personal: email.').waitFor()
  expect(errors).toEqual([])
})

it.each([
  ['of many lines', 'line one\nline two\nline three'],
  ['that is long', `${'long '.repeat(600)}END`],
  ['with other ends of lines', 'one\r\ntwo'],
])('edits a text %s whole, and forces what was typed', async (_, text) => {
  await using visit = await stage.visit(
    `?bare&${forces({ cta: { value: text }, price: { value: 90 } })}`,
  )
  const { page, errors } = visit
  const panel = await openPanel(page)
  const row = panel.getByRole('row').filter({ hasText: 'cta' })
  expect(await row.getByRole('textbox').count()).toBe(0)
  await row.getByRole('button', { name: 'Edit…' }).click()
  const editor = panel.getByRole('textbox', { name: /^Value of cta/ })
  const isJson = text.includes('\r')
  expect(await editor.inputValue()).toBe(isJson ? JSON.stringify(text) : text)
  await editor.focus()
  await page.keyboard.press('Control+End')
  if (isJson) await page.keyboard.press('ArrowLeft')
  await page.keyboard.type('!')
  await panel.getByRole('button', { name: 'Apply' }).click()
  expect(
    await page.evaluate(() => {
      const { client } = window as unknown as {
        client: { peek(key: string, fallback: string): { value: string } }
      }
      return client.peek('cta', '').value
    }),
  ).toBe(`${text}!`)
  expect(errors).toEqual([])
})

it('forces nothing of what was kept and does not fit, and says so of each', async () => {
  await using visit = await stage.visit('?theme')
  const { page, errors } = visit
  await page.evaluate(() => {
    const forced = {
      layout: { variant: 'on', value: true },
      price: 5,
      banner: { value: 'yes' },
      ghost: { value: 1 },
      cta: { variant: 7 },
      theme: { value: null },
    }
    const kept = { keep: 'browser', corner: 'middle' }
    localStorage.setItem('sluice.devtools.settings', JSON.stringify(kept))
    localStorage.setItem('sluice.devtools.overrides', JSON.stringify({ at: Date.now(), forced }))
  })
  await page.reload()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  const panel = await openPanel(page)
  for (const sentence of [
    'The setting corner was kept as "middle", and counts not.',
    'price was kept, and is not forced: it is number, and no override.',
    'banner was kept, and is not forced: it is of the type boolean, and not string.',
    'ghost was kept, and is not forced: there is no such flag.',
    'cta was kept, and is not forced: its variant is number, and not string.',
    'theme was kept, and is not forced:',
  ])
    await panel.getByText(sentence).waitFor()
  await panel.getByRole('button', { name: 'Reset all (1)' }).waitFor()
  expect(errors).toEqual([])
})

it('takes back what the tab kept and does not fit, and says so of each', async () => {
  await using visit = await stage.visit('?theme')
  const { page, errors } = visit
  const panel = await openPanel(page)
  await panel.getByRole('switch', { name: 'layout' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  // It is kept after it is shown.
  await page.waitForFunction(() => Object.keys(sessionStorage).some((one) => one.endsWith('.tab')))
  await page.evaluate(() => {
    const name = Object.keys(sessionStorage).find((one) => one.endsWith('.tab')) ?? ''
    const [kept] = JSON.parse(sessionStorage.getItem(name) ?? '') as [object[]]
    const more = [
      { key: 'banner', value: 'yes' },
      { key: 'cta', value: 'Now', variant: 'now' },
      { key: 'price', value: null, variant: 'far' },
      { key: 'fixed', value: false },
      { key: 'closed', value: true, variant: 'off' },
      { key: 'ghost', value: 1 },
      { key: '__proto__', value: {} },
      null,
      { key: 'theme', value: 'red', variant: 7 },
    ]
    sessionStorage.setItem(name, JSON.stringify([[...kept, ...more], []]))
  })
  await page.reload()
  await page.locator('#buy', { hasText: 'Now' }).waitFor()
  await openPanel(page)
  for (const sentence of [
    'banner was kept, and is not forced: it is of the type boolean, and not string.',
    'price was kept, and is not forced: it is of the type number, and not null.',
    'fixed was kept, and is not forced: it may not be overridden.',
    'closed was kept, and is not forced: it says off and another value.',
    'ghost was kept, and is not forced: there is no such flag.',
    '__proto__ was kept, and is not forced: there is no such flag.',
    'This tab kept null as forced: it is no override.',
    'theme was kept, and is not forced: its variant is number, and not string.',
  ])
    await panel.getByText(sentence).waitFor()
  await panel.getByRole('button', { name: 'Reset all (2)' }).waitFor()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  // It is told once: what stays fits.
  await page.reload()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  await openPanel(page)
  await panel.getByRole('button', { name: 'Reset all (2)' }).waitFor()
  expect(await panel.getByText('was kept, and is not forced').count()).toBe(0)

  await page.evaluate(() => {
    const name = Object.keys(sessionStorage).find((one) => one.endsWith('.tab')) ?? ''
    sessionStorage.setItem(name, '[[{"key":"layout"')
  })
  await page.reload()
  await openPanel(page)
  await panel
    .getByText('What this tab kept as forced cannot be read, and nothing of it is forced.')
    .waitFor()
  expect(errors).toEqual([])
})

it('leaves forced what only the manifest or the page knows', async () => {
  // It reads the flag from the start: what is forced while the overlay comes may be looked at as well.
  await using visit = await stage.visit('?reads=unborn')
  const { page, errors } = visit
  await page.evaluate(() => {
    const { client } = window as unknown as {
      client: { peek(key: string, value: boolean): void; setOverride(key: string, o: object): void }
    }
    client.setOverride('unborn', { value: true })
    client.setOverride('layout', { value: true })
  })
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  await page.reload()
  const panel = await openPanel(page)
  await panel.getByRole('button', { name: 'Reset all (2)' }).waitFor()
  await page.goto(stage.url)
  await openPanel(page)
  await panel.getByText('unborn was kept, and is not forced').waitFor()
  await panel.getByRole('button', { name: 'Reset all (1)' }).waitFor()
  expect(errors).toEqual([])
})

it('brings a tab that the keys choose into sight at 320 px', async () => {
  await using visit = await stage.visit('', { viewport: { width: 320, height: 640 } })
  const { page } = visit
  const panel = await openPanel(page)
  await panel.getByRole('tab', { name: 'Flags' }).focus()
  const names = ['What if', 'Events', 'X-ray', 'Compare', 'Share', 'Report', 'Faults', 'Settings']
  for (const name of names) {
    await page.keyboard.press('ArrowRight')
    const tab = panel.getByRole('tab', { name, selected: true })
    await expect
      .poll(() =>
        tab.evaluate((element) => {
          const { left, right } = element.getBoundingClientRect()
          return element.matches(':focus') && left >= 0 && right <= 320
        }),
      )
      .toBe(true)
  }
})

it('says when a part of the panel cannot be loaded, and the others go on', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const panel = await openPanel(page)
  await page.route(/CompareTab/, (route) => route.abort())
  await panel.getByRole('tab', { name: 'Compare' }).click()
  await panel.getByText('This part did not load').waitFor()
  await panel.getByRole('tab', { name: 'Flags' }).click()
  await panel.getByRole('switch', { name: 'layout' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  expect(errors).toEqual([])
})

const forcedHere = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const { client } = window as unknown as { client: { overrides(): Map<string, unknown> } }
    return [...client.overrides().keys()]
  })

it.each(['', 'mount&'])('leaves alone what the app itself forces (%s)', async (how) => {
  // Neither of the two fits: the service knows no such flag yet, and its colour is no text.
  const own = { 'coming-soon': { value: true }, price: { value: { amount: 5 } } }
  await using visit = await stage.visit(`?${how}${forces(own)}`)
  const { page, errors } = visit
  // What an earlier page left is looked at meanwhile, in the same tab.
  await page.evaluate(() => {
    const name = Object.keys(sessionStorage).find((one) => one.endsWith('.tab')) ?? ''
    sessionStorage.setItem(name, JSON.stringify([[{ key: 'ghost', value: 1 }], []]))
  })
  await page.reload()
  await openPanel(page)
  const panel = page.getByRole('region', { name: 'Sluice devtools', exact: true })
  await panel.getByText('ghost was kept, and is not forced: there is no such flag.').waitFor()
  expect(await panel.getByText('was kept, and is not forced').count()).toBe(1)
  expect(await forcedHere(page)).toEqual(['coming-soon', 'price'])
  expect(errors).toEqual([])
})

it.each(['', 'mount&'])(
  'clears of what lives with the page only what the last one left (%s)',
  async (how) => {
    const own = { banner: { value: true, variant: 'on' } }
    await using visit = await stage.visit(`?${how}${forces(own)}`)
    const { page, errors } = visit
    const panel = await openPanel(page, 'Settings')
    await panel.getByRole('combobox', { name: 'Overrides live' }).selectOption('page')
    await panel.getByRole('tab', { name: 'Flags' }).click()
    await panel.getByRole('switch', { name: 'layout' }).click()
    await page.locator('#layout', { hasText: 'New layout' }).waitFor()
    await page.reload()
    await page.locator('#banner', { hasText: 'The banner' }).waitFor()
    await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
    expect(await forcedHere(page)).toEqual(['banner'])
    if (how !== '') return
    // An overlay that is mounted again is no page that is loaded again.
    await openPanel(page)
    await panel.getByRole('switch', { name: 'layout' }).click()
    await page.evaluate(() =>
      (window as unknown as { mend(withOverlay: boolean): void }).mend(false),
    )
    await page.locator('sluice-devtools').waitFor({ state: 'detached' })
    await page.evaluate(() =>
      (window as unknown as { mend(withOverlay: boolean): void }).mend(true),
    )
    await openPanel(page)
    expect(await forcedHere(page)).toEqual(['banner', 'layout'])
    expect(errors).toEqual([])
  },
)
