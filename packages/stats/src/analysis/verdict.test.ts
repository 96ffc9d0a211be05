import { describe, expect, it } from 'vitest'
import { data, plan, rate } from '../../test/label-experiment.ts'
import { analyze } from './analyze.ts'
import type { AnalysisPlan } from './plan.ts'

it('ships nothing while a guardrail cannot be read', () => {
  const guardrails = [
    { key: 'load', kind: 'mean', direction: 'lower_is_better', margin: 0.02 } as const,
  ]
  expect(analyze({ ...plan, guardrails }, data).verdict).toMatchObject({
    decision: 'inconclusive',
    treatment: 'short',
    rule: '"short" is better in bought, but it is not clear yet that it does no harm to load.',
  })
})

describe('a harm that happened to nobody', () => {
  const crash = { key: 'crash', kind: 'rate', direction: 'lower_is_better', margin: 0.1 } as const
  const none = (n: number) => ({ kind: 'rate', n, successes: 0 }) as const
  const asMean = (n: number) => ({ kind: 'mean', n, mean: 0, variance: 0 }) as const
  const read = (row: typeof none | typeof asMean, n: number) =>
    analyze(
      { ...plan, guardrails: [crash, { ...crash, key: 'wait', kind: row(n).kind }] },
      { ...data, metrics: { ...data.metrics, crash: same(none(n)), wait: same(row(n)) } },
    )
  const same = <T>(summary: T) => ({ [plan.control]: summary, short: summary })

  it.each([none, asMean])('stands in no way of shipping once so many were there', (row) => {
    const { verdict, guardrails } = read(row, 1000)
    expect(verdict).toMatchObject({
      decision: 'ship',
      rule: '"short" is better in bought, worse in no primary metric, and within the margin of every guardrail; crash, wait happened to nobody.',
    })
    // 1 - 0.05^(1/1000), as binom.test(0, 1000) has it on one side.
    expect(guardrails[0]).toMatchObject({
      refused: 'insufficient_data',
      message:
        'It happened to nobody: of 1000 and 1000 units. In the treatment it happens to less than 0.30 %, which stands in no way.',
      atMost: expect.closeTo(0.00299125, 8),
    })
  })

  it('is not clear yet of few, nor where more would be better', () => {
    expect(read(none, 200).verdict).toMatchObject({ decision: 'inconclusive' })
    const better = { ...crash, direction: 'higher_is_better' } as const
    const { verdict } = analyze(
      { ...plan, guardrails: [better] },
      { ...data, metrics: { ...data.metrics, crash: same(none(1000)) } },
    )
    expect(verdict.decision).not.toBe('ship')
  })
})

it('names what is worse beside what is not clear', () => {
  const keys = ['control', 'a', 'b']
  const three: AnalysisPlan = { ...plan, variants: keys.map((key) => ({ key, share: 1 / 3 })) }
  const [metric] = plan.primary
  const { verdict } = analyze(three, {
    units: Object.fromEntries(keys.map((key) => [key, 10_000])),
    metrics: {
      [metric?.key ?? '']: { control: rate(1000), a: rate(700), b: rate(1005) },
    },
  })
  expect(verdict).toMatchObject({
    decision: 'inconclusive',
    rule: 'The plan is at its end: "a" is worse in bought, and no other is clearly better or worse.',
  })
})

it('ships the treatment that is surest in one metric, whatever the others say', () => {
  const keys = ['control', 'a', 'b']
  const three: AnalysisPlan = {
    ...plan,
    variants: keys.map((key) => ({ key, share: 1 / 3 })),
    primary: ['bought', 'paid'].map((key) => ({ ...plan.primary[0]!, key })),
  }
  const of = (a: readonly [number, number], b: readonly [number, number]): unknown =>
    analyze(three, {
      units: Object.fromEntries(keys.map((key) => [key, 10_000])),
      metrics: {
        bought: { control: rate(1000), a: rate(a[0]), b: rate(b[0]) },
        paid: { control: rate(1000), a: rate(a[1]), b: rate(b[1]) },
      },
    }).verdict.treatment
  expect(of([1300, 1000], [1200, 1200])).toBe('a')
  expect(of([1200, 1200], [1000, 1300])).toBe('b')
})

