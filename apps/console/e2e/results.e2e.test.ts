import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asLivedInPart, asLookedAt } from './support/as-looked-at.ts'
import { changeResults } from './support/change-results.ts'
import { axeFindings, openStage, signIn, type Stage, type Visit } from './support/stage.ts'

const RESULTS = '/environments/development/experiments/opening-picture'
const HOSTILE = '<img src=x onerror="window.hacked=1">`${window.hacked=1}</script>'
const SOON = { timeout: 10_000 }
const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] }

let stage: Stage
beforeAll(async () => {
  stage = await openStage(({ experiments }) => {
    const all = experiments as Record<string, object>
    all['calm-words'] = { ...all['button-words'], title: 'Calm words' }
  })
}, 120_000)
afterAll(async () => stage[Symbol.asyncDispose]())

async function open(path = RESULTS, options = {}): Promise<Visit> {
  const visit = await stage.visit(path, options)
  await signIn(visit.page)
  await visit.page.getByRole('heading', { level: 1 }).waitFor()
  return visit
}

/** Signs in elsewhere first, so that what is asked for results is already changed. */
async function openChanged(
  change: Parameters<typeof changeResults>[1],
  path = RESULTS,
  options = {},
): Promise<Visit> {
  const visit = await stage.visit('/sign-in', options)
  await signIn(visit.page)
  await changeResults(visit.page, change)
  await visit.page.goto(`${stage.service.url}${path}`)
  await visit.page.getByRole('heading', { level: 1, name: 'Opening picture' }).waitFor()
  return visit
}

/** What the service tells of an experiment that has not run for a day. */
function asOnTheFirstDay(results: Parameters<Parameters<typeof changeResults>[1]>[0]): void {
  const message = 'It has not run for a full day yet.'
  const untold = (rows: unknown): object[] =>
    (rows as { metric: string; treatment: string }[]).map(({ metric, treatment }) => ({
      metric,
      treatment,
      refused: 'insufficient_data',
      message,
    }))
  const { analysis, progress, verdict } = results
  Object.assign(progress, { isFirstDay: true })
  Object.assign(verdict, { decision: 'keep_running', rule: message, treatment: undefined })
  for (const role of ['primary', 'guardrails', 'secondary']) analysis[role] = untold(analysis[role])
  Object.assign(analysis, { segments: [], series: [] })
  results['apart'] = []
}

async function clipboard(page: Page): Promise<string> {
  return page.evaluate(async () => navigator.clipboard.readText())
}

describe('what is seen over time', () => {
  it('is of all days until one, of each day alone, or from exposure on, each under an address', async () => {
    await using visit = await open()
    const { page } = visit
    const tabs = page.getByRole('navigation', { name: 'Over time' })
    const figure = page.getByRole('figure', { name: 'Ordered something, letter less portrait' })
    await figure.getByText('and may be read on any day').waitFor()
    await tabs.getByRole('link', { name: 'Daily' }).click()
    await figure.getByText('Each day is read for itself').waitFor()
    expect(page.url()).toContain('over=daily')
    await tabs.getByRole('link', { name: 'Days since exposure' }).click()
    await figure.getByText('since they first saw it').waitFor()
    expect(await figure.getByRole('img').first().getAttribute('aria-label')).toMatch(
      /^Day 0, (?:plus|minus) [\d.]+ percentage points, interval (?:plus|minus) [\d.]+ percentage points to .+ points$/,
    )
    await figure.getByRole('button', { name: 'Table' }).click()
    await figure.getByRole('columnheader', { name: 'Since the first exposure' }).waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.goBack()
    await figure.getByText('Each day is read for itself').waitFor()
    expect(await tabs.locator('[aria-current]').allTextContents()).toEqual(['Daily'])
  })

  it('marks the effect that is worth a change and the day that decided it', async () => {
    await using visit = await open()
    const figure = visit.page.getByRole('figure', {
      name: 'Ordered something, letter less portrait',
    })
    const legend = figure.getByRole('listitem')
    await legend.getByText(/Worth a change: \+\d\.\d pp/).waitFor()
    await legend.getByText(/The first day whose interval leaves zero out: \d{4}-/).waitFor()
    expect(await figure.locator('.level, .marker.decision').count()).toBe(4)
  })

  it('draws the interval of the only day there is', async () => {
    await using visit = await openChanged(({ analysis }) => {
      const series = analysis['series'] as { points: unknown[] }[]
      analysis['series'] = series.map((one) => ({ ...one, points: one.points.slice(0, 1) }))
    })
    const figure = visit.page.getByRole('figure', {
      name: 'Ordered something, letter less portrait',
    })
    await figure.getByRole('img').first().waitFor()
    const box = await figure.locator('.whisker').first().boundingBox()
    expect(box?.height).toBeGreaterThan(10)
  })

  it('shows a test that is read once only beside a warning', async () => {
    await using visit = await open()
    const { page } = visit
    expect(await page.getByText('wrong far too often').count()).toBe(0)
    await page.getByRole('link', { name: 'Show a test that is read once' }).click()
    await page.getByText('wrong far too often').waitFor()
    const figure = page.getByRole('figure', { name: 'Ordered something, letter less portrait' })
    await figure.getByRole('group', { name: 'Read once' }).waitFor()
    expect(await axeFindings(page)).toEqual([])
  })
})

