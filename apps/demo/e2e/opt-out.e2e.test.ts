import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { violations } from './support/axe.ts'
import { sendDone } from './support/seen.ts'
import { setStage, type Stage } from './support/stage.ts'

const EXPERIMENT = 'opening-picture'
const PORTRAIT = 'The river turns the wheel. The wheel turns the clay.'
const LETTER = 'Good morning from the mill.'

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
  const { service } = stage
  await service.start()
  await service.load({ withExperiments: true })
  // Next to everybody is drawn into the treatment, and keeps it for the session.
  const split = [
    { variant: 'portrait', weightBps: 1 },
    { variant: 'shelf', weightBps: 1 },
    { variant: 'letter', weightBps: 9998 },
  ]
  const rules = [{ id: 'thirds', serve: { split, by: 'anonymousKey' } }]
  await service.patch('hero-layout', { stability: 'session', rules })
  // Metrics that nothing was heard of are refused.
  await sendDone(service.url, ['order', 'web-vital.lcp'])
  for (const step of [
    // So many that even the smallest variant has enough to be told.
    ['plan', EXPERIMENT, '--units-per-day', '20000'],
    ['start', EXPERIMENT, '--yes'],
  ]) {
    const done = await service.sluice('experiment', ...step)
    if (done.code !== 0) throw new Error(`${done.stdout}${done.stderr}`)
  }
})

afterAll(() => stage[Symbol.asyncDispose]())

it('gives somebody who opts out the default at once and from page to page, and does not count them', async () => {
  await using visit = await stage.visit()
  const { page, errors } = visit
  await expectTitle(page, LETTER)
  await expect.poll(() => units('letter'), { timeout: 10_000 }).toBe(1)

  const box = page.getByRole('checkbox', { name: 'Take part in experiments' })
  await box.uncheck()
  await expectTitle(page, PORTRAIT)
  await expect.poll(() => units('letter'), { timeout: 10_000 }).toBe(0)
  expect(await units('portrait')).toBe(0)
  expect(await violations(page)).toEqual([])

  // On the next page, as somebody else, and after signing out.
  await page.reload()
  await expectTitle(page, PORTRAIT)
  await page.goto(`${stage.shop.url}?as=tom`)
  await expectTitle(page, PORTRAIT)
  await page.goto(stage.shop.url)
  await expectTitle(page, PORTRAIT)
  expect(await box.isChecked()).toBe(false)

  await box.check()
  await expectTitle(page, LETTER)
  await page.reload()
  await expectTitle(page, LETTER)
  expect(await box.isChecked()).toBe(true)
  // The carousel is broken for some, which is what its gate is there to show.
  expect(errors.filter((error) => !error.includes('The carousel found no'))).toEqual([])
})

async function expectTitle(page: Page, title: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
}

/** How many units the results count in a variant. */
async function units(variant: string): Promise<number> {
  const ran = await stage.service.sluice('experiment', 'results', EXPERIMENT, '--json')
  const { units: counted } = JSON.parse(ran.stdout) as { units: Record<string, number> }
  return counted[variant] ?? 0
}
