import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  CLIPBOARD,
  clipboard,
  RESULTS,
  SOON,
  openResults,
  type ResultsStage,
} from './support/results-stage.ts'
import { axeFindings, signIn } from './support/stage.ts'

const HOSTILE = '<img src=x onerror="window.hacked=1">`${window.hacked=1}</script>'

let stage: ResultsStage
beforeAll(async () => {
  stage = await openResults()
}, 120_000)
afterAll(async () => stage[Symbol.asyncDispose]())

describe('taking results along', () => {
  it('as CSV, with all digits', async () => {
    await using visit = await stage.open(RESULTS, CLIPBOARD)
    const { page } = visit
    await page.getByRole('button', { name: 'Copy as CSV' }).click()
    await page.getByText('Copied').waitFor()
    const [head = '', row = ''] = (await clipboard(page)).split('\r\n')
    expect(head.split(',')).toHaveLength(row.split(',').length)
    expect(row).toMatch(/^Primary metrics,ordered,\w+,0\.\d{6,}/)
  })

  it('as a picture', async () => {
    await using visit = await stage.open(RESULTS, CLIPBOARD)
    const { page } = visit
    await page.getByRole('button', { name: 'Copy as PNG' }).click()
    await page.getByText('Copied').waitFor()
    const size = await page.evaluate(async () => {
      const [item] = await navigator.clipboard.read()
      const blob = await item?.getType('image/png')
      if (blob === undefined) throw new Error('nothing was copied')
      const image = await createImageBitmap(blob)
      return [image.width, image.height]
    })
    expect(size[0]).toBe(2_000)
    expect(size[1]).toBeGreaterThan(600)
    expect(visit.errors).toEqual([])
  })

  it('as a link to what they are now, for good', async () => {
    await using visit = await stage.open(RESULTS, CLIPBOARD)
    const { page } = visit
    await page.getByRole('button', { name: 'Freeze these results' }).click()
    const frozen = page.getByRole('region', { name: 'Frozen results' })
    await frozen.getByRole('button', { name: 'Copy the link' }).first().click()
    await page.getByText('Copied').waitFor()
    const link = await clipboard(page)
    expect(link).toContain(`${RESULTS}/snapshots/`)
    await page.goto(link)
    await page.getByText(/^Frozen \d/).waitFor()
    await page.getByRole('heading', { name: 'Ship' }).waitFor()
    expect(await page.getByLabel('alpha').count()).toBe(0)
    await page.getByRole('link', { name: 'Days since exposure' }).click()
    await page.getByText('since they first saw it').first().waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.goto(`${link}x`)
    await page.getByRole('alert').getByText('was frozen under this name').waitFor()
  })

  it('on paper, with names of metrics, open panels and no buttons', async () => {
    await using visit = await stage.open()
    const { page } = visit
    await page.locator('.health details').first().waitFor()
    await page.emulateMedia({ media: 'print' })
    const seen = await page.evaluate(() => ({
      metric: document.querySelector('.scorecard .row button')?.checkVisibility(),
      causes: document.querySelector('.health details li')?.checkVisibility(),
      tools: document.querySelector('.tools')?.checkVisibility(),
      navigation: document.querySelector('.frame')?.checkVisibility(),
    }))
    expect(seen).toEqual({ metric: true, causes: true, tools: false, navigation: false })
  })
})

describe('what happened outside', () => {
  it('is noted from the page, drawn on every chart, and taken away again', async () => {
    await using visit = await stage.open()
    const { page } = visit
    const form = page.getByRole('form', { name: 'Note something' })
    const days = await page.locator('.as-of time').getAttribute('datetime')
    const day = new Date(Date.parse(days ?? '') - 3 * 86_400_000).toISOString().slice(0, 10)
    await form.getByLabel('Day').fill(day)
    await form.getByLabel('What happened').fill(HOSTILE)
    await form.getByRole('button', { name: 'Add' }).click()
    await page
      .getByRole('region', { name: 'What happened outside' })
      .getByText(HOSTILE)
      .first()
      .waitFor()
    await page.locator('.over-time .legend').getByText(HOSTILE).first().waitFor()
    expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined()
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('button', { name: `Remove ${HOSTILE}` }).click()
    await expect.poll(async () => page.getByText(HOSTILE).count(), SOON).toBe(0)
    expect(visit.errors).toEqual([])
  })
})

it('shows hostile names in results as text', async () => {
  await using visit = await stage.openChanged((results) => {
    const text = JSON.stringify(results).replaceAll('"Ordered something"', JSON.stringify(HOSTILE))
    Object.assign(results, JSON.parse(text) as object)
  })
  const { page, errors } = visit
  await page.getByRole('figure', { name: 'Primary metrics' }).getByText(HOSTILE).first().waitFor()
  expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined()
  expect(await page.locator('img').count()).toBe(0)
  expect(errors).toEqual([])
})

