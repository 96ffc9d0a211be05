import { readFile } from 'node:fs/promises'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { violations } from './support/axe.ts'
import { copyLink, openPanel } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

const clipboard = { permissions: ['clipboard-read', 'clipboard-write'] }
const encode = (scenario: object): string =>
  Buffer.from(JSON.stringify(scenario)).toString('base64url')

it('opens in another browser what a link carries, once somebody has said so', async () => {
  await using sender = await stage.visit('', clipboard)
  const panel = await openPanel(sender.page)
  await panel.getByRole('switch', { name: 'layout' }).click()
  const link = await copyLink(sender.page, panel)

  await using receiver = await stage.visit(link.slice(stage.url.length))
  const { page, errors } = receiver
  const banner = page.getByRole('group', { name: 'Something to open' })
  await banner.getByText('1 override from a link').waitFor()
  await banner.getByText('1 override at /').waitFor()
  expect(await page.locator('#layout').textContent()).toBe('Old layout')
  await banner.getByRole('button', { name: 'Review' }).click()
  await banner.getByText('layout: false (off) → true (on)', { exact: true }).waitFor()
  await banner.getByRole('button', { name: 'Keep' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  expect(page.url()).toBe(stage.url)
  expect(errors).toEqual([])
})

it('takes along how the overlay looks, where that is wished, and to nobody who discards it', async () => {
  await using sender = await stage.visit('', { ...clipboard, colorScheme: 'light' })
  const panel = await openPanel(sender.page, 'Settings')
  await panel.getByRole('combobox', { name: 'Colours' }).selectOption('dark')
  await panel.getByRole('combobox', { name: 'Overrides live' }).selectOption('browser')
  await panel.getByRole('tab', { name: 'Share' }).click()
  await panel.getByRole('checkbox', { name: 'Settings (1)' }).check()
  const link = await copyLink(sender.page, panel)

  await using receiver = await stage.visit(link.slice(stage.url.length), { colorScheme: 'light' })
  const { page, errors } = receiver
  const ground = (): Promise<string> =>
    page
      .getByRole('region', { name: 'Sluice devtools', exact: true })
      .evaluate((element) => getComputedStyle(element).backgroundColor)
  const banner = page.getByRole('group', { name: 'Something to open' })
  await banner.getByText('0 overrides and settings from a link').waitFor()
  await banner.getByRole('button', { name: 'Review' }).click()
  await banner.getByText('settings: {"theme":"dark"}', { exact: true }).waitFor()
  expect(await violations(page)).toEqual([])
  expect(await ground()).toBe('rgb(255, 255, 255)')
  await banner.getByRole('button', { name: 'Keep' }).click()
  expect(await ground()).toBe('rgb(22, 32, 42)')
  expect(errors).toEqual([])
})

it('says of the status of a scenario that it is left out, before anybody has looked closer', async () => {
  const scenario = { version: 1, name: 'The service is down', status: 'offline' }
  await using visit = await stage.visit(`#sluice=${encode(scenario)}`)
  const { page } = visit
  const banner = page.getByRole('group', { name: 'Something to open' })
  await banner.getByText('The status offline was left out: rehearse it in Faults.').waitFor()
  expect(await banner.getByRole('button', { name: 'Keep' }).isDisabled()).toBe(true)
  expect(await violations(page)).toEqual([])
})

it('discards a link, and leaves what is forced alone where that is wished', async () => {
  const scenario = {
    version: 1,
    name: 'From afar',
    overrides: { layout: { variant: 'on', value: true }, banner: { variant: 'on', value: true } },
  }
  await using visit = await stage.visit(`#sluice=${encode(scenario)}`)
  const { page } = visit
  const banner = page.getByRole('group', { name: 'Something to open' })
  await banner.getByRole('button', { name: 'Discard' }).click()
  expect(await page.locator('#layout').textContent()).toBe('Old layout')
  await page.getByRole('switch', { name: 'layout' }).click()
  await page.getByRole('switch', { name: 'layout' }).click()
  await page.evaluate((payload) => {
    location.hash = `sluice=${payload}`
  }, encode(scenario))
  await banner.getByRole('combobox').selectOption('local')
  await banner.getByRole('button', { name: 'Keep' }).click()
  await page.locator('#banner', { hasText: 'The banner' }).waitFor()
  expect(await page.locator('#layout').textContent()).toBe('Old layout')
})

it.each<[string, string, RegExp]>([
  [
    'cut off',
    'eyJ2ZXJzaW',
    /A link was refused, and nothing was changed\..*is cut off or changed|is not JSON/,
  ],
  ['no scenario', encode({ version: 1 }), /A link was refused.*name: Give it a name/],
  ['of another version', encode({ version: 9, name: 'x' }), /A link was refused.*Write 1/],
  ['too large', 'A'.repeat(20_000), /A link was refused, and nothing was changed\./],
])('refuses a link that is %s in a sentence, and changes nothing', async (_, payload, sentence) => {
  await using visit = await stage.visit(`#sluice=${payload}`)
  const { page, errors } = visit
  await page.getByText(sentence).waitFor()
  expect(page.url()).toBe(stage.url)
  expect(
    await page.evaluate(
      () =>
        (window as never as { client: { overrides(): Map<string, unknown> } }).client.overrides()
          .size,
    ),
  ).toBe(0)
  expect(errors).toEqual([])
})

it('says of each bad link that is pasted while the panel is open that it was refused', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const panel = await openPanel(page)
  for (const [payload, sentence] of [
    ['eyJ2ZXJzaW', 'A link was refused, and nothing was changed.'],
    [encode({ version: 9, name: 'x' }), 'Write 1; another version'],
    ['A'.repeat(20_000), 'A link was refused, and nothing was changed.'],
  ] as const) {
    await page.evaluate((next) => {
      location.hash = `sluice=${next}`
    }, payload)
    await panel.getByText(sentence).waitFor({ timeout: 3000 })
    expect(page.url()).toBe(stage.url)
    await panel.getByRole('button', { name: 'Dismiss' }).click()
    await panel.getByText('A link was refused').waitFor({ state: 'detached' })
  }
  expect(errors).toEqual([])
})

it('says of each flag that it refuses why, and takes the others', async () => {
  const overrides = {
    layout: { variant: 'on', value: true },
    nothing: { value: 1 },
    price: { value: 'dear' },
    fixed: { value: false },
    cta: { variant: 'sold-out' },
    banner: { variant: 'off', value: true },
    theme: { variant: 'sea', value: { colour: 'red' } },
  }
  await using visit = await stage.visit(`#sluice=${encode({ version: 1, name: 'x', overrides })}`)
  const banner = visit.page.getByRole('group', { name: 'Something to open' })
  for (const sentence of [
    'nothing was refused: there is no such flag.',
    'price was refused: it is of the type number, and not string.',
    'fixed was refused: it may not be overridden.',
    'cta was refused: it has no variant "sold-out".',
    'banner was refused: it says off and another value.',
    'theme was refused: it says sea and another value.',
    '1 override from a link',
  ])
    await banner.getByText(sentence).waitFor()
  expect(visit.errors).toEqual([])
})

it('shows in its review what is forced when it is kept, and what is not', async () => {
  const overrides = {
    layout: { variant: 'beta', value: true },
    cta: { variant: 'warm' },
    price: { value: 99 },
  }
  await using visit = await stage.visit(`#sluice=${encode({ version: 1, name: 'x', overrides })}`)
  const { page, errors } = visit
  await page.evaluate(() =>
    (
      window as never as { client: { setOverride(key: string, override: object): void } }
    ).client.setOverride('price', { value: 7 }),
  )
  const banner = page.getByRole('group', { name: 'Something to open' })
  await banner.getByRole('button', { name: 'Review' }).click()
  const list = banner.getByRole('list', { name: 'What would change' })
  const told = (): Promise<readonly string[]> => list.getByRole('listitem').allTextContents()
  const cta = 'cta: "Buy now" (plain) → "Send it on its way" (warm)'
  const layout = 'layout: false (off) → true (beta)'
  expect(await told()).toEqual(['price: 7 → 99', layout, cta])
  await banner.getByRole('combobox').selectOption('local')
  expect(await told()).toEqual([layout, cta])
  await banner.getByRole('button', { name: 'Keep' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  const price = await page.evaluate(() =>
    (
      window as never as { client: { peek(key: string, value: number): { value: number } } }
    ).client.peek('price', 0),
  )
  expect(price.value).toBe(7)
  expect(errors).toEqual([])
})

/** What JSON says that no object of ours can be written as. */
const encodeText = (context: string): string =>
  Buffer.from(
    `{"version":1,"name":"x","overrides":{"layout":{"variant":"on","value":true}},"context":${context}}`,
  ).toString('base64url')

it.each<[string, string, string]>([
  [
    'a name of all objects',
    '{"__proto__":{"isAdmin":true}}',
    'its attribute "__proto__" has a name that no attribute may have.',
  ],
  [
    'one further in',
    '{"company":{"__proto__":{"plan":"pro"}}}',
    'its attribute "company" holds a name that no attribute may have.',
  ],
  [
    'a number beyond all',
    '{"age":1e999}',
    'its attribute "age" holds a number that is too large to be kept as it is.',
  ],
  [
    'what nests too deep',
    `{"a":${'['.repeat(20)}1${']'.repeat(20)}}`,
    'its attribute "a" nests deeper than 8.',
  ],
  [
    'a key that is none',
    '{"targetingKey":7}',
    'its attribute "targetingKey" has to be a string, and is number.',
  ],
  ['nobody', '{"targetingKey":""}', 'its attribute "targetingKey" is empty.'],
  [
    'what is declared otherwise',
    '{"email":["a"]}',
    'its attribute "email" is declared as string, and is list.',
  ],
  [
    'too many attributes',
    JSON.stringify(Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`a${n}`, n]))),
    'it has 300 attributes, and 200 at most are taken.',
  ],
])(
  'refuses a context with %s, leaves the page as who it was, and takes the flags',
  async (_, context, sentence) => {
    await using visit = await stage.visit(`#sluice=${encodeText(context)}`)
    const { page, errors } = visit
    const banner = page.getByRole('group', { name: 'Something to open' })
    await banner.getByText(`The context was refused: ${sentence}`).waitFor()
    await banner.getByText('1 override from a link:').waitFor()
    const who = (): Promise<unknown> =>
      page.evaluate(() => (window as never as { client: { context(): object } }).client.context())
    const before = await who()
    await banner.getByRole('button', { name: 'Keep' }).click()
    await page.locator('#layout', { hasText: 'New layout' }).waitFor()
    expect(await who()).toEqual(before)
    expect(await page.evaluate(() => 'isAdmin' in {})).toBe(false)
    await page.getByRole('button', { name: 'Sluice 1 forced: devtools', exact: true }).waitFor()
    expect(errors).toEqual([])
  },
)