describe('planned looks', () => {
  it('are told with what is next, and newer numbers without a test', async () => {
    await using visit = await openChanged(asLookedAt)
    const { page } = visit
    const looks = page.getByRole('region', { name: 'Planned looks' })
    await looks.getByText('This is look 2 of 3, read on').waitFor()
    await looks.getByText('The next look is at 6,000 units.').waitFor()
    await looks.getByText('3 units of before came in after it, and are not in it.').waitFor()
    await looks.getByRole('row', { name: /2, shown here 3,000 units/ }).waitFor()
    await looks.getByText('What there is by now, without a test').click()
    await looks.getByRole('row', { name: /^Units/ }).waitFor()
    await page.getByText('These intervals are of look 2;').waitFor()
    expect(await axeFindings(page)).toEqual([])
  })

  it('say how many have lived what decides, and on how many days the verdict rests', async () => {
    await using visit = await openChanged(asLivedInPart, RESULTS, CLIPBOARD)
    const { page } = visit
    const caution = 'The verdict rests on 2 days, less than one week: weekdays may differ.'
    await page.getByRole('region', { name: 'Ship' }).getByText(caution).waitFor()
    expect(await page.getByText(caution).count()).toBe(1)
    const lived = '376 of 400 have lived “Ordered something”, which takes 7 days'
    await page.getByRole('region', { name: 'Progress' }).getByText(lived).waitFor()
    await page
      .getByRole('region', { name: 'Planned looks' })
      .getByText('when 400 units have lived what decides, and not before 14 days are over')
      .waitFor()
    await page.getByRole('button', { name: 'Copy as Markdown' }).click()
    await page.getByText('Copied').waitFor()
    expect(await clipboard(page)).toContain(`\n${caution}\n`)
    expect(await axeFindings(page)).toEqual([])
  })

  it('are not spoken of where every look is valid', async () => {
    await using visit = await open()
    await visit.page.getByRole('heading', { name: 'Progress' }).waitFor()
    expect(await visit.page.getByRole('heading', { name: 'Planned looks' }).count()).toBe(0)
  })
})

describe('how it was read', () => {
  it('changes with a chip, the address with it, and decides nothing then', async () => {
    await using visit = await open()
    const { page } = visit
    await page.getByRole('heading', { name: 'Ship' }).waitFor()
    await page.getByLabel('alpha').selectOption('0.01')
    await page.getByText('✗ Differs from plan').waitFor()
    expect(page.url()).toContain('alpha=0.01')
    await page.getByRole('heading', { name: 'Cannot tell' }).waitFor()
    await page.getByText('so it decides nothing: alpha 0.01 instead of 0.05').waitFor()
    await page.getByLabel('corrected by').selectOption('none')
    await page.getByText('correction none instead of holm').first().waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('link', { name: 'Read it as planned' }).click()
    await page.getByRole('heading', { name: 'Ship' }).waitFor()
    expect(new URL(page.url()).search).toBe('')
  })

  it('can be of some days alone', async () => {
    await using visit = await open()
    const { page } = visit
    const from = page.getByLabel('from', { exact: true })
    const first = await from.inputValue()
    const next = new Date(Date.parse(first) + 3 * 86_400_000).toISOString().slice(0, 10)
    await from.fill(next)
    await page.getByText(`only who came from ${next} on`).first().waitFor()
    expect(page.url()).toContain(`from=${next}`)
  })
})