it('draws how long it takes as a chart with its table, on a phone too', async () => {
  await using visit = await stage.openChanged(
    (results) => {
      const { plan, metrics } = results as unknown as {
        plan: { variants: { key: string }[] }
        metrics: Record<string, object>
      }
      const horizonMs = 3 * 86_400_000
      metrics['first-order'] = {
        title: 'Until the first order',
        kind: 'time_to_event',
        direction: 'lower_is_better',
        horizonMs,
      }
      const curve = (left: number) =>
        Array.from({ length: 60 }, (_, at) => {
          const survival = 1 - ((1 - left) * (at + 1)) / 60
          const interval = { low: survival - 0.03, high: Math.min(1, survival + 0.03) }
          return { timeMs: ((at + 1) * horizonMs) / 60, survival, interval }
        })
      const values = plan.variants.map(({ key }, at) => {
        const reached = 0.21 + at / 25
        const meanMs = (2.6 - at / 10) * 86_400_000
        return [key, { n: 900, medianMs: null, reached, meanMs, curve: curve(1 - reached) }]
      })
      results['apart'] = [
        {
          metric: 'first-order',
          kind: 'time_to_event',
          role: 'secondary',
          values: Object.fromEntries(values),
          comparisons: [{ treatment: plan.variants[1]?.key, logRank: { p: 0.003 } }],
        },
      ]
    },
    RESULTS,
    { viewport: { width: 390, height: 844 } },
  )
  const { page } = visit
  await page.getByText('● sooner within 3 days; read once, decides nothing').waitFor()
  const figure = page
    .getByRole('region', { name: 'How long it takes' })
    .getByRole('figure', { name: 'Until the first order' })
  await figure
    .getByRole('img', { name: /, 3 days, 25\.0 %, interval 22\.0 % to 28\.0 %$/ })
    .waitFor()
  await figure.getByRole('button', { name: 'Table' }).click()
  await figure.getByRole('rowheader', { name: '1.5 days' }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  const tooWide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(tooWide).toBe(0)
})

it('moves the table of three shares sideways, and not the page of a phone', async () => {
  const third = 'third-of-a-long-name'
  await using visit = await stage.openChanged(
    (results) => {
      const { plan, days } = results as unknown as {
        plan: { variants: { key: string; share: number }[] }
        days: { units: Record<string, number> }[]
      }
      plan.variants = [...plan.variants, { key: third, share: 0.2 }]
      for (const { units } of days) units[third] = 7
    },
    RESULTS,
    { viewport: { width: 390, height: 844 } },
  )
  const { page } = visit
  await page.getByText('Shares:').click()
  await page.getByRole('button', { name: 'Table of Share of all units until a day' }).click()
  await page.getByRole('columnheader', { name: third, exact: true }).waitFor()
  const tooWide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(tooWide).toBe(0)
})

it.each([320, 390])('is no wider than a phone of %i px, whatever somebody noted', async (width) => {
  const long = 'x'.repeat(200)
  const viewport = { width, height: 844 }
  await using visit = await stage.openChanged(
    (results) => {
      const { analysis, until } = results
      const note = `Since then, ${long}`
      const annotations = [{ day: String(until).slice(0, 10), title: long }]
      const reason = long
      const decision = { decision: 'end', variant: 'portrait', decidedAt: until, learned: long }
      const decided = { ...decision, reason, decidedBy: { name: long }, against: [] }
      Object.assign(analysis, { notes: [note], annotations })
      Object.assign(results, { hypothesis: long, decided })
    },
    RESULTS,
    { viewport },
  )
  await visit.page.getByText(`Since then, ${long}`).waitFor()
  expect(await visit.page.getByRole('figure').count()).toBeGreaterThan(2)
  const tooWide = await visit.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(tooWide).toBe(0)
  // A word that is broken in two makes its button twice as high.
  const buttons = await visit.page.locator('figcaption button').filter({ visible: true }).all()
  const heights = await Promise.all(buttons.map(async (one) => (await one.boundingBox())?.height))
  expect(new Set(heights)).toEqual(new Set([heights[0]]))
})

it('tells whoever wrote a note when their session had ended, and keeps what they wrote', async () => {
  await using visit = await stage.open('/environments/development/experiments/button-words')
  const { page } = visit
  const form = page.getByRole('form', { name: 'Note something' })
  await form.getByLabel('What happened').fill('An outage')
  await page.context().clearCookies()
  await form.getByRole('button', { name: 'Add' }).click()
  const alert = form.getByRole('alert')
  await alert.getByText('You are not signed in any more.').waitFor()
  expect(await alert.textContent()).not.toMatch(/Authorization|Request/)
  expect(await axeFindings(page)).toEqual([])
  const [other] = await Promise.all([
    page.waitForEvent('popup'),
    alert.getByRole('link', { name: 'Sign in again' }).click(),
  ])
  await signIn(other)
  await other.waitForURL('**/experiments/button-words')
  await other.close()
  expect(await form.getByLabel('What happened').inputValue()).toBe('An outage')
  await form.getByRole('button', { name: 'Add' }).click()
  await form.getByText('Added: it is a line on every chart.').waitFor()
})
