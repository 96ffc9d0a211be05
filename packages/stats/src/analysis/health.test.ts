import { describe, expect, it } from 'vitest'
import { data, plan, rate } from '../../test/label-experiment.ts'
import { analyze } from './analyze.ts'
import type { AnalysisData } from './data.ts'
import type { Health } from './health.ts'
import type { AnalysisPlan } from './plan.ts'

const healthOf = (changed: Partial<AnalysisData>): Health =>
  analyze(plan, { ...data, ...changed }).health

describe('units that are not there', () => {
  it('are no share of anything', () => {
    const { severalVariants } = healthOf({ units: { control: 0, short: 0 }, metrics: {} })
    expect(severalVariants).toEqual({ units: 0, share: 0 })
  })

  it('have no values either, whether they were never exposed or lost later', () => {
    expect(healthOf({ units: { control: 10_000 } }).problems).toEqual([
      'The exposed units do not divide as planned: 10000, 0 for shares of 0.5, 0.5.',
      'bought has 10000 units in "short", and 0 were exposed.',
    ])
    expect(healthOf({ analysed: { control: 10_000 } }).problems).toEqual([
      'The units that are left for the analysis do not divide as planned: 10000, 0 for shares of 0.5, 0.5.',
      'bought has 10000 units in "short", and 0 were left for the analysis.',
    ])
  })

  it('are a metric that was not measured, and no uneven one', () => {
    const measured = (n: number) => ({ bought: { control: rate(1000), short: rate(0, n) } })
    expect(healthOf({ metrics: measured(0) })).toMatchObject({
      status: 'warning',
      losses: [{ of: 'bought', share: 1, controlShare: 0, isDifferent: true }],
    })
    expect(healthOf({ metrics: measured(1) }).status).toBe('broken')
  })
})

it('shares its alpha among all metrics whose units may be uneven', () => {
  // Of 2,000 who have a value: chi-squared gives p = 0.00048.
  const lost = { control: rate(200, 1078), short: rate(200, 922) }
  const problemsOf = (count: number) => {
    const names = Array.from({ length: count }, (_, index) => `g${index}`)
    const guardrails = names.map(
      (key) => ({ key, kind: 'rate', direction: 'lower_is_better', margin: 0.5 }) as const,
    )
    const metrics = Object.fromEntries(names.map((key) => [key, lost]))
    const { health } = analyze(
      { ...plan, guardrails },
      { ...data, metrics: { ...data.metrics, ...metrics } },
    )
    return health.problems.filter((problem) => problem.startsWith('The units that have a value'))
  }
  expect(problemsOf(0)).toHaveLength(0)
  // With the primary metric two, and eleven.
  expect(problemsOf(1)).toHaveLength(1)
  expect(problemsOf(10)).toHaveLength(0)
})

it('leaves its whole alpha to the assigned units, which are no metric', () => {
  // Chi-squared gives p = 0.0006 where alpha is 0.001.
  const assigned = { control: 10_491, short: 10_000 }
  const { problems, diagnosis } = healthOf({ assigned })
  expect(problems).toContain(
    'The assigned units do not divide as planned: 10491, 10000 for shares of 0.5, 0.5.',
  )
  expect(diagnosis[0]).toMatchObject({
    stage: 'assignment',
    evidence: 'The assigned units do not divide as planned.',
  })
  const fewer = { ...assigned, control: 10_465 }
  expect(healthOf({ assigned: fewer }).problems.join(' ')).not.toContain('The assigned units')
})

describe('days on which nobody came', () => {
  const days = ['2026-11-28', '2026-11-29', '2026-12-01']

  it('are a warning, and are said beside the verdict', () => {
    const { health, notes, verdict } = analyze(plan, { ...data, emptyDays: days })
    const problem =
      'Nobody met one of the variants on 2026-11-28 and 2 more days, the last of them 2026-12-01.'
    expect(health).toMatchObject({ status: 'warning', emptyDays: days, problems: [problem] })
    expect(notes).toContain(problem)
    expect(verdict.decision).toBe('ship')
  })

  it('are none where none are told', () => {
    expect(healthOf({})).toMatchObject({ status: 'good', emptyDays: [], problems: [] })
    expect(healthOf({ emptyDays: days.slice(0, 1) }).problems).toEqual([
      'Nobody met one of the variants on 2026-11-28.',
    ])
    expect(healthOf({ emptyDays: days.slice(0, 2) }).problems).toEqual([
      'Nobody met one of the variants on 2026-11-28 and 1 more day, the last of them 2026-11-29.',
    ])
  })

  it.each([
    [['2026-11-29', '2026-11-28'], 'data.emptyDays[1] is 2026-11-28, after 2026-11-29'],
    [['2026-02-31'], 'data.emptyDays[0] is 2026-02-31. Give rising dates'],
    ['2026-11-28', 'a list of dates'],
  ])('are refused as %o', (emptyDays, message) => {
    expect(() => healthOf({ emptyDays: emptyDays as string[] })).toThrow(message)
  })
})

