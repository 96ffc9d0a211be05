import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asOnTheFirstDay } from './support/first-day.ts'
import {
  CLIPBOARD,
  clipboard,
  SOON,
  openResults,
  type ResultsStage,
} from './support/results-stage.ts'
import { axeFindings } from './support/stage.ts'

let stage: ResultsStage
beforeAll(async () => {
  stage = await openResults()
}, 120_000)
afterAll(async () => stage[Symbol.asyncDispose]())

describe('states', () => {
  it('show counts alone on the first day, and copy nothing else', async () => {
    await using visit = await stage.openChanged((results) => {
      const { startedAt } = results.progress as { startedAt: number }
      results['until'] = new Date(startedAt + 3_600_000).toISOString()
      asOnTheFirstDay(results)
    })
    const { page } = visit
    await page.getByText('Diagnostic, not for decisions').waitFor()
    await page.getByRole('row', { name: /^Units \d/ }).waitFor()
    await page.getByRole('heading', { name: 'Keep running' }).waitFor()
    expect(await page.locator('.interval, .chart .band').count()).toBe(0)
    expect(await axeFindings(page)).toEqual([])
    await page.context().grantPermissions(CLIPBOARD.permissions)
    await page.getByRole('button', { name: 'Copy as Markdown' }).click()
    await page.getByText('Copied').waitFor()
    expect(await clipboard(page)).not.toContain('Interval')
  })

  it('show on the first day what is harmed, and no other number', async () => {
    await using visit = await stage.openChanged((results) => {
      const [harmed] = results.analysis['guardrails'] as object[]
      asOnTheFirstDay(results)
      results.analysis['guardrails'] = [{ ...harmed, finding: 'harmed' }]
    })
    const figure = visit.page.getByRole('figure', { name: 'Guardrails' })
    await figure.getByText('harmed').first().waitFor()
    expect(await visit.page.locator('.interval').count()).toBe(1)
    expect(await visit.page.getByRole('figure', { name: 'Primary metrics' }).count()).toBe(0)
  })

  it('say that nobody comes any more, and on which days', async () => {
    await using visit = await stage.openChanged((results) => {
      const { health } = results.analysis
      const day = (after: number): string =>
        new Date(Date.parse(String(results['until'])) + after * 86_400_000)
          .toISOString()
          .slice(0, 10)
      const empty = [0, 1, 2, 3].map(day)
      Object.assign(health, { status: 'warning', emptyDays: empty })
      results['until'] = `${day(4)}T00:00:00.000Z`
    })
    const check = visit.page.locator('.health details', { hasText: 'Exposures a day' })
    expect(await check.locator('summary').textContent()).toMatch(
      /^✗ Exposures a day: none on \d{4}-\d\d-\d\d and 3 more$/,
    )
    await check.locator('summary').click()
    await check.getByText('What it may come from').waitFor()
    expect(await axeFindings(visit.page)).toEqual([])
  })

  it('say since when units count after an edit, and how much of the planned time is gone since', async () => {
    await using visit = await stage.openChanged((results) => {
      const { progress } = results
      const until = Date.parse(String(results['until']))
      const countedFrom = until - 3.5 * 86_400_000
      const plannedEndAt = countedFrom + 14 * 86_400_000
      Object.assign(progress, { countedFrom, plannedEndAt, daysLeft: 11, plannedUnits: null })
      results['status'] = 'running'
      Object.assign(results.analysis['progress'] as object, { isEnded: false })
    })
    const section = visit.page.getByRole('region', { name: 'Progress' })
    await section
      .getByText(/25 % of the planned time .* 11 days left .* counted anew since/)
      .waitFor()
    expect(await axeFindings(visit.page)).toEqual([])
  })

  it('of a draft are what it asks and how it is begun, without results', async () => {
    await using visit = await stage.open('/environments/development/experiments/calm-words')
    const { page } = visit
    await page.getByRole('heading', { level: 1, name: 'Calm words' }).waitFor()
    await page.getByText('A button that says what happens next').waitFor()
    await page.getByRole('link', { name: 'checkout-cta' }).waitFor()
    await page.getByText('sluice experiment plan calm-words').waitFor()
    expect(await page.getByRole('definition').allTextContents()).toEqual([
      'checkout-cta',
      'ordered',
      'slow',
      'revenue',
    ])
    expect(await page.getByRole('alert').count()).toBe(0)
    expect(await axeFindings(page)).toEqual([])
  })

  it('have a heading also where they cannot be read', async () => {
    await using visit = await stage.open('/environments/development/experiments/nowhere')
    const { page } = visit
    await page.getByRole('alert').getByText('There is no experiment "nowhere"').waitFor()
    expect(await page.getByRole('heading', { level: 1 }).allTextContents()).toEqual(['nowhere'])
    expect(await axeFindings(page)).toEqual([])
  })

  it('say of segments whose values are all left out nothing but that', async () => {
    await using visit = await stage.openChanged((results) => {
      results['segments'] = [{ segment: 'country', values: [], hidden: 2 }]
      const spread = { refused: 'insufficient_data', message: '0 effects were given.' }
      const heterogeneity = [{ metric: 'ordered', treatment: 'letter', spread }]
      results.analysis['segments'] = [{ segment: 'country', values: [], heterogeneity }]
    })
    const segment = visit.page.getByRole('region', { name: 'By country' })
    await segment.getByText('2 values are not shown').waitFor()
    const text = await segment.textContent()
    expect(text).not.toContain('Nobody has been counted yet')
    expect(text).not.toContain('effects were given')
  })

  it('count live while they wait for the first exposure', async () => {
    await using visit = await stage.open('/environments/development/experiments/button-words')
    const { page } = visit
    const live = page.locator('output.live')
    await live.getByText('0 exposures of checkout-cta since it began').waitFor()
    const said = await page.locator('.health details summary').allTextContents()
    expect(said.slice(0, 4)).toEqual([
      '– Shares: nothing yet',
      '– Exposures a day: nothing yet',
      '– Units in several variants: nothing yet',
      '– Metric data: nothing yet',
    ])
    await stage.expose('checkout-cta')
    await live.getByText('1 exposure of checkout-cta').waitFor({ timeout: 20_000 })
    expect(await axeFindings(page)).toEqual([])
  })

  it('say of a metric whose source failed that it did, in its row', async () => {
    await using visit = await stage.openChanged((results) => {
      results['apart'] = [
        {
          metric: 'errors',
          kind: 'prometheus',
          role: 'secondary',
          values: {},
          comparisons: [],
          failed: 'http://prom.example does not answer.',
        },
      ]
    })
    const { page } = visit
    const row = page.getByRole('figure', { name: 'Secondary metrics' }).getByRole('button', {
      name: /^errors letter/,
    })
    await row.click()
    await page.locator('.card').getByText('http://prom.example does not answer.').waitFor()
    const check = page.locator('.health details').filter({ hasText: 'Metric data' })
    expect(await check.locator('summary').textContent()).toBe('✗ Metric data: something is missing')
  })

  it('keep old numbers in sight while others are read, and say so', async () => {
    await using visit = await stage.open()
    const { page } = visit
    await page.getByRole('heading', { name: 'Ship' }).waitFor()
    let answerNow = (): void => undefined
    const held = new Promise<void>((resolve) => (answerNow = resolve))
    await page.route('**/results?alpha=**', async (route) => {
      await held
      await route.continue()
    })
    await page.getByLabel('alpha').selectOption('0.1')
    await page.getByText('Updating …').waitFor()
    expect(await page.getByRole('heading', { name: 'Ship' }).count()).toBe(1)
    answerNow()
    await page.getByRole('heading', { name: 'Cannot tell' }).waitFor()
  })
})