it('looks as whom a link says, where that is a context', async () => {
  await using visit = await stage.visit(
    `#sluice=${encodeText('{"targetingKey":"bob","country":"NO","tags":["a"]}')}`,
  )
  const { page, errors } = visit
  const banner = page.getByRole('group', { name: 'Something to open' })
  await banner.getByText('1 override and a context from a link:').waitFor()
  await banner.getByRole('button', { name: 'Keep' }).click()
  await page
    .getByRole('button', { name: 'Sluice 1 forced as if x: devtools', exact: true })
    .waitFor()
  expect(errors).toEqual([])
})

it.each([
  ['320 px', { width: 320, height: 480 }],
  ['desktop', { width: 1280, height: 860 }],
])('shows the ways out of a link with a name that never ends: %s', async (screen, viewport) => {
  const overrides = Object.fromEntries(
    Array.from({ length: 40 }, (_, n) => [`nothing-${n}`, { value: n }]),
  )
  for (const name of ['word '.repeat(600), 'x'.repeat(3000)]) {
    const layout = { variant: 'on', value: true }
    const scenario = { version: 1, name, overrides: { layout, ...overrides } }
    await using visit = await stage.visit(`#sluice=${encode(scenario)}`, { viewport })
    const { page, errors } = visit
    const banner = page.getByRole('group', { name: 'Something to open' })
    const areReachable = async (): Promise<void> => {
      for (const way of ['Keep', 'Review', 'Discard']) {
        const button = banner.getByRole('button', { name: way })
        expect([way, await isSeen(button)]).toEqual([way, true])
      }
    }
    await banner.waitFor()
    await areReachable()
    expect(await violations(page)).toEqual([])
    await banner.getByRole('button', { name: 'Review' }).click()
    await areReachable()
    expect(await violations(page)).toEqual([])
    await banner.getByRole('button', { name: 'Keep' }).click()
    await page.locator('#layout', { hasText: 'New layout' }).waitFor()
    expect(errors).toEqual([])
  }
})