it('warns when only the treatment loses values', () => {
  const metrics = { bought: { control: rate(1000), short: rate(1000, 9900) } }
  const { status, losses } = healthOf({ metrics })
  expect(status).toBe('warning')
  expect(losses).toMatchObject([{ controlShare: 0, share: 0.01, isDifferent: true }])
})

it('compares the losses of those that were measured, whoever else was not', () => {
  const keys = ['control', 'short', 'long']
  const three = { ...plan, variants: keys.map((key) => ({ key, share: 1 / 3 })) }
  const { losses } = analyze(three, {
    units: Object.fromEntries(keys.map((key) => [key, 10_000])),
    metrics: { bought: { control: rate(1000), short: rate(1000, 9800) } },
  }).health
  expect(losses).toMatchObject([{ variant: 'short', share: 0.02, isDifferent: true }])
})

describe('the stage that is named', () => {
  const closed = { ...plan, variants: [...plan.variants, { key: 'closed', share: 0 }] }

  it('is the assignment from the first unit on that a closed variant has', () => {
    const one = { ...data.units, closed: 1 }
    const stagesOf = (given: AnalysisData): readonly unknown[] =>
      analyze(closed, given).health.diagnosis.map(({ stage, evidence }) => [stage, evidence])
    expect(stagesOf({ ...data, assigned: one }).slice(0, 2)).toEqual([
      ['assignment', '"closed" has assigned units, and its share is 0.'],
      ['assignment', 'The assigned units do not divide as planned.'],
    ])
    expect(stagesOf({ ...data, units: one })).toEqual([
      ['assignment', '"closed" has units, and its share is 0.'],
    ])
  })

  it('is said once of a variant that has units at several stages', () => {
    const one = { ...data.units, other: 1 }
    const { diagnosis, problems } = healthOf({ units: one, assigned: one })
    expect(problems[0]).toBe('1 unit was exposed to "other", which is no variant of the plan.')
    expect(diagnosis.map(({ evidence }) => evidence)).toEqual([
      '"other" has units, and its share is 0.',
    ])
  })

  it('is the first one at which units are uneven', () => {
    const uneven = { control: 10_000, short: 9000 }
    const { diagnosis } = healthOf({ units: uneven, analysed: uneven, metrics: {} })
    expect(diagnosis.map(({ stage }) => stage)).toEqual(['execution'])
  })
})

describe('a split that the test for one look alone calls uneven', () => {
  // Chi-squared has 2.9e-5, and the sequential test 0.0011.
  const units = { control: 10_600, short: 10_000 }
  const uneven: AnalysisData = {
    units,
    metrics: { bought: { control: rate(1000, 10_600), short: rate(1180) } },
  }
  const at = (stopping: AnalysisPlan['stopping'], given = uneven) =>
    analyze({ ...plan, stopping }, given)

  it('breaks a plan that is read once, when it is read', () => {
    const { health, verdict } = at({ kind: 'fixed', units: 20_600 })
    expect(health).toMatchObject({
      status: 'broken',
      srm: { isMismatch: true },
      srmSequential: { isMismatch: false },
      diagnosis: [{ stage: 'execution' }],
    })
    expect(health.problems[0]).toBe(
      'The exposed units do not divide as planned: 10600, 10000 for shares of 0.5, 0.5.',
    )
    expect(verdict.decision).toBe('cannot_tell')
  })

  it('is blamed on the assignment where that is as uneven', () => {
    const { health } = at({ kind: 'fixed', units: 20_600 }, { ...uneven, assigned: units })
    expect(health.diagnosis.map(({ stage }) => stage)).toEqual(['assignment'])
  })

  it('is a warning long after the time of the plan', () => {
    const { health, notes, verdict } = at({ kind: 'fixed', units: 10_000 })
    expect(health.status).toBe('warning')
    expect(notes.join(' ')).toContain('By the test for one look')
    expect(verdict.decision).toBe('ship')
  })

  it('is none where a plan may be read at any time, or before its time', () => {
    for (const stopping of [
      { kind: 'always_valid' },
      { kind: 'group_sequential', units: 40_000, fractions: [0.5, 1] },
      { kind: 'fixed', units: 40_000 },
    ] as const) {
      expect(at(stopping).health).toMatchObject({ status: 'good', problems: [] })
    }
  })

  it('waits in a segment for the test that is sure', () => {
    const { health } = at(
      { kind: 'fixed', units: 20_600 },
      {
        units: { control: 20_000, short: 20_000 },
        metrics: { bought: { control: rate(1000, 20_000), short: rate(1180, 20_000) } },
        segments: { country: [{ value: 'DE', units, metrics: {} }] },
      },
    )
    expect(health).toMatchObject({ status: 'good', diagnosis: [] })
  })
})
