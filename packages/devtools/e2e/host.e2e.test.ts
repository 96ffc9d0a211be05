import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPanel } from './support/overlay.ts'
import { HOSTILE } from './support/ruleset.ts'
import { buildPage, openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage(1000)
})
afterAll(() => stage[Symbol.asyncDispose]())

interface Counted {
  readonly listening: { readonly count: number }
  readonly renders: { readonly count: number }
}
const counted = (page: Page): Promise<number> =>
  page.evaluate(() => (window as unknown as Counted).listening.count)

it('listens to nothing of the client while it is closed, before and after it was open', async () => {
  await using without = await stage.visit('?none&gates=1000')
  await without.page.locator('main > b').nth(999).waitFor()
  const own = await counted(without.page)
  expect(own).toBeGreaterThan(1000)

  await using visit = await stage.visit('?gates=1000')
  const { page } = visit
  await page.locator('main > b').nth(999).waitFor()
  await page.waitForTimeout(1200)
  expect(await counted(page)).toBe(own)
  const renders = await page.evaluate(() => (window as unknown as Counted).renders.count)
  const panel = await openPanel(page)
  expect(await counted(page)).toBeLessThan(own + 20)
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  await expect.poll(() => counted(page)).toBe(own)
  // And the page was not drawn again for any of that.
  expect(await page.evaluate(() => (window as unknown as Counted).renders.count)).toBe(renders)
})

it('draws a screen of 1,000 flags, and finds among them', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const panel = await openPanel(page)
  await panel.getByText('1008 flags').waitFor()
  expect(await panel.getByRole('row').count()).toBeLessThan(40)
  await panel.getByRole('row').first().focus()
  await page.keyboard.press('End')
  await panel.getByRole('row', { name: HOSTILE.key }).waitFor()
  await panel.getByRole('searchbox').fill('f77')
  await panel.getByText('11 of 1008 flags').waitFor()
})

/** Lets a page do something with every key that no field of its own takes, as pages do. */
const listenToKeys = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const heard: string[] = []
    Object.assign(window, { heard })
    const isField = ({ target }: Event): boolean =>
      /^(INPUT|TEXTAREA|SELECT)$/.test((target as Element).tagName)
    for (const type of ['keydown', 'keypress', 'keyup', 'input', 'paste', 'copy', 'cut'])
      document.addEventListener(type, (event) => {
        if (isField(event)) return
        heard.push(`${type} ${(event as KeyboardEvent).key}`)
        if ((event as KeyboardEvent).key !== '/') return
        event.preventDefault()
        document.querySelector<HTMLElement>('#field')?.focus()
      })
  })
const heard = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => (window as unknown as { heard: string[] }).heard)

it.each(['', 'tanstack'])(
  'keeps what is typed into it from the shortcuts of the page (%s)',
  async (how) => {
    await using visit = await stage.visit(`?${how}`, { bypassCSP: true })
    const { page } = visit
    const panel =
      how === ''
        ? await openPanel(page)
        : page.getByRole('region', { name: 'Sluice devtools', exact: true })
    const search = panel.getByRole('searchbox')
    await search.focus()
    await listenToKeys(page)
    await page.keyboard.type('pri/ce')
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.press('ControlOrMeta+X')
    await page.keyboard.press('ControlOrMeta+V')
    expect(await search.inputValue()).toBe('pri/ce')
    await search.fill('price')
    await page.keyboard.press('Enter')
    await panel.getByRole('heading', { name: 'price' }).waitFor()
    await page.keyboard.press('Escape')
    await panel.getByRole('row', { name: 'price' }).focus()
    for (const key of ['s', 's', 'r', 'o', 'Delete']) await page.keyboard.press(key)
    // TanStack has keys of its own, which are held together with others.
    const typed = (await heard(page)).filter((one) => how === '' || !/ (Control|a|x|v)$/i.test(one))
    expect(typed).toEqual([])
    if (how !== '') return
    await page.keyboard.press('Control+Shift+G')
    await panel.waitFor({ state: 'detached' })
  },
)

it('shows hostile names and values as the text that they are', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const panel = await openPanel(page)
  await panel.getByRole('searchbox').fill(HOSTILE.key)
  await panel.getByRole('button', { name: HOSTILE.key, exact: true }).click()
  await panel.locator('code', { hasText: HOSTILE.value }).waitFor()
  const field = panel.getByRole('textbox', { name: `Value of ${HOSTILE.key}` })
  await field.fill(HOSTILE.title)
  await panel.getByRole('button', { name: 'Apply' }).click()
  await panel.locator('code', { hasText: HOSTILE.title }).waitFor()
  for (const tab of ['Share', 'Report', 'Events', 'Compare']) {
    await panel.getByRole('tab', { name: tab }).click()
    expect(await page.locator('img').count()).toBe(0)
  }
  expect(errors).toEqual([])
})