/** Whether the middle of an element is on the screen, and nothing lies over it. */
function isSeen(button: Locator): Promise<boolean> {
  return button.evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect()
    const root = element.getRootNode() as ShadowRoot
    return root.elementFromPoint(x + width / 2, y + height / 2) === element
  })
}

it('opens for a link that is pasted while it is closed', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  await page.locator('sluice-devtools').waitFor({ state: 'attached' })
  const overrides = { layout: { variant: 'on', value: true } }
  await page.goto(`${page.url()}#sluice=${encode({ version: 1, name: 'Pasted', overrides })}`)
  const banner = page.getByRole('group', { name: 'Something to open' })
  await banner.getByRole('button', { name: 'Keep' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  expect(errors).toEqual([])
})

it('shares no context by itself, and never what is sensitive', async () => {
  await using visit = await stage.visit('', clipboard)
  const { page } = visit
  const panel = await openPanel(page, 'Share')
  const copied = async (): Promise<string> => {
    await panel.getByRole('button', { name: 'Copy JSON' }).click()
    await panel.getByText('Scenario copied.').waitFor()
    return page.evaluate(() => navigator.clipboard.readText())
  }
  expect(await copied()).not.toContain('ada')
  await panel.getByRole('checkbox', { name: /Context/ }).check()
  await panel.getByText('Left out, as it may be personal: email.').waitFor()
  const text = await copied()
  expect(text).toContain('"country": "DE"')
  expect(text).not.toContain('acme.example')
})

it('keeps named scenarios, saves and opens files, and those of the app', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const panel = await openPanel(page, 'Share')
  await panel.getByRole('button', { name: 'Open Warm words' }).click()
  await panel.getByRole('button', { name: 'Keep', exact: true }).click()
  await page.locator('#buy', { hasText: 'Send it on its way' }).waitFor()
  await panel.getByRole('textbox', { name: 'Name' }).fill('Mine')
  await panel.getByRole('button', { name: 'Keep here' }).click()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    panel.getByRole('button', { name: 'Save as file' }).click(),
  ])
  const text = await readFile(await file.path(), 'utf8')
  expect(JSON.parse(text)).toMatchObject({
    version: 1,
    name: 'Mine',
    overrides: { cta: { variant: 'warm' } },
  })
  await panel.getByRole('button', { name: 'Reset all (1)' }).click()
  await panel.getByRole('textbox', { name: 'A scenario as JSON' }).fill(text)
  await panel.getByRole('button', { name: 'Open this' }).click()
  await panel.getByRole('button', { name: 'Keep', exact: true }).click()
  await page.locator('#buy', { hasText: 'Send it on its way' }).waitFor()
  await panel.getByRole('button', { name: 'Forget Mine' }).click()
  expect(await panel.getByText('Mine', { exact: true }).count()).toBe(0)
})

