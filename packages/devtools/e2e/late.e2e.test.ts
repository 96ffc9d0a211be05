import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { violations } from './support/axe.ts'
import { encode } from './support/encode.ts'
import { openPanel } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

interface Opened {
  readonly client: {
    ready(): Promise<unknown>
    overrides(): ReadonlyMap<string, unknown>
    readonly store: { getState(): { readonly flags: ReadonlyMap<string, unknown> } }
  }
}

/** A page whose client has given up waiting, since the service has not answered yet. */
interface Late extends AsyncDisposable {
  readonly page: Page
  readonly errors: readonly string[]
  /** Lets the service answer, and waits until the page has that. */
  answer(): Promise<void>
  /** Breaks the connection to it. */
  fail(): void
}

async function visitLate(path: string, kept: Readonly<Record<string, string>> = {}): Promise<Late> {
  // TanStack writes style elements, which the policy of this page forbids.
  const context = await stage.browser.newContext({ bypassCSP: true })
  await context.addInitScript((entries) => Object.assign(localStorage, entries), kept)
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  const answers = Promise.withResolvers<boolean>()
  await page.route('**/evaluate/flags', async (route) => {
    if (await answers.promise) await route.continue()
    else await route.abort()
  })
  await page.goto(`${stage.url}?ready-ms=50${path}`)
  await page.evaluate(async () => void (await (window as never as Opened).client.ready()))
  return {
    page,
    errors,
    async answer() {
      answers.resolve(true)
      await page.waitForFunction(
        () => (window as never as Opened).client.store.getState().flags.size > 0,
      )
      // Nothing tells of it, and it is looked now and then.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)))
    },
    fail: () => answers.resolve(false),
    [Symbol.asyncDispose]: () => context.close(),
  }
}

it.each([
  ['an overlay of the page', ''],
  ['a tab of other devtools', '&tanstack'],
])('lists what has changed since the service has answered, though late: %s', async (_, path) => {
  await using late = await visitLate(path)
  const { page, errors } = late
  await late.answer()
  await stage.patch('price', { defaultVariant: 'far' })
  await page.locator('#price', { hasText: '150' }).waitFor()
  if (path === '') await openPanel(page)
  await page.getByRole('combobox', { name: 'Which flags' }).selectOption('changed')
  await page.getByText('1 of 8 flags').waitFor()
  await page.getByText('at load: 80').waitFor()
  await stage.patch('price', { defaultVariant: 'near' })
  await page.locator('#price', { hasText: '80' }).waitFor()
  expect(errors).toEqual([])
})

it('takes back what was kept and does not fit, also once a late service tells what there is', async () => {
  const forced = {
    layout: { variant: 'on', value: true },
    banner: { value: 'yes' },
    ghost: { value: 1 },
    cta: { variant: 7 },
  }
  await using late = await visitLate('', {
    'sluice.devtools.settings': JSON.stringify({ keep: 'browser' }),
    'sluice.devtools.overrides': JSON.stringify({ at: Date.now(), forced }),
  })
  const { page, errors } = late
  const panel = await openPanel(page)
  // What no flag could be does not wait.
  await panel.getByText('cta was kept, and is not forced: its variant is number').waitFor()
  await panel.getByRole('button', { name: 'Reset all (3)' }).waitFor()
  expect(await panel.getByText('there is no such flag.').count()).toBe(0)
  await late.answer()
  for (const sentence of [
    'banner was kept, and is not forced: it is of the type boolean, and not string.',
    'ghost was kept, and is not forced: there is no such flag.',
  ])
    await panel.getByText(sentence).waitFor()
  await panel.getByRole('button', { name: 'Reset all (1)' }).waitFor()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  expect(errors).toEqual([])
})

const scenario = { version: 1, name: 'x', overrides: { layout: { variant: 'on', value: true } } }
const WAITING = 'What a link brings is shown once the service has answered.'

it('asks about a link only when it is known what that would change', async () => {
  await using late = await visitLate(`#sluice=${encode(scenario)}`)
  const { page, errors } = late
  const banner = page.getByRole('group', { name: 'Something to open' })
  await page.getByText(WAITING).waitFor()
  expect(await banner.count()).toBe(0)
  expect(await violations(page)).toEqual([])
  await late.answer()
  await banner.getByRole('button', { name: 'Review' }).click()
  await banner.getByText('layout: false (off) → true (on)', { exact: true }).waitFor()
  expect(await page.getByText(WAITING).count()).toBe(0)
  await banner.getByRole('button', { name: 'Keep' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  expect(errors).toEqual([])
})

it('says what it makes of a link also where the service fails, since nothing better will be known', async () => {
  await using late = await visitLate(`#sluice=${encode(scenario)}`)
  const { page } = late
  await page.getByText(WAITING).waitFor()
  late.fail()
  const banner = page.getByRole('group', { name: 'Something to open' })
  await banner
    .getByRole('list', { name: 'What was refused' })
    .getByText(/layout/)
    .waitFor()
  expect(await page.getByText(WAITING).count()).toBe(0)
})

it('lets a link be discarded while the service is late, and refuses one at once that is none', async () => {
  await using late = await visitLate(`#sluice=${encode(scenario)}`)
  const { page, errors } = late
  await page.getByRole('button', { name: 'Discard' }).click()
  await page.getByText(WAITING).waitFor({ state: 'detached' })
  await page.evaluate(() => {
    location.hash = 'sluice=eyJ2ZXJzaW'
  })
  await page.getByText('A link was refused, and nothing was changed.').waitFor()
  expect(await page.getByText(WAITING).count()).toBe(0)
  await late.answer()
  expect(await page.getByRole('group', { name: 'Something to open' }).count()).toBe(0)
  expect(errors).toEqual([])
})
