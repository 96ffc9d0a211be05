import { describe, expect, it } from 'vitest'
import { analyze } from './analyze.ts'
import type { AnalysisData } from './data.ts'
import type { Guardrail } from './guardrail-rows.ts'
import type { AnalysisPlan, GuardrailPlan } from './plan.ts'

const plan: AnalysisPlan = {
  experiment: 'cache',
  hypothesis: 'Pages load sooner.',
  control: 'old',
  variants: [
    { key: 'old', share: 0.5 },
    { key: 'new', share: 0.5 },
  ],
  primary: [{ key: 'visits', kind: 'mean', direction: 'higher_is_better' }],
  stopping: { kind: 'fixed', units: 20_000 },
}
const mean = (value: number) => ({ kind: 'mean', n: 10_000, mean: value, variance: 25 }) as const
const rate = (successes: number) => ({ kind: 'rate', successes, n: 10_000 }) as const
const read = (
  guardrail: Partial<GuardrailPlan>,
  metrics: AnalysisData['metrics'][string],
  changed: Partial<AnalysisPlan> = {},
): Guardrail => {
  const whole = { key: 'sold', kind: 'mean', direction: 'higher_is_better', margin: 0.1 } as const
  const [row] = analyze(
    { ...plan, guardrails: [{ ...whole, ...guardrail }], ...changed },
    { units: { old: 10_000, new: 10_000 }, metrics: { sold: metrics } },
  ).guardrails
  if (row === undefined || 'refused' in row) throw new Error(row?.message)
  return row
}

describe('a guardrail that is better when higher', () => {
  it.each([
    ['within_margin', 9.9],
    ['unclear', 9],
    ['harmed', 8],
  ] as const)('is %s with a mean of %d after 10, at any look', (finding, after) => {
    for (const stopping of [plan.stopping, { kind: 'always_valid' } as const]) {
      expect(read({}, { old: mean(10), new: mean(after) }, { stopping }).finding).toBe(finding)
    }
  })
})

it('names a margin among the settings of its test, and none where none is given', () => {
  const data = { old: mean(10), new: mean(9.9) }
  expect(read({}, data).nonInferiority?.settings).toEqual({
    alpha: 0.05,
    side: 'greater',
    nullValue: -0.1,
  })
  expect(read({ margin: 0 }, data).nonInferiority?.settings).toEqual({
    alpha: 0.05,
    side: 'greater',
  })
})

it.each([
  ['rate', 'higher_is_better', -0.1, 'low', rate(1000), rate(960)],
  ['rate', 'lower_is_better', 0.1, 'high', rate(1000), rate(1040)],
  ['mean', 'higher_is_better', -0.1, 'low', mean(3), mean(2.9)],
  ['mean', 'lower_is_better', 0.1, 'high', mean(3), mean(3.1)],
] as const)(
  'has intervals that end at the margin when alpha is p: a %s that is %s',
  (kind, direction, margin, end, old, fresh) => {
    const of = (alpha: number) => read({ kind, direction, alpha }, { old, new: fresh })
    const { p = NaN } = of(0.05).nonInferiority ?? {}
    expect(p).toBeLessThan(0.5)
    const { lift, nonInferiority } = of(p)
    expect(lift.interval[end]).toBeCloseTo(margin, 8)
    expect(nonInferiority?.interval[end]).toBeCloseTo(margin, 8)
  },
)

it.each([
  [0.05, 20],
  [0.005, 8],
  [0.001, 12],
])(
  'finds harm no oftener than at its own alpha of %d, of %d events in a small variant',
  (alpha, events) => {
    const [n, few] = [99_000, 1000]
    const old = { kind: 'rate', n, successes: (events * n) / few } as const
    let found = 0
    let chance = Math.exp(-events)
    for (let successes = 0; successes < 5 * events; successes++) {
      const fresh = { kind: 'rate', n: few, successes } as const
      const guardrail = { kind: 'rate', direction: 'lower_is_better', margin: 0, alpha } as const
      const units = { old: n, new: few }
      const variants = [
        { key: 'old', share: 0.99 },
        { key: 'new', share: 0.01 },
      ]
      const [row] = analyze(
        {
          ...plan,
          variants,
          stopping: { kind: 'fixed', units: 100_000 },
          guardrails: [{ key: 'sold', ...guardrail }],
        },
        { units, metrics: { sold: { old, new: fresh } } },
      ).guardrails
      if (row !== undefined && !('refused' in row) && row.finding === 'harmed') found += chance
      chance *= events / (successes + 1)
    }
    expect(found).toBeGreaterThan(alpha / 5)
    expect(found).toBeLessThan(1.05 * alpha)
  },
)

it('reads values below 0 as it reads those above, the other way round', () => {
  const sold = (sign: number) => ({
    old: { kind: 'mean', n: 1287, mean: sign * 10, variance: 171 } as const,
    new: { kind: 'mean', n: 143, mean: sign * 13, variance: 200 } as const,
  })
  const shares = {
    variants: [
      { key: 'old', share: 0.9 },
      { key: 'new', share: 0.1 },
    ],
    stopping: { kind: 'fixed', units: 1430 },
  } as const
  const of = (sign: number, direction: GuardrailPlan['direction']) => {
    const [row] = analyze(
      { ...plan, ...shares, guardrails: [{ key: 'sold', kind: 'mean', direction, margin: 0.5 }] },
      { units: { old: 1287, new: 143 }, metrics: { sold: sold(sign) } },
    ).guardrails
    return row !== undefined && 'lift' in row ? row : undefined
  }
  const [above, below] = [of(1, 'lower_is_better'), of(-1, 'higher_is_better')]
  expect(below?.nonInferiority?.p).toBe(above?.nonInferiority?.p)
  expect(below?.lift.interval).toEqual({
    low: -(above?.lift.interval.high ?? NaN),
    high: -(above?.lift.interval.low ?? NaN),
  })
})

describe('a guardrail in which nothing has happened', () => {
  const crash = { key: 'crash', kind: 'rate', direction: 'lower_is_better', margin: 0.5 } as const
  const read = (metrics: AnalysisData['metrics'][string], changed: Partial<GuardrailPlan> = {}) =>
    analyze(
      { ...plan, guardrails: [{ ...crash, ...changed }] },
      {
        units: { old: 10_000, new: 10_000 },
        metrics: { visits: { old: mean(10), new: mean(11) }, crash: metrics },
      },
    )

  it.each([
    ['rate', rate(0)],
    ['mean', { kind: 'mean', n: 10_000, mean: 0, variance: 0 }],
  ] as const)('does not stand in the way of what is better, as a %s', (kind, none) => {
    const { guardrails, verdict } = read({ old: none, new: none }, { kind })
    expect(guardrails).toMatchObject([{ refused: expect.any(String), isNone: true }])
    expect(verdict).toMatchObject({
      decision: 'ship',
      rule: '"new" is better in visits, worse in no primary metric, and within the margin of every guardrail; crash happened to nobody.',
    })
  })

  it('does where it should happen, where few were there, and where it has happened to one', () => {
    const open = [
      read({ old: rate(0), new: rate(0) }, { direction: 'higher_is_better' }),
      read({ old: rate(0), new: { ...rate(0), n: 298 } }),
      read({ old: rate(0), new: rate(1) }),
      read({ new: rate(0) }),
    ]
    for (const { guardrails, verdict } of open) {
      expect(guardrails[0]).not.toHaveProperty('isNone')
      expect(verdict.decision).not.toBe('ship')
    }
  })
})
