import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violations } from './support/axe.ts'
import { setStage, type Stage } from './support/stage.ts'
import { expectChip, expectText } from './support/visit.ts'

const KILN = 'The kiln is open!'
const PLAIN = 'Thrown and fired in one old mill'

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
  await stage.service.start()
  await stage.service.load()
})

afterAll(() => stage[Symbol.asyncDispose]())

interface Granted {
  readonly id: string
  readonly link: string
}

async function grant(...args: readonly string[]): Promise<Granted> {
  const { stdout, stderr } = await stage.service.sluice('grant', 'issue', ...args, '--json')
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Granted
}

/** Exposures of a flag that count, by variant. */
async function counted(flag: string): Promise<Record<string, number>> {
  const { stdout } = await stage.service.sluice('events', 'counts', '--flag', flag, '--json')
  const { items } = JSON.parse(stdout) as { items: { variant: string; exposures: number }[] }
  return Object.fromEntries(items.map(({ variant, exposures }) => [variant, exposures]))
}

/** Counts the batches of events that the service has taken from a page. */
function takenBatches(page: Page): () => number {
  let batches = 0
  page.on('response', (response) => {
    if (response.url().endsWith('/v1/events') && response.ok()) batches++
  })
  return () => batches
}

it('shows a variant by a link, off the address, over a reload, uncounted, until it is revoked', async () => {
  const { id, link } = await grant(
    'banner=kiln',
    'hero-layout=letter',
    '--page',
    `${stage.shop.url}?as=aoife#shop`,
  )
  await using visit = await stage.visit('about')
  const { page, errors } = visit
  await expectText(page, PLAIN)
  await expect.poll(() => counted('hero-layout'), { timeout: 20_000 }).not.toEqual({})
  const before = [await counted('banner'), await counted('hero-layout')]
  await page.goto('about:blank')

  const batches = takenBatches(page)
  await page.goto(link)
  await expectText(page, KILN)
  expect(await page.getByText(PLAIN).count()).toBe(0)
  expect(new URL(page.url()).hash).toBe('#shop')
  expect(page.url()).not.toContain('grant')
  await expectChip(page, 'granted')
  await page.locator('.status-chip').click()
  await expectText(page, 'Shows banner as kiln, hero-layout as letter until')
  expect(await page.locator('[data-flag="hero-layout"]').innerText()).toContain('letter')
  expect(await violations(page)).toEqual([])

  await page.reload()
  await expectText(page, KILN)
  await expectChip(page, 'granted')
  await expect.poll(batches, { timeout: 20_000 }).toBeGreaterThan(0)

  const revoked = await stage.service.sluice('grant', 'revoke', id, '--yes')
  expect(revoked.code).toBe(0)
  await expectText(page, PLAIN)
  await expectChip(page, 'grant refused')
  await page.locator('.status-chip').click()
  await expectText(page, 'This grant was revoked. Ask for a new one.')
  await page.getByRole('button', { name: 'Forget it' }).click()
  await page.reload()
  await expectText(page, PLAIN)
  expect(await page.locator('.status-mark').count()).toBe(0)

  expect([await counted('banner'), await counted('hero-layout')]).toEqual(before)
  expect(before[0]).not.toHaveProperty('kiln')
  expect(errors).toEqual([])
})

it('keeps a grant to its tab', async () => {
  const { link } = await grant('banner=kiln', '--page', stage.shop.url)
  await using visit = await stage.visit()
  const { page } = visit
  await page.goto(link)
  await expectText(page, KILN)
  const beside = await page.context().newPage()
  await beside.goto(stage.shop.url)
  await expectText(beside, PLAIN)
  await expectText(page, KILN)
  // A change, which one of the two hears of and tells the other.
  const version = Number(/version (\d+)/.exec(await page.locator('.status-chip').innerText())?.[1])
  await stage.service.serve('reviews', 'off')
  for (const tab of [page, beside]) await expectChip(tab, `version ${version + 1}`)
  for (const tab of [page, beside])
    await tab.locator('.stars').first().waitFor({ state: 'detached' })
  expect(await page.getByText(KILN).count()).toBe(1)
  expect(await beside.getByText(KILN).count()).toBe(0)
  await stage.service.load()
})

it('changes nothing for a grant that is damaged, and says so', async () => {
  const { link } = await grant('banner=kiln', '--page', stage.shop.url)
  await using visit = await stage.visit()
  const { page } = visit
  const forged = link.replace(/[^.]{86}$/, 'A'.repeat(86))
  for (const [bad, said] of [
    [link.slice(0, -5), 'cut off or changed'],
    [forged, 'not signed with the key'],
  ] as const) {
    await page.goto('about:blank')
    await page.goto(bad)
    await expectChip(page, 'grant refused')
    await expectText(page, PLAIN)
    expect(page.url()).not.toContain('grant')
    await page.locator('.status-chip').click()
    await expectText(page, said)
    await page.keyboard.press('Escape')
    await page.evaluate(() => sessionStorage.clear())
  }
})

describe('in a protected environment', () => {
  beforeAll(async () => {
    const set = ['environments', 'set', 'development', 'protected=true']
    const done = await stage.service.sluice(...set, 'grantRoles=[qa, admin]')
    if (done.code !== 0) throw new Error(done.stderr)
  })

  it('shows what a grant forces, and nothing that a page forces itself', async () => {
    const { link } = await grant('banner=kiln', '--page', stage.shop.url, '--reason', 'Look at it')
    await using visit = await stage.visit()
    const { page } = visit
    await expectText(page, PLAIN)
    await page.goto(link)
    await expectText(page, KILN)

    // What the client itself keeps in the tab, as somebody may edit it.
    const forced = { key: 'banner', variant: 'duties', value: { text: 'Forced!' } }
    await page.evaluate((entry) => {
      const id = Object.keys(localStorage).find((key) => key.endsWith('.id')) ?? ''
      const override = { ...entry, reason: 'OVERRIDE', metadata: { override: true } }
      sessionStorage.setItem(id.replace(/id$/, 'tab'), JSON.stringify([[override]]))
    }, forced)
    await page.reload()
    await expectText(page, KILN)
    expect(await page.getByText('Forced!').count()).toBe(0)
  })
})