it('goes on when the page crashes, and the page goes on when the panel does', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const panel = await openPanel(page)
  await page.locator('#crash').click()
  await page.locator('#crashed').waitFor()
  await panel.getByRole('searchbox').fill('layout')
  await panel.getByRole('switch', { name: 'layout' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  // A page that breaks what everybody stands on: the overlay may fail, and says so.
  await page.evaluate(() => {
    // oxlint-disable-next-line eslint/no-extend-native -- that is how hosts are hostile
    Object.defineProperty(Map.prototype, 'keys', {
      value() {
        throw new Error('The host is hostile.')
      },
    })
  })
  await panel.getByRole('button', { name: 'Star layout' }).click()
  await panel.getByRole('alert').filter({ hasText: 'The devtools failed' }).waitFor()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  expect(await page.locator('#case').textContent()).toBe('plain case')
})

it('outlives a crash that empties the page, and resets the override that was the cause', async () => {
  await using visit = await stage.visit('?theme')
  const { page } = visit
  const panel = await openPanel(page)
  await panel.getByRole('searchbox').fill('theme')
  await panel.getByRole('button', { name: 'theme', exact: true }).click()
  await panel.getByRole('textbox', { name: 'Value of theme as JSON' }).fill('{"color":"red"}')
  await panel.getByRole('button', { name: 'Apply' }).click()
  await page.locator('h1').waitFor({ state: 'detached' })
  await panel.getByRole('button', { name: 'Reset all (1)' }).click()
  await page.reload()
  await page.locator('#theme', { hasText: 'TEAL' }).waitFor()

  await using bare = await stage.visit('?bare-root')
  await bare.page.locator('#crash-root').click()
  await bare.page.locator('h1').waitFor({ state: 'detached' })
  await openPanel(bare.page)
  expect(await bare.page.locator('sluice-devtools').count()).toBe(1)
})

it('is there once, and says of a second one that it was refused', async () => {
  await using context = await stage.browser.newContext()
  const page = await context.newPage()
  const warnings: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'warning') warnings.push(message.text())
  })
  await page.goto(`${stage.url}?mount&twice`)
  await page.locator('sluice-devtools').waitFor({ state: 'attached' })
  expect(await page.locator('sluice-devtools').count()).toBe(1)
  expect(warnings).toEqual(['Sluice devtools: this page keeps the one it has.'])
})

it('can be taken away and brought back, and the browser remembers', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const call = (name: string): Promise<void> =>
    page.evaluate(
      (deed) =>
        (window as never as { sluice: { devtools: Record<string, () => void> } }).sluice.devtools[
          deed
        ]?.(),
      name,
    )
  await call('disable')
  expect(await page.locator('sluice-devtools').count()).toBe(0)
  await page.reload()
  await page.locator('h1').waitFor()
  await page.keyboard.press('Control+Shift+G')
  expect(await page.locator('sluice-devtools').count()).toBe(0)
  await call('enable')
  await openPanel(page)
})

it('can be reached while a modal dialog of the page is open', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  await page.locator('#open-modal').click()
  const panel = await openPanel(page)
  await panel.getByRole('searchbox').fill('layout')
  await panel.getByRole('switch', { name: 'layout' }).click()
  await page.locator('#layout', { hasText: 'New layout' }).waitFor()
  await page.locator('#close-modal').press('Enter')
  await panel.getByRole('switch', { name: 'layout' }).click()
  await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
  expect(errors).toEqual([])
})

it('reads from left to right on a page that does not', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'))
  const panel = await openPanel(page)
  await panel.getByRole('searchbox').fill('layout')
  const left = async (locator: Locator): Promise<number> => (await locator.boundingBox())?.x ?? 0
  const row = panel.getByRole('button', { name: 'layout', exact: true })
  expect(await left(row)).toBeLessThan(await left(panel.getByRole('switch', { name: 'layout' })))
  const directionOf = (element: Element): string => getComputedStyle(element).direction
  expect(await page.locator('sluice-devtools .pill').evaluate(directionOf)).toBe('ltr')
  expect(await page.locator('h1').evaluate(directionOf)).toBe('rtl')
  expect(errors).toEqual([])
})

