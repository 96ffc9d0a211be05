import { describe, expect, it } from 'vitest'
import { analyze } from './analyze.ts'
import type { AnalysisData, Day, MetricSummary } from './data.ts'
import type { AnalysisPlan } from './plan.ts'
import { wholeWeeks } from './whole-weeks.ts'

const plan: AnalysisPlan = {
  experiment: 'checkout-cta',
  hypothesis: 'A shorter label is read, so more people buy.',
  control: 'control',
  variants: [
    { key: 'control', share: 0.5 },
    { key: 'short', share: 0.5 },
  ],
  primary: [{ key: 'bought', kind: 'rate', direction: 'higher_is_better' }],
  stopping: { kind: 'fixed', units: 20_000 },
}
const rate = (successes: number, n = 10_000): MetricSummary => ({ kind: 'rate', successes, n })
const data: AnalysisData = {
  units: { control: 10_000, short: 10_000 },
  metrics: { bought: { control: rate(1000), short: rate(1200) } },
}
const refusal = expect.objectContaining({ name: 'StatsError', category: 'invalid_input' })
const day = (name: string): Day => ({ day: name, units: { control: 500, short: 500 } })

describe('counts that cannot be', () => {
  it.each([
    ['units that are a BigInt', { units: { control: 10n as never, short: 10 } }],
    [
      'a value that is a BigInt',
      { metrics: { bought: { control: rate(1000n as never), short: rate(1) } } },
    ],
    ['negative units', { units: { control: -1, short: 10 } }],
    ['fractional units', { units: { control: 10.5, short: 10 } }],
    ['units that are no number', { units: { control: NaN, short: 10 } }],
    ['units in several variants that are none', { unitsInSeveralVariants: NaN }],
    ['negative units in several variants', { unitsInSeveralVariants: -3 }],
    ['more exposed units than assigned', { assigned: { control: 10_000, short: 9999 } }],
    ['more analysed units than exposed', { analysed: { control: 10_001, short: 10_000 } }],
    ['more missing values than units', { missing: { bought: { control: 1, short: 10_001 } } }],
    ['missing values of nobody', { units: { control: 100 }, missing: { bought: { short: 1 } } }],
    ['fractional missing values', { missing: { bought: { control: 0.5, short: 1 } } }],
    ['a day that is no date', { days: [day('Monday')] }],
    ['a date that is none', { days: [day('2026-13-01')] }],
    ['days that do not rise', { days: [day('2026-11-02'), day('2026-11-01')] }],
    ['a day that stands twice', { days: [day('2026-11-02'), day('2026-11-02')] }],
    ['a date that the calendar lacks', { days: [day('2026-02-31')] }],
    [
      'days with more units than there are',
      { days: [{ day: '2026-11-02', units: { control: 10_000, short: 10_001 } }] },
    ],
    [
      'days with units of an unknown variant',
      { days: [{ day: '2026-11-02', units: { control: 1, other: 1 } }] },
    ],
    [
      'segments with more units than there are',
      {
        segments: {
          country: ['DE', 'FR'].map((value) => ({
            value,
            units: { control: 5001, short: 5000 },
            metrics: {},
          })),
        },
      },
    ],
    [
      'a segment with negative units',
      { segments: { country: [{ value: 'DE', units: { control: -1 }, metrics: {} }] } },
    ],
    ['analysed units of nobody', { analysed: { control: 10_000, short: 10_000, other: 1 } }],
    ['a day with negative units', { days: [{ day: '2026-11-02', units: { control: -1 } }] }],
  ] as const)('%s are refused, and nothing is analysed', (_what, changed) => {
    expect(() => analyze(plan, { ...data, ...changed })).toThrow(refusal)
  })

  it.each([
    undefined,
    null,
    [],
    {},
    { units: { control: 1 } },
    { units: null, metrics: {} },
    { units: [], metrics: {} },
    { units: {}, metrics: { bought: null } },
    { ...data, metrics: { bought: { control: null } } },
    { ...data, metrics: { bought: { control: { kind: 'ratio', n: 5 } } } },
    { ...data, metrics: { bought: { control: { kind: 'mean', n: 5, covariate: null } } } },
    { ...data, assigned: null },
    { ...data, analysed: [] },
    { ...data, missing: { bought: null } },
    { ...data, days: null },
    { ...data, days: {} },
    { ...data, days: [null] },
    { ...data, days: [{ day: 5, units: {} }] },
    { ...data, days: [{ day: '2026-11-01' }] },
    { ...data, days: [{ day: '2026-11-01', units: {}, metrics: { bought: { control: 5 } } }] },
    { ...data, segments: 'country' },
    { ...data, segments: { country: {} } },
    { ...data, segments: { country: [{ value: 'DE' }] } },
    { ...data, segments: { country: [{ value: 'DE', units: {} }] } },
    { ...data, segments: { country: [{ value: 5, units: {}, metrics: {} }] } },
    { ...data, annotations: null },
    { ...data, annotations: [{ day: '2026-11-01' }] },
    { ...data, annotations: [{ title: 'sale' }] },
    { ...data, registeredPlan: null },
  ])('data of another form is refused: %o', (given) => {
    expect(() => analyze(plan, given as unknown as AnalysisData)).toThrow(refusal)
  })

  it('more units in a metric than were exposed break the data', () => {
    const metrics = { bought: { control: rate(1000), short: rate(1200, 10_001) } }
    const { health, verdict } = analyze(plan, { ...data, metrics })
    expect(health.status).toBe('broken')
    expect(verdict).toEqual({
      decision: 'cannot_tell',
      rule: 'The data cannot be trusted: bought has 10001 units in "short", and 10000 were exposed.',
    })
  })

  it('takes all units assigned, exposed, analysed, and none missing', () => {
    const { units } = data
    const none = { bought: { control: 0, short: 0 } }
    const { health } = analyze(plan, { ...data, assigned: units, analysed: units, missing: none })
    expect(health).toMatchObject({ status: 'good', losses: [], diagnosis: [] })
  })
})

