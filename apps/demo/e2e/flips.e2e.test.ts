import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { shifts, watchShifts } from './support/shifts.ts'
import { setStage, type Stage } from './support/stage.ts'
import { expectChip, expectText, isMarked, mark } from './support/visit.ts'

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
  await stage.service.start()
})

beforeEach(() => stage.service.load())

afterAll(() => stage[Symbol.asyncDispose]())

/** Changes the file as a person would, and pushes it. */
async function editAndPush(from: string, to: string): Promise<string> {
  const file = join(stage.service.folder, 'flags.yaml')
  const text = await readFile(file, 'utf8')
  expect(text).toContain(from)
  await writeFile(file, text.replace(from, to))
  const { code, stdout, stderr } = await stage.service.sluice('push', '--yes')
  expect({ code, stderr }).toMatchObject({ code: 0 })
  return stdout
}

it('shows an edited line after a push, on the open page, without a reload', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  await expectChip(page, 'live')
  await expectText(page, 'Thrown and fired in one old mill')
  await mark(page)

  const shown = await editAndPush('defaultVariant: plain # try kiln', 'defaultVariant: kiln')

  await expectText(page, 'The kiln is open!')
  expect(shown).toContain('banner')
  expect(await isMarked(page)).toBe(true)
  expect(errors).toEqual([])
})

it('drops the reviews when they are killed, and says how many pages know', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  await expectChip(page, 'live')
  await page.locator('.stars').first().waitFor()
  await mark(page)

  const killed = await stage.service.sluice('kill', 'reviews', '--wait')

  expect(killed).toMatchObject({ code: 0 })
  expect(killed.stdout).toMatch(/1/)
  await page.locator('.stars').first().waitFor({ state: 'detached' })
  expect(await page.locator('.piece-card').count()).toBe(12)
  expect(await isMarked(page)).toBe(true)
  expect(errors).toEqual([])
})

it('takes a change back on the open page', async () => {
  await using visit = await stage.visit()
  const { page } = visit
  const before = await versionOf(page)
  await editAndPush('defaultVariant: plain # try kiln', 'defaultVariant: kiln')
  await expectText(page, 'The kiln is open!')
  await mark(page)

  const back = await rollBackTo(before)

  expect(back).toMatchObject({ code: 0 })
  await expectText(page, 'Thrown and fired in one old mill')
  expect(await versionOf(page)).toBeGreaterThan(before)
  expect(await isMarked(page)).toBe(true)
})

it.each([1280, 390])('moves nothing when flags flip, %i pixels wide', async (width) => {
  // High enough that hero and shelves are in sight: the browser counts nothing else.
  await using visit = await stage.visit('', { viewport: { width, height: 2000 } })
  const { page } = visit
  await stage.service.serve('hero-layout', 'portrait')
  await expectText(page, 'The river turns the wheel')
  // The chip's words become longer or shorter while it connects, which is no flip.
  await expectChip(page, 'live')
  await watchShifts(page)

  await stage.service.serve('hero-layout', 'letter')
  await expectText(page, 'Good morning from the mill')
  await stage.service.serve('hero-layout', 'shelf')
  await expectText(page, 'carry from the kiln')
  await stage.service.serve('banner', 'duties')
  await expectText(page, 'Duties and taxes are in the price')
  await stage.service.serve('wholesale-prices', 'on')
  await page.locator('.price-trade').first().waitFor()
  await stage.service.patch('reviews', { enabled: false })
  await page.locator('.stars').first().waitFor({ state: 'detached' })

  expect(await shifts(page)).toEqual([])
})

it('swaps the checkout under somebody who fills it in, and keeps what they typed', async () => {
  await stage.service.serve('new-checkout', 'off')
  await using visit = await stage.visit()
  const { page, errors } = visit
  await page.getByRole('button', { name: 'Add Weir mug to the basket' }).click()
  await page.getByRole('button', { name: /^Basket/ }).click()
  await page.getByRole('button', { name: 'To the checkout' }).click()
  await page.locator('[data-checkout="steps"]').waitFor()
  await page.getByLabel('Name').fill('Bríd Ní Mháille')
  await mark(page)

  await stage.service.serve('new-checkout', 'on')

  await page.locator('[data-checkout="one-page"]').waitFor()
  expect(await page.getByLabel('Name').inputValue()).toBe('Bríd Ní Mháille')
  expect(await isMarked(page)).toBe(true)
  expect(errors).toEqual([])
})

it('closes a gate whose prerequisite closes', async () => {
  await stage.service.serve('new-checkout', 'on')
  await using visit = await stage.visit()
  const { page } = visit
  await page.getByRole('button', { name: 'Add Weir mug to the basket' }).click()
  await page.getByRole('button', { name: /^Basket/ }).click()
  await page.getByRole('button', { name: 'To the checkout' }).click()
  await page.getByRole('button', { name: 'Pay at once' }).waitFor()

  await stage.service.patch('new-checkout', { enabled: false })

  await page.locator('[data-checkout="steps"]').waitFor()
  expect(await page.getByRole('button', { name: 'Pay at once' }).count()).toBe(0)
})

it('tells every open page', async () => {
  await using first = await stage.visit()
  await using second = await stage.visit('?as=aoife')
  await expectChip(first.page, 'live')
  await expectChip(second.page, 'live')

  await stage.service.serve('banner', 'kiln')

  await expectText(first.page, 'The kiln is open!')
  await expectText(second.page, 'The kiln is open!')
})

function rollBackTo(version: number): Promise<{ code: number | null }> {
  return stage.service.sluice('rollback', '--to', String(version), '--reason', 'not yet', '--yes')
}

async function versionOf(page: Page): Promise<number> {
  await expectChip(page, /live · version \d+/)
  return Number((await page.locator('.status-chip').innerText()).match(/\d+/)?.[0])
}

it('keeps an experiment as it was for the session of a tab, says that a new value waits, and lets a kill through', async () => {
  await stage.service.serve('checkout-cta', 'plain')
  await using visit = await stage.visit()
  const { page, errors } = visit
  await expectChip(page, 'live')
  await page.locator('.status-chip').click()
  const row = page.locator('[data-flag="checkout-cta"]')
  await row.getByText('plain', { exact: true }).waitFor()

  await stage.service.serve('checkout-cta', 'warm')
  await row.getByText('a new value waits for a new tab').waitFor()
  expect(await row.locator('.flag-pill').textContent()).toBe('plain')
  await page.reload()
  await page.locator('.status-chip').click()
  await row.getByText('a new value waits for a new tab').waitFor()
  expect(await row.locator('.flag-pill').textContent()).toBe('plain')

  await using other = await stage.visit()
  await other.page.locator('.status-chip').click()
  await other.page
    .locator('[data-flag="checkout-cta"] .flag-pill')
    .filter({ hasText: 'warm' })
    .waitFor()

  await stage.service.patch('checkout-cta', { enabled: false })
  await row.getByText('turned off').waitFor()
  expect(errors).toEqual([])
})
