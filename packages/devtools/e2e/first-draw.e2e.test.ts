import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPanel } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

interface Host {
  readonly mend: (withOverlay: boolean) => void
  readonly abandon: () => void
}

/** Opens a page that need not draw anything. */
async function open(path: string): Promise<Page & AsyncDisposable> {
  const context = await stage.browser.newContext()
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  await page.goto(stage.url + path)
  return Object.assign(page, { [Symbol.asyncDispose]: () => context.close() })
}

const overlays = (page: Page): Promise<number> => page.locator('sluice-devtools').count()
const mend = (page: Page, withOverlay: boolean): Promise<void> =>
  page.evaluate((wish) => (window as unknown as Host).mend(wish), withOverlay)

it.each([
  ['drawn', 'while it is drawn first'],
  ['effect', 'right after it was drawn first'],
])('is there for a page that crashes %s: %s', async (when) => {
  await using page = await open(`?crash-first=${when}`)
  const panel = await openPanel(page)
  await panel.getByText('8 flags').waitFor()
  expect(await page.locator('h1').count()).toBe(0)
  expect(await overlays(page)).toBe(1)

  // Drawn after all, it takes the overlay over.
  await mend(page, true)
  await page.locator('h1').waitFor()
  await expect.poll(() => overlays(page)).toBe(1)
  await page.waitForTimeout(300)
  expect(await overlays(page)).toBe(1)
})

it('opens for a forced value that crashes every first draw, and is the way out', async () => {
  await using page = await open('?theme')
  let panel = await openPanel(page)
  await panel.getByRole('searchbox').fill('theme')
  await panel.getByRole('button', { name: 'theme', exact: true }).click()
  await panel.getByRole('textbox', { name: 'Value of theme as JSON' }).fill('{"color":"red"}')
  await panel.getByRole('button', { name: 'Apply' }).click()
  await page.locator('h1').waitFor({ state: 'detached' })

  await page.reload()
  panel = page.getByRole('region', { name: 'Sluice devtools', exact: true })
  await panel.getByRole('button', { name: 'Reset all (1)' }).click()
  expect(await page.locator('h1').count()).toBe(0)
  await page.reload()
  await page.locator('#theme', { hasText: 'TEAL' }).waitFor()
  expect(await overlays(page)).toBe(1)
})

it('goes when the page is drawn after all, and without one', async () => {
  await using page = await open('?crash-first=drawn')
  await page.locator('sluice-devtools').waitFor({ state: 'attached' })
  await mend(page, false)
  await page.locator('h1').waitFor()
  await expect.poll(() => overlays(page)).toBe(0)
  await page.keyboard.press('Control+Shift+G')
  await page.waitForTimeout(300)
  expect(await overlays(page)).toBe(0)
})

it('leaves nothing of a tree that was given up, whatever fails later', async () => {
  await using page = await open('?none')
  await page.locator('h1').waitFor()
  await page.evaluate(() => (window as unknown as Host).abandon())
  await page.waitForTimeout(300)
  await page.evaluate(() => {
    setTimeout(() => {
      throw new Error('Something else failed.')
    })
  })
  await page.waitForTimeout(500)
  expect(await overlays(page)).toBe(0)
  expect(
    await page.evaluate(
      () => (globalThis as { sluice?: { devtools?: unknown } }).sluice?.devtools === undefined,
    ),
  ).toBe(true)
})

it('is there by itself where it was mounted before the page was drawn', async () => {
  await using page = await open('?mount&crash-first=drawn')
  const panel = await openPanel(page)
  await panel.getByText('8 flags').waitFor()
  expect(await page.locator('h1').count()).toBe(0)
  await mend(page, false)
  await page.locator('h1').waitFor()
  expect(await overlays(page)).toBe(1)
})