describe('units where none belong', () => {
  it('are a mismatch in a variant that the plan does not know', () => {
    const { health, verdict } = analyze(plan, { ...data, units: { ...data.units, ghost: 7 } })
    expect(health.status).toBe('broken')
    expect(health.problems).toEqual([
      '7 units were exposed to "ghost", which is no variant of the plan.',
    ])
    expect(health.diagnosis).toMatchObject([
      { stage: 'assignment', evidence: '"ghost" has units, and its share is 0.' },
    ])
    expect(verdict.decision).toBe('cannot_tell')
  })

  it('are a mismatch from the first one on', () => {
    const one = analyze(plan, { ...data, units: { ...data.units, ghost: 1 } })
    expect(one.health.status).toBe('broken')
  })

  it('are none at any stage in a variant that is closed and empty', () => {
    const closed = { ...plan, variants: [...plan.variants, { key: 'closed', share: 0 }] }
    const { health } = analyze(closed, { ...data, assigned: data.units, analysed: data.units })
    expect(health).toMatchObject({ status: 'good', diagnosis: [] })
  })

  it('are none when it has no units', () => {
    expect(analyze(plan, { ...data, units: { ...data.units, ghost: 0 } }).health.status).toBe(
      'good',
    )
  })

  it('are a mismatch in a variant with a share of 0, which is not compared', () => {
    const closed = { ...plan, variants: [...plan.variants, { key: 'closed', share: 0 }] }
    expect(analyze(closed, data).verdict.decision).toBe('ship')
    const { health, primary } = analyze(closed, { ...data, units: { ...data.units, closed: 1 } })
    expect(health.status).toBe('broken')
    expect(primary.map(({ treatment }) => treatment)).toEqual(['short'])
  })
})

it('counts the units that a metric leaves out as missing, where nobody has counted them', () => {
  const metrics = { bought: { control: rate(1000, 9990), short: rate(1000, 9800) } }
  const { health } = analyze(plan, { ...data, metrics })
  expect(health).toMatchObject({ status: 'warning', losses: [{ of: 'bought', share: 0.02 }] })
  expect(health.losses[0]?.controlShare).toBeCloseTo(0.001, 12)
  const missing = { bought: { control: 10, short: 10 } }
  expect(analyze(plan, { ...data, metrics, missing }).health.status).toBe('good')
})

describe('a plan that says what cannot be', () => {
  it.each([
    [{ primary: [{ ...plan.primary[0], direction: 'up' }] }, '$.primary[0].direction'],
    [{ primary: [{ ...plan.primary[0], kind: 'count' }] }, '$.primary[0].kind'],
    [{ correction: 'sidak' }, '$.correction'],
    [{ hypothesis: ' ' }, '$.hypothesis'],
    [{ segments: [5] }, '$.segments: Give a list of texts'],
    [{ segments: 'country' }, '$.segments: Give a list of texts'],
    [{ exclusions: [null] }, '$.exclusions: Give a list of texts'],
    [{ experiment: undefined }, '$.experiment'],
    [
      {
        variants: [
          { key: 'control', share: 0 },
          { key: 'short', share: 1 },
        ],
      },
      '$.control: Its share is 0',
    ],
    [
      {
        variants: [
          { key: 'control', share: 1 },
          { key: 'short', share: 0 },
        ],
      },
      '$.variants: No treatment has a share above 0',
    ],
    [
      { stopping: { kind: 'group_sequential', units: 10, fractions: [0.5, 0.500_01] } },
      '$.stopping.fractions',
    ],
    [{ stopping: { kind: 'always_valid', tunedFor: Infinity } }, '$.stopping.tunedFor'],
  ])('is refused: %o', (changed, path) => {
    expect(() => analyze({ ...plan, ...changed } as AnalysisPlan, data)).toThrow(path)
  })
})