describe('health', () => {
  it('opens each check to a chart, causes and the SQL', async () => {
    await using visit = await open(RESULTS, CLIPBOARD)
    const { page } = visit
    const checks = page.locator('.health details')
    await checks.first().waitFor()
    const said = await checks.locator('summary').allTextContents()
    expect(said).toEqual([
      '✓ Shares: as planned',
      '✓ Exposures a day: on every day',
      '✓ Units in several variants: none',
      '✓ Metric data: all there',
      '✓ Edits while it ran: none',
    ])
    for (const check of await checks.all()) {
      await check.locator('summary').click()
      expect(await check.getByRole('figure').count()).toBe(1)
      expect(await check.getByRole('listitem').count()).toBeGreaterThan(2)
    }
    expect(await axeFindings(page)).toEqual([])
    await checks.nth(0).getByRole('button', { name: 'Copy the SQL' }).click()
    await page.getByText('Copied').waitFor()
    expect(await clipboard(page)).toMatch(/from events where type =[\s\S]+-- with \{/)
    await checks.nth(2).getByRole('button', { name: 'Copy the SQL' }).click()
    await expect.poll(async () => clipboard(page), SOON).toMatch(/is_mixed/)
  })

  it('greys the verdict where a check failed, and says since when and who may ship all the same', async () => {
    await using visit = await openChanged((results) => {
      const { verdict, analysis } = results
      const message = 'The units do not divide as planned (p < 0.001); look for what loses some.'
      verdict['isGrey'] = true
      verdict['grey'] = [{ code: 'SAMPLE_RATIO_MISMATCH', message, since: '2026-11-20' }]
      analysis.health['srmSequential'] = { p: 1e-7, isMismatch: true }
      analysis.health['problems'] = ['The exposed units do not divide as planned: 1, 2.']
    })
    const { page } = visit
    await page.getByRole('heading', { name: 'but look at its health first' }).waitFor()
    await page
      .getByText('sluice experiment decide opening-picture --ship letter --acknowledge --reason')
      .waitFor()
    const shares = page.locator('.health details').first()
    expect(await shares.locator('summary').textContent()).toBe(
      '✗ Shares: not as planned since 2026-11-20',
    )
    await shares.locator('summary').click()
    await shares.getByText('p < 0.001 by a test that is valid at every look').waitFor()
    expect(await axeFindings(page)).toEqual([])
  })
})

describe('a row of the scorecard', () => {
  it('opens to all that is known of it, by Enter and by resting on it', async () => {
    await using visit = await open()
    const { page } = visit
    const row = page.getByRole('button', { name: /^Ordered something letter ?: / }).first()
    await row.focus()
    await page.keyboard.press('Enter')
    const card = page.locator('dl.card').first()
    const facts = await card.locator('dt').allTextContents()
    expect(facts).toEqual([
      'Relative',
      'Standard error of the lift',
      'Absolute',
      'Its standard error',
      'p',
      'Units in portrait',
      'Total in portrait',
      'Units in letter',
      'Total in letter',
      'Adjusted by a covariate',
      'Capped at',
      'Corrected by',
      'Method',
    ])
    await page.keyboard.press('Enter')
    expect(await page.locator('dl.card').count()).toBe(0)
    await page.getByRole('button', { name: /^Revenue letter ?: / }).hover()
    await page.locator('.pointed dl.card').getByText('1,000 EUR').waitFor()
    await page.keyboard.press('Escape')
    expect(await page.locator('dl.card').count()).toBe(0)
  })

  it('tells the difference in percentage points, by the interval that its chart ends with', async () => {
    await using visit = await open()
    const { page } = visit
    await page
      .getByRole('button', { name: /^Ordered something letter ?: / })
      .first()
      .click()
    const card = page.locator('dl.card').first()
    const absolute = await card
      .locator('div')
      .filter({ has: page.getByText('Absolute', { exact: true }) })
      .locator('dd')
      .textContent()
    expect(absolute).toMatch(/^\+\d\.\d+ pp, interval \+\d\.\d+ pp to \+\d\.\d+ pp$/)
    const figure = page.getByRole('figure', { name: 'Ordered something, letter less portrait' })
    const words = await figure.locator('p').last().textContent()
    expect(words).toContain('the same as in the scorecard and in the verdict')
    expect(words).toContain(absolute?.split(', interval ')[1])
    await figure.getByRole('button', { name: 'Table of Ordered something, letter' }).click()
    const last = await figure.getByRole('row').last().getByRole('cell').allTextContents()
    expect(last.slice(0, 2)).toEqual(absolute?.split(', interval '))
  })

  it('says how much a covariate narrowed it', async () => {
    await using visit = await openChanged((results) => {
      const [row] = results.analysis['primary'] as { lift: { standardError: number } }[]
      if (row === undefined) throw new Error('there is no primary metric')
      const lift = { ...row.lift, standardError: row.lift.standardError * 2 }
      results['unadjusted'] = [{ ...row, lift }]
    })
    const { page } = visit
    await page
      .getByRole('button', { name: /^Ordered something shelf ?: / })
      .first()
      .click()
    await page.getByText(', −50.0 % in its standard error').waitFor()
    expect(await page.getByLabel('covariates').inputValue()).toBe('on')
  })
})

describe('states', () => {
  it('show counts alone on the first day, and copy nothing else', async () => {
    await using visit = await openChanged((results) => {
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
    await using visit = await openChanged((results) => {
      const [harmed] = results.analysis['guardrails'] as object[]
      asOnTheFirstDay(results)
      results.analysis['guardrails'] = [{ ...harmed, finding: 'harmed' }]
    })
    const figure = visit.page.getByRole('figure', { name: 'Guardrails' })
    await figure.getByText('harmed').first().waitFor()
    expect(await visit.page.locator('.interval').count()).toBe(1)
    expect(await visit.page.getByRole('figure', { name: 'Primary metrics' }).count()).toBe(0)
  })

  it('of a draft are what it asks and how it is begun, without results', async () => {
    await using visit = await open('/environments/development/experiments/calm-words')
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
    await using visit = await open('/environments/development/experiments/nowhere')
    const { page } = visit
    await page.getByRole('alert').getByText('There is no experiment "nowhere"').waitFor()
    expect(await page.getByRole('heading', { level: 1 }).allTextContents()).toEqual(['nowhere'])
    expect(await axeFindings(page)).toEqual([])
  })

  it('say of segments whose values are all left out nothing but that', async () => {
    await using visit = await openChanged((results) => {
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
    await using visit = await open('/environments/development/experiments/button-words')
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
    await using visit = await openChanged((results) => {
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
    await using visit = await open()
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

it('says of what is decided what the numbers said, and not to keep running', async () => {
  await using visit = await openChanged((results) => {
    const { until, verdict } = results
    Object.assign(verdict, { decision: 'keep_running', treatment: undefined })
    const decided = { decision: 'end', variant: 'portrait', decidedAt: until, learned: null }
    const decidedBy = { name: 'Ada' }
    Object.assign(results, { decided: { ...decided, reason: 'Enough', decidedBy, against: [] } })
  })
  const { page } = visit
  await page.getByRole('heading', { name: 'Decided: Ended without a winner' }).waitFor()
  await page.getByRole('heading', { name: 'The numbers said: Keep running' }).waitFor()
  expect(await page.getByRole('heading', { name: 'Keep running', exact: true }).count()).toBe(0)
  expect(await axeFindings(page)).toEqual([])
})

it('draws how long it takes as a chart with its table, on a phone too', async () => {
  await using visit = await openChanged(
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

it('keeps the last numbers and what was typed when the service is away', async () => {
  await using visit = await open()
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

it('moves the table of three shares sideways, and not the page of a phone', async () => {
  const third = 'third-of-a-long-name'
  await using visit = await openChanged(
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
  await using visit = await openChanged(
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

describe('taking results along', () => {
  it('as CSV, with all digits', async () => {
    await using visit = await open(RESULTS, CLIPBOARD)
    const { page } = visit
    await page.getByRole('button', { name: 'Copy as CSV' }).click()
    await page.getByText('Copied').waitFor()
    const [head = '', row = ''] = (await clipboard(page)).split('\r\n')
    expect(head.split(',')).toHaveLength(row.split(',').length)
    expect(row).toMatch(/^Primary metrics,ordered,\w+,0\.\d{6,}/)
  })

  it('as a picture', async () => {
    await using visit = await open(RESULTS, CLIPBOARD)
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
    await using visit = await open(RESULTS, CLIPBOARD)
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
    await using visit = await open()
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
    await using visit = await open()
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
  await using visit = await openChanged((results) => {
    const text = JSON.stringify(results).replaceAll('"Ordered something"', JSON.stringify(HOSTILE))
    Object.assign(results, JSON.parse(text) as object)
  })
  const { page, errors } = visit
  await page.getByRole('figure', { name: 'Primary metrics' }).getByText(HOSTILE).first().waitFor()
  expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined()
  expect(await page.locator('img').count()).toBe(0)
  expect(errors).toEqual([])
})
