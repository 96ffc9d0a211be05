import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asLivedInPart, asLookedAt } from './support/as-looked-at.ts'
import {
  CLIPBOARD,
  clipboard,
  RESULTS,
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

describe('what is seen over time', () => {
  it('is of all days until one, of each day alone, or from exposure on, each under an address', async () => {
    await using visit = await stage.open()
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
    await using visit = await stage.open()
    const figure = visit.page.getByRole('figure', {
      name: 'Ordered something, letter less portrait',
    })
    const legend = figure.getByRole('listitem')
    await legend.getByText(/Worth a change: \+\d\.\d pp/).waitFor()
    await legend.getByText(/The first day whose interval leaves zero out: \d{4}-/).waitFor()
    expect(await figure.locator('.level, .marker.decision').count()).toBe(4)
  })

  it('draws the interval of the only day there is', async () => {
    await using visit = await stage.openChanged(({ analysis }) => {
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
    await using visit = await stage.open()
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
    await using visit = await stage.openChanged(asLookedAt)
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
    await using visit = await stage.openChanged(asLivedInPart, RESULTS, CLIPBOARD)
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
    await using visit = await stage.open()
    await visit.page.getByRole('heading', { name: 'Progress' }).waitFor()
    expect(await visit.page.getByRole('heading', { name: 'Planned looks' }).count()).toBe(0)
  })
})

describe('how it was read', () => {
  it('changes with a chip, the address with it, and decides nothing then', async () => {
    await using visit = await stage.open()
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
    await using visit = await stage.open()
    const { page } = visit
    const from = page.getByLabel('from', { exact: true })
    const first = await from.inputValue()
    const next = new Date(Date.parse(first) + 3 * 86_400_000).toISOString().slice(0, 10)
    await from.fill(next)
    await page.getByText(`only who came from ${next} on`).first().waitFor()
    expect(page.url()).toContain(`from=${next}`)
  })

  it('takes a day that is typed, digit by digit', async () => {
    await using visit = await stage.open()
    const { page } = visit
    const from = page.getByLabel('from', { exact: true })
    const first = await from.inputValue()
    const next = new Date(Date.parse(first) + 3 * 86_400_000).toISOString().slice(0, 10)
    const [year, month, day] = next.split('-')
    await from.focus()
    await page.keyboard.type(`${month}${day}${year}`, { delay: 50 })
    await page.getByText(`only who came from ${next} on`).first().waitFor()
    expect(await from.inputValue()).toBe(next)
    expect(page.url()).toContain(`from=${next}`)
  })
})

describe('health', () => {
  it('opens each check to a chart, causes and the SQL', async () => {
    await using visit = await stage.open(RESULTS, CLIPBOARD)
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
    await using visit = await stage.openChanged((results) => {
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
    await using visit = await stage.open()
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
    await using visit = await stage.open()
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
    await using visit = await stage.openChanged((results) => {
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

it('says of what is decided what the numbers said, and not to keep running', async () => {
  await using visit = await stage.openChanged((results) => {
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