describe('a look', () => {
  const stopping = { kind: 'group_sequential', units: 40_000, fractions: [0.25, 0.5, 1] } as const

  it.each([2, 99, 0.5, NaN, -2])('is refused before its units are there: %s', (look) => {
    expect(() => analyze({ ...plan, stopping }, { ...data, look })).toThrow(refusal)
  })

  it('is read by its own boundary when asked for again', () => {
    const boundOf = (look: number): unknown => {
      const [row] = analyze({ ...plan, stopping }, { ...data, look }).primary
      return row !== undefined && 'difference' in row && row.difference.settings['alpha']
    }
    // Lan and DeMets' nominal two-sided levels at a quarter and at a half
    expect(boundOf(0)).toBeCloseTo(0.0000147, 6)
    expect(boundOf(1)).toBeCloseTo(0.00305, 4)
  })
})

describe('the notes of a verdict', () => {
  const daysFrom = (from: number, to: number): Day[] =>
    Array.from({ length: to - from + 1 }, (_, at) =>
      day(`2026-11-${String(from + at).padStart(2, '0')}`),
    )

  it('say when no days were given', () => {
    expect(analyze(plan, data).notes).toEqual([
      'No days were given, so nothing tells whether the verdict rests on whole weeks.',
    ])
  })

  it('are of one that finds nothing, too', () => {
    const { verdict, notes } = analyze(plan, {
      ...data,
      metrics: { bought: { control: rate(1000), short: rate(1010) } },
      days: [],
    })
    expect(verdict.decision).toBe('inconclusive')
    expect(notes[0]).toContain('rests on 0 days, less than one week')
  })

  it('say when there are no days at all', () => {
    expect(analyze(plan, { ...data, days: [] }).notes[0]).toContain('rests on 0 days')
  })

  it('are silent about two whole weeks, and count days without units', () => {
    expect(analyze(plan, { ...data, days: daysFrom(1, 14) }).notes).toEqual([])
    const gap = [...daysFrom(1, 3), ...daysFrom(5, 8)]
    expect(gap).toHaveLength(7)
    expect(analyze(plan, { ...data, days: gap }).notes[0]).toContain('rests on 8 days')
    expect(wholeWeeks(gap).map((one) => one.day)).toEqual([
      '2026-11-01',
      '2026-11-02',
      '2026-11-03',
      '2026-11-05',
      '2026-11-06',
      '2026-11-07',
    ])
  })

  it.each([
    [{ kind: 'fixed', units: 19_048 }, 0],
    [{ kind: 'fixed', units: 19_000 }, 1],
    [{ kind: 'group_sequential', units: 38_000, fractions: [0.5, 1] }, 1],
    [{ kind: 'group_sequential', units: 38_096, fractions: [0.5, 1] }, 0],
    [{ kind: 'group_sequential', units: 19_000, fractions: [0.5, 1] }, 1],
    [{ kind: 'always_valid', maximumUnits: 100 }, 0],
  ] as const)('say that a reading came long after its time: %o', (stopping, count) => {
    const { notes, verdict } = analyze({ ...plan, stopping }, { ...data, days: daysFrom(1, 7) })
    expect(verdict.decision).toBe('ship')
    expect(notes).toHaveLength(count)
    expect(notes.join(' ')).toMatch(
      count === 1 ? /reads at 19000 units, and there are 20000/ : /^$/,
    )
  })
})

it('gives the same bytes however the keys of the data are ordered', () => {
  const units = { control: 4000, short: 5000 }
  const one = (value: string) => [{ value, units, metrics: {} }]
  const given: AnalysisData = {
    ...data,
    missing: { b: { control: 1, short: 90 }, a: { short: 80, control: 1 } },
    segments: { country: one('DE'), browser: one('Firefox') },
  }
  const reversed = Object.fromEntries(
    Object.entries({
      ...given,
      missing: { a: { control: 1, short: 80 }, b: { control: 1, short: 90 } },
      segments: { browser: one('Firefox'), country: one('DE') },
    }).toReversed(),
  ) as unknown as AnalysisData
  const bytes = JSON.stringify(analyze(plan, given))
  expect(JSON.stringify(analyze(plan, reversed))).toBe(bytes)
  expect(bytes).toContain('Only in browser')
  expect(analyze(plan, reversed).health.losses.map((row) => row.of)).toEqual(['a', 'b'])
})
