import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPanel } from './support/overlay.ts'
import { openStage, type Stage } from './support/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

it('lists exposures and outcomes with where they are, filters, pauses, clears and exports', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const panel = await openPanel(page, 'Events')
  const line = (text: string) => panel.getByRole('listitem').filter({ hasText: text })
  await line('layout').filter({ hasText: 'sent' }).waitFor()
  await page.locator('#buy').click()
  await line('bought').filter({ hasText: '49.9' }).filter({ hasText: 'sent' }).waitFor()

  await panel.getByRole('button', { name: 'Pause' }).click()
  await page.locator('#buy').click()
  await page.waitForTimeout(300)
  expect(await line('bought').count()).toBe(1)
  await panel.getByRole('button', { name: 'Pause' }).click()
  expect(await line('bought').count()).toBe(2)

  await panel.getByRole('combobox', { name: 'Which events' }).selectOption('outcome')
  expect(await line('layout').count()).toBe(0)
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    panel.getByRole('button', { name: 'JSON' }).click(),
  ])
  const written = JSON.parse(await readFile(await file.path(), 'utf8')) as unknown[]
  expect(written).toHaveLength(2)
  expect(written[0]).toMatchObject({ type: 'outcome', name: 'bought', what: '49.9' })

  await panel.getByRole('button', { name: 'Clear' }).click()
  await panel.getByText('Nothing was seen on this page yet.').waitFor()
  expect(errors).toEqual([])
})

interface WithClient {
  readonly client: { setOverride(flag: string, override: object): void }
  crash(flag: string, variant: string): void
}

/** Lets a treatment of the page crash, as its boundary tells of it. */
const crash = (page: Page, flag: string, variant: string): Promise<void> =>
  page.evaluate(([broken, of]) => (window as never as WithClient).crash(broken, of), [
    flag,
    variant,
  ] as const)

it('goes on with what was listed once it is opened again, and with what happened meanwhile', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const panel = await openPanel(page, 'Events')
  const lines = (text: string) => panel.getByRole('listitem').filter({ hasText: text })
  await lines('layout').first().waitFor()
  await page.locator('#buy').click()
  await lines('bought').waitFor()
  await panel.getByRole('tab', { name: 'Events' }).press('Escape')
  await panel.waitFor({ state: 'detached' })
  await page.locator('#buy').click()
  await crash(page, 'cta', 'warm')
  await page.evaluate(() => {
    const { client } = window as never as WithClient
    client.setOverride('banner', { variant: 'on', value: true })
  })
  await page.locator('#banner', { hasText: 'The banner' }).waitFor()
  await openPanel(page)
  await lines('outcome').nth(1).waitFor()
  expect(await lines('bought').count()).toBe(2)
  expect(await lines('warm: It is broken.').count()).toBe(1)
  expect(await lines('off → on').filter({ hasText: 'banner' }).count()).toBe(1)
  // Seen once, and listed once.
  const seen = lines('exposure')
  expect(await seen.filter({ hasText: 'layout' }).count()).toBe(1)
  expect(await seen.filter({ hasText: 'banner' }).count()).toBe(2)
  expect(errors).toEqual([])
})

it('lists and reports a treatment that crashed before the overlay was opened', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  await crash(page, 'layout', 'off')
  const panel = await openPanel(page, 'Events')
  await panel
    .getByRole('listitem')
    .filter({ hasText: 'off: crashed earlier in this session' })
    .waitFor()
  await panel.getByRole('tab', { name: 'Report' }).click()
  const report = panel.getByRole('textbox', { name: /^The report/ })
  expect(await report.inputValue()).toContain('| off, crashed: the control is drawn |')
})

it('marks what an override showed, and says what waits while nobody answers', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const panel = await openPanel(page)
  await panel.getByRole('switch', { name: 'banner' }).click()
  await panel.getByRole('tab', { name: 'Events' }).click()
  await panel
    .getByRole('listitem')
    .filter({ hasText: 'banner' })
    .filter({ hasText: 'forced, never counted' })
    .first()
    .waitFor()
  await panel.getByRole('tab', { name: 'Faults' }).click()
  await panel.getByRole('radio', { name: /Gone/ }).check()
  await page.locator('#buy').click()
  await panel.getByRole('tab', { name: 'Events' }).click()
  const bought = panel.getByRole('listitem').filter({ hasText: 'bought' })
  await bought.filter({ hasText: 'queued' }).waitFor()
  await panel.getByRole('tab', { name: 'Faults' }).click()
  await panel.getByRole('radio', { name: /As it is/ }).check()
  await panel.getByRole('tab', { name: 'Events' }).click()
  await bought.filter({ hasText: 'sent' }).waitFor({ timeout: 30_000 })
  expect(visit.errors).toEqual([])
})

it('lists the newest first, and says how many were dropped when more waits than can', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  const panel = await openPanel(page, 'Events')
  // The last that the page records by itself: it has to be in sight for a while.
  const price = panel.getByRole('listitem').filter({ hasText: 'price' })
  await price.filter({ hasText: 'sent' }).waitFor({ timeout: 30_000 })
  await page.route(/v1\/events/, (route) => route.abort())
  await page.evaluate(async () => {
    const { client } = window as never as {
      client: { track(name: string, outcome: { value: number }): void }
    }
    for (let value = 0; value < 10_050; value += 1) {
      client.track('bought', { value })
      if (value % 500 === 499) await new Promise((done) => setTimeout(done))
    }
  })
  // What else waits makes room as well.
  await panel
    .getByText(/^1000 of the last 1000 events; 5\d were dropped$/)
    .waitFor({ timeout: 20_000 })
  const first = panel.getByRole('listitem').first()
  await first.filter({ hasText: '10049' }).filter({ hasText: 'queued' }).waitFor()
  await panel.getByRole('listitem').nth(1).filter({ hasText: '10048' }).waitFor()
  expect(errors).toEqual([])
})