describe('a plan with three looks', () => {
  const stopping = { kind: 'group_sequential', units: 40_000, fractions: [0.25, 0.5, 1] } as const

  it('is not at its end with the second one', () => {
    const { progress } = analyze({ ...plan, stopping }, data)
    expect(progress).toEqual({
      units: 20_000,
      isEnded: false,
      mayDecide: true,
      isFirstDay: false,
      look: 1,
    })
  })

  it('is read by the boundary that the plan spends for', () => {
    const five = { ...stopping, units: 100_000, fractions: [0.2, 0.4, 0.6, 0.8, 1] }
    const alphaOf = (spending?: 'pocock'): unknown => {
      const given = { ...five, ...(spending !== undefined && { spending }) }
      const [row] = analyze({ ...plan, stopping: given }, data).primary
      return row !== undefined && 'difference' in row && row.difference.settings['alpha']
    }
    // Two tails beyond 4.8769 and 2.4380, the boundaries of DeMets and Lan (1994)
    expect(alphaOf()).toBeCloseTo(1.08e-6, 8)
    expect(alphaOf('pocock')).toBeCloseTo(0.01477, 5)
  })

  it('is read by the boundary of the first one before that', () => {
    const early = { ...plan, stopping: { ...stopping, units: 400_000 } }
    const { progress, primary } = analyze(early, data)
    expect(progress).toMatchObject({ look: -1, mayDecide: false })
    expect(primary[0]).toMatchObject({ difference: { settings: { look: 0 } } })
  })

  it('is not overdue when harm ends it before the first one', () => {
    const guardrails = [{ ...plan.primary[0]!, key: 'paid', margin: 0.01 }]
    const paid = { control: rate(1000), short: rate(500) }
    const { verdict, notes } = analyze(
      { ...plan, guardrails, stopping: { ...stopping, units: 90_000 } },
      { ...data, metrics: { ...data.metrics, paid } },
    )
    expect(verdict.decision).toBe('roll_back')
    expect(notes.join(' ')).not.toContain('The plan reads at')
  })
})

describe('a plan that may be read at any time, and has no time left', () => {
  const always: AnalysisPlan = { ...plan, stopping: { kind: 'always_valid' } }
  const flat = {
    ...data,
    metrics: { bought: { control: rate(1000), short: rate(1010) } },
    ranMs: 15 * 86_400_000,
  }

  it('is inconclusive where it would go on to run', () => {
    expect(analyze(always, flat).verdict.decision).toBe('keep_running')
    const { verdict, progress } = analyze(always, { ...flat, isOver: true })
    expect(verdict).toMatchObject({
      decision: 'inconclusive',
      rule: 'Its time is over, and no treatment is clearly better or worse.',
    })
    expect(progress.isEnded).toBe(true)
  })

  it('says of what ended before anything could be told that it cannot', () => {
    const young = { ...flat, ranMs: 3_600_000, isOver: true }
    expect(analyze(always, young).verdict).toEqual({
      decision: 'cannot_tell',
      rule: 'It ended on its first day, on which nothing is read.',
    })
    const none = analyze(always, { ...flat, metrics: {}, isOver: true })
    expect(none.verdict).toMatchObject({
      decision: 'cannot_tell',
      rule: expect.stringContaining('could not be made, and its time is over.'),
    })
  })

  it('still ships what it has found, and rolls back what does harm', () => {
    const found = { bought: { control: rate(1000), short: rate(1400) } }
    const lost = { bought: { control: rate(1400), short: rate(1000) } }
    const of = (metrics: typeof found) => analyze(always, { ...flat, metrics, isOver: true })
    expect([of(found).verdict.decision, of(lost).verdict.decision]).toEqual(['ship', 'roll_back'])
  })
})