it('keeps the last numbers and what was typed when the service is away', async () => {
  await using visit = await stage.open()
  const { page } = visit
  const figure = page.getByRole('figure', { name: 'Primary metrics' })
  await figure.waitFor()
  await page.getByRole('textbox', { name: 'What happened' }).fill('An outage')
  await page.route('**/v1/**', async (route) => route.abort())
  await page.locator('main select').first().selectOption({ index: 0 })
  await page.getByRole('alert').getByText('This is not up to date.').waitFor(SOON)
  await page.getByText('These are the numbers that were read last').waitFor()
  expect(await figure.count()).toBe(1)
  expect(await page.getByRole('textbox', { name: 'What happened' }).inputValue()).toBe('An outage')
  expect(await axeFindings(page)).toEqual([])
  await page.unroute('**/v1/**')
  await page.getByRole('button', { name: 'Try again' }).first().click()
  await page.getByText('These are the numbers that were read last').waitFor({ state: 'detached' })
  expect(await page.getByRole('textbox', { name: 'What happened' }).inputValue()).toBe('An outage')
})

it('says of what it reads, under a heading', async () => {
  await using visit = await stage.open()
  const { page } = visit
  let answerNow = (): void => undefined
  const held = new Promise<void>((resolve) => (answerNow = resolve))
  await page.route('**/results*', async (route) => {
    await held
    await route.continue()
  })
  await page.reload()
  await page.getByText('Reading the results from the events').waitFor()
  await page.getByRole('heading', { level: 1, name: 'opening-picture' }).waitFor()
  expect(await axeFindings(page)).toEqual([])
  answerNow()
  await page.getByRole('heading', { level: 1, name: 'Opening picture' }).waitFor()
})

it('says that something else than the service answered, and reads again', async () => {
  await using visit = await stage.open()
  const { page } = visit
  await page.route('**/results*', async (route) =>
    route.fulfill({ contentType: 'text/html', body: '<html>Sign in</html>' }),
  )
  await page.reload()
  const alert = page.getByRole('alert')
  await alert.getByText('Something else than the service answered').waitFor(SOON)
  expect(await axeFindings(page)).toEqual([])
  await page.unroute('**/results*')
  await alert.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('figure', { name: 'Primary metrics' }).waitFor()
})