it('opens again whatever it keeps and saves, and says so of what is too large for that', async () => {
  await using visit = await stage.visit('', clipboard)
  const { page, errors } = visit
  const forceTheme = (length: number): Promise<void> =>
    page.evaluate(
      (letters) =>
        (
          window as never as { client: { setOverride(key: string, override: object): void } }
        ).client.setOverride('theme', { value: { colour: 'x'.repeat(letters) } }),
      length,
    )
  await forceTheme(200_000)
  const panel = await openPanel(page, 'Share')
  await panel.getByText(/takes 2\d{5} characters, a link 16384. Keep it in a file./).waitFor()
  await panel.getByRole('textbox', { name: 'Name' }).fill('Long')
  await panel.getByRole('button', { name: 'Copy JSON' }).click()
  await panel.getByText('Scenario copied.').waitFor()
  const text = await page.evaluate(() => navigator.clipboard.readText())
  await panel.getByRole('button', { name: 'Keep here' }).click()
  await panel.getByText('"Long" is kept in this browser.').waitFor()

  await forceTheme(1_100_000)
  await panel.getByRole('textbox', { name: 'Name' }).fill('Too long')
  const refusal = /^"Too long" takes 11\d{5} characters, and 1048576 at most can be opened again/
  for (const name of ['Copy JSON', 'Save as file', 'Keep here']) {
    await panel.getByRole('button', { name }).click()
    await panel.getByRole('status').getByText(refusal).waitFor()
    await panel.getByRole('button', { name: 'Open Warm words' }).click()
    await panel.getByRole('button', { name: 'Discard' }).click()
    await panel.getByRole('status').getByText(refusal).waitFor({ state: 'detached' })
  }
  expect(
    await page.evaluate(() => localStorage.getItem('sluice.devtools.scenarios')),
  ).not.toContain('Too long')

  await page.evaluate(() => {
    sessionStorage.clear()
    ;(window as never as { client: { clearOverrides(): void } }).client.clearOverrides()
  })
  await page.reload()
  await openPanel(page)
  await panel.getByRole('tab', { name: 'Share' }).click()
  await panel.getByRole('button', { name: 'Open Long' }).waitFor()
  await panel.getByRole('textbox', { name: 'A scenario as JSON' }).fill(text)
  await panel.getByRole('button', { name: 'Open this' }).click()
  await panel.getByRole('button', { name: 'Keep', exact: true }).click()
  const colour = await page.evaluate(() =>
    (
      window as never as {
        client: { peek(key: string, value: object): { value: { colour: string } } }
      }
    ).client.peek('theme', {}),
  )
  expect(colour.value.colour).toHaveLength(200_000)
  expect(errors).toEqual([])
})

