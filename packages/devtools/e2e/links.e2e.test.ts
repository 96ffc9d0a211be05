import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { violations } from './support/axe.ts'
import { encode } from './support/encode.ts'
import { copyLink, openPanel } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

const clipboard = { permissions: ['clipboard-read', 'clipboard-write'] }

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
