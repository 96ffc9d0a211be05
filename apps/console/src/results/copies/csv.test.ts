import { expect, it } from 'vitest'
import type { Results } from '../../service/shapes/results.ts'
import { csvOf } from './csv.ts'

function resultsOf(treatment: string, days: number): Results {
  const figures = [
    {
      metric: 'bought',
      role: 'primary',
      variants: [
        { variant: 'plain', n: 100, value: 0.1, numerator: 10, denominator: 100 },
        { variant: treatment, n: 102, value: 0.15, numerator: 15, denominator: 102 },
      ],
    },
  ]
  const interval = { low: -0.02, high: 0.12 }
  const known = { metric: 'bought', treatment }
  const primary =
    days < 1
      ? [{ ...known, refused: 'insufficient_data', message: 'It has not run for a full day.' }]
      : [
          {
            ...known,
            adjustedP: 0.04,
            finding: 'better',
            difference: { estimate: 0.05, standardError: 0.03, interval, p: 0.04, method: 'welch' },
            lift: { estimate: 0.5, standardError: 0.3, interval, p: 0.04, method: 'lift' },
          },
        ]
  return {
    plan: { control: 'plain', variants: [], segments: ['country'] },
    segments: [],
    metrics: { bought: { kind: 'conversion', direction: 'higher_is_better' } },
    figures,
    apart: [],
    verdict: { grey: [] },
    analysis: { primary, guardrails: [], secondary: [], segments: [] },
    until: new Date(days * 86_400_000).toISOString(),
    progress: { startedAt: 0, isFirstDay: days < 1 },
  } as unknown as Results
}

it('writes every digit, one row for each metric of a treatment', () => {
  const [head, row] = csvOf(resultsOf('warm', 9)).split('\r\n')
  expect(head).toMatch(
    /^group,metric,treatment,control_value,.*,finding,difference_unit,segment,segment_value$/,
  )
  expect(row).toBe(
    'Primary metrics,bought,warm,0.1,0.15,0.5,-0.02,0.12,0.05,-0.02,0.12,0.04,100,102,better,share (0.01 is 1 percentage point),,',
  )
})

it('says what is wrong with the data, in rows of their own', () => {
  const grey = [{ code: 'EXPOSURES_MISSING', message: 'Nobody came on 2 days, as it seems.' }]
  const results = resultsOf('warm', 9)
  const rows = csvOf({ ...results, verdict: { ...results.verdict, grey } }).split('\r\n')
  expect(rows[2]).toBe('Health,,,,,,,,,,,,,,"Nobody came on 2 days, as it seems.",,,')
})

it.each(['=cmd()', '+1', '-1', '@sum', '\tx', '=1,"2"'])(
  'writes %j as a text that no spreadsheet computes',
  (treatment) => {
    const [, row = ''] = csvOf(resultsOf(treatment, 9)).split('\r\n')
    expect(row).toContain(`"'${treatment.replaceAll('"', '""')}"`)
    expect(row).not.toMatch(/(?:^|,)"?[=+@\t]/)
  },
)

it('has no interval on the first day', () => {
  const [, row] = csvOf(resultsOf('warm', 0.5)).split('\r\n')
  expect(row).toBe(
    'Primary metrics,bought,warm,0.1,0.15,,,,,,,,100,102,"first day, not for decisions",share (0.01 is 1 percentage point),,',
  )
})

it('has the segments of the screen, under their values, and says how many are not told', () => {
  const results = resultsOf('warm', 9)
  const { primary } = results.analysis
  const [of] = results.figures
  const values = [{ value: '=FR', rows: primary }]
  const told = {
    ...results,
    analysis: { ...results.analysis, segments: [{ segment: 'country', values }] },
    segments: [{ segment: 'country', hidden: 2, values: [{ value: '=FR', figures: [of] }] }],
  } as unknown as Results
  const [, , row, hidden] = csvOf(told).split('\r\n')
  expect(row).toMatch(/^Segments,bought,warm,0\.1,0\.15,0\.5,.*,100,102,better,.*,country,"'=FR"$/)
  expect(hidden).toMatch(/^Segments,,,.*2 .*,,country,$/)
})