it('keeps nothing where nothing would change, and lets the name of a link turn no other words', async () => {
  const name = 'nrut \u202E and turn'
  const overrides = { ghost: { value: 1 }, theme: { value: { colour: 5 } } }
  await using visit = await stage.visit(`#sluice=${encode({ version: 1, name, overrides })}`)
  const { page, errors } = visit
  const banner = page.getByRole('group', { name: 'Something to open' })
  await banner.getByText('theme was refused: its value.colour is number, and not string.').waitFor()
  expect(await banner.locator('bdi').textContent()).toBe(name)
  const keep = banner.getByRole('button', { name: 'Keep' })
  expect(await keep.isDisabled()).toBe(true)
  // That nothing else is forced is something.
  await banner.getByRole('combobox').selectOption('clear')
  expect(await keep.isEnabled()).toBe(true)
  await banner.getByRole('button', { name: 'Discard' }).click()

  const panel = page.getByRole('region', { name: 'Sluice devtools', exact: true })
  await panel.getByRole('tab', { name: 'Share' }).click()
  await panel.getByRole('textbox', { name: 'A scenario as JSON' }).fill('{}')
  await panel.getByRole('button', { name: 'Open this' }).click()
  await panel.getByText('This is no scenario.').waitFor()
  await panel
    .getByRole('textbox', { name: 'A scenario as JSON' })
    .fill('{"version":1,"name":"Fine"}')
  await panel.getByRole('button', { name: 'Open this' }).click()
  await panel.getByText('This is no scenario.').waitFor({ state: 'detached', timeout: 2000 })
  expect(errors).toEqual([])
})