it('is there before the page has a body, and does all that it does elsewhere', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  await page.waitForLoadState('networkidle')
  await page.evaluate(async () => {
    const { devtools } = (window as never as { sluice: { devtools: Record<string, () => void> } })
      .sluice
    const { body } = document
    devtools['disable']?.()
    body.remove()
    devtools['enable']?.()
    await new Promise((done) => setTimeout(done, 200))
    document.documentElement.append(body)
  })
  await page.locator('body > sluice-devtools').waitFor({ state: 'attached' })
  const scenario = { version: 1, name: 'From afar', overrides: { layout: { value: true } } }
  await page.evaluate(
    (hash) => {
      location.hash = hash
    },
    `sluice=${Buffer.from(JSON.stringify(scenario)).toString('base64url')}`,
  )
  await page.getByRole('group', { name: 'Something to open' }).waitFor()
  expect(await page.locator('sluice-devtools').count()).toBe(1)
})

it('is dragged to another corner, or sent there by the settings', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  // What lets it be dragged is loaded after it.
  await page.waitForLoadState('networkidle')
  const pill = page.getByRole('button', { name: 'Sluice devtools' })
  const box = await pill.boundingBox()
  await page.mouse.move((box?.x ?? 0) + 10, (box?.y ?? 0) + 10)
  await page.mouse.down()
  await page.waitForTimeout(300)
  await page.mouse.move(200, 700, { steps: 5 })
  await page.mouse.up()
  await expect.poll(async () => (await pill.boundingBox())?.x).toBe(14)
  expect(await page.getByRole('region', { name: 'Sluice devtools' }).count()).toBe(0)
  await pill.click()
  const panel = page.getByRole('region', { name: 'Sluice devtools', exact: true })
  await panel.getByRole('tab', { name: 'Settings' }).click()
  await panel.getByRole('combobox', { name: 'Corner' }).selectOption('top-right')
  expect((await pill.boundingBox())?.y).toBe(14)
})

it('takes another chord, and says of one that is none that it is', async () => {
  await using visit = await stage.visit('?chord=alt%2Bx')
  // What reads other keys than the usual ones comes with the rest of the trigger.
  await visit.page.locator('sluice-devtools button[aria-keyshortcuts]').waitFor()
  await visit.page.locator('#field').focus()
  await visit.page.keyboard.press('Alt+x')
  expect(await visit.page.getByRole('region', { name: 'Sluice devtools' }).count()).toBe(0)
  await visit.page.locator('#buy').focus()
  await visit.page.keyboard.press('Alt+x')
  await visit.page.getByRole('region', { name: 'Sluice devtools' }).waitFor()

  await using other = await stage.visit('?chord=g%2Bh')
  await other.page.getByRole('button', { name: 'Sluice devtools' }).click()
  await other.page.getByText('"g+h" is no chord').waitFor()
})

it('is not in a bundle for production', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-devtools-'))
  try {
    const contents = async (nodeEnv: 'development' | 'production'): Promise<string> => {
      await buildPage(folder, stage.service.url, nodeEnv)
      return Object.values(await chunks(folder)).join()
    }
    const MARKS = ['"sluice-devtools"', 'Sluice devtools', 'sluice.devtools.', 'Search flags']
    const development = await contents('development')
    expect(MARKS.filter((mark) => development.includes(mark))).toEqual(MARKS)
    const production = await contents('production')
    expect(MARKS.filter((mark) => production.includes(mark))).toEqual([])
    expect(production).not.toContain('Look at this page with a grant')

    // Only an app that asks for it has it, and fetches nothing of it at first.
    await buildPage(folder, stage.service.url, 'production', 'production-page')
    const asked = await chunks(folder)
    const all = Object.values(asked).join()
    expect(MARKS.filter((mark) => all.includes(mark))).toEqual(MARKS)
    expect(all).toContain('Look at this page with a grant')
    const first = Object.keys(asked)
      .filter((file) => file.startsWith('index-'))
      .map((file) => asked[file])
      .join()
    for (const mark of ['"sluice-devtools"', 'Search flags', 'Look at this page with a grant'])
      expect(first).not.toContain(mark)
  } finally {
    await rm(folder, { recursive: true })
  }
})

/** What a build has written, by file name. */
async function chunks(folder: string): Promise<Record<string, string>> {
  const files = await readdir(join(folder, 'assets'))
  const read = async (file: string): Promise<[string, string]> => [
    file,
    await readFile(join(folder, 'assets', file), 'utf8'),
  ]
  return Object.fromEntries(await Promise.all(files.map(read)))
}