it('writes a report with what is needed, and nothing that is sensitive', async () => {
  await using visit = await stage.visit('', clipboard)
  const { page } = visit
  const panel = await openPanel(page)
  await panel.getByRole('switch', { name: 'layout' }).click()
  await panel.getByRole('tab', { name: 'Report' }).click()
  await panel.getByRole('button', { name: 'Copy bug report' }).click()
  await panel.getByText('Report copied.').waitFor()
  const report = await page.evaluate(() => navigator.clipboard.readText())
  for (const part of [
    'App version: 1.2.3',
    'Ruleset version: 1',
    '"country": "DE"',
    'Forced: layout.',
    'exposure',
  ])
    expect(report).toContain(part)
  expect(report).not.toContain('acme.example')
})

it('shares and reports the address that the page has gone on to', async () => {
  await using visit = await stage.visit('?first', clipboard)
  const { page } = visit
  const panel = await openPanel(page, 'Share')
  const copied = async (tab: 'Share' | 'Report', button: string): Promise<string> => {
    await panel.getByRole('tab', { name: tab }).click()
    await page.evaluate((name) => {
      // What is pressed comes before anything is drawn anew.
      const { shadowRoot } = document.querySelector('sluice-devtools') as HTMLElement
      const buttons = [...(shadowRoot?.querySelectorAll('button') ?? [])]
      history.pushState(null, '', `?${name === 'Copy link' ? 'second' : 'third'}`)
      buttons.find(({ textContent }) => textContent === name)?.click()
    }, button)
    await panel.getByText(/copied\.$/).waitFor()
    return page.evaluate(() => navigator.clipboard.readText())
  }
  expect(await copied('Share', 'Copy link')).toContain('?second')
  expect(await copied('Report', 'Copy bug report')).toContain('?third')
  // What is drawn follows as well.
  await panel.getByRole('tab', { name: 'Share' }).click()
  await panel.getByRole('button', { name: 'QR code' }).click()
  const drawn = panel.getByRole('img', { name: 'The link as QR code' }).locator('path')
  const before = await drawn.getAttribute('d')
  await page.evaluate(() => history.pushState(null, '', '?fourth'))
  await expect.poll(() => drawn.getAttribute('d'), { timeout: 3000 }).not.toBe(before)
})

it('says in no link and no report what was left out of the context, or lets anybody in', async () => {
  await using visit = await stage.visit(
    '?q=ada%40acme.example&access_token=SECRET#id_token=SECRET',
    {
      permissions: ['clipboard-read', 'clipboard-write'],
    },
  )
  const { page } = visit
  const panel = await openPanel(page)
  await panel.getByRole('switch', { name: 'layout' }).click()
  await panel.getByRole('tab', { name: 'Share' }).click()
  await panel.getByRole('button', { name: 'Copy link' }).click()
  await panel.getByText('Copied').or(panel.getByText('Link copied.')).first().waitFor()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  await panel.getByRole('tab', { name: 'Report' }).click()
  const report = await panel.getByRole('textbox', { name: /The report/ }).inputValue()
  expect(report).toContain('Left out: email.')
  for (const text of [link, report]) {
    expect(text).toContain('q=left-out')
    expect(text).not.toMatch(/acme|SECRET/)
  }
})
