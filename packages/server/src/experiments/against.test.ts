import { analyze, type AnalysisData, type MetricSummary } from '@sluice/stats'
import { expect, it } from 'vitest'
import { againstShipping } from './against.ts'
import type { SealedPlan } from './sealed-plan.ts'

const plan = {
  experiment: 'words',
  hypothesis: 'Warm words sell.',
  control: 'plain',
  variants: [
    { key: 'plain', share: 0.4 },
    { key: 'warm', share: 0.3 },
    { key: 'loud', share: 0.3 },
  ],
  primary: [
    { key: 'bought', kind: 'rate', direction: 'higher_is_better' },
    { key: 'waited', kind: 'mean', direction: 'lower_is_better' },
  ],
  guardrails: [{ key: 'crashed', kind: 'rate', direction: 'lower_is_better', margin: 0.1 }],
  stopping: { kind: 'always_valid' },
} as unknown as SealedPlan

const rate = (successes: number, n: number): MetricSummary => ({ kind: 'rate', successes, n })
const mean = (value: number, n: number): MetricSummary => ({
  kind: 'mean',
  n,
  mean: value,
  variance: 1,
})

/** What a treatment does; the control buys in one of ten, waits for 2 and crashes in one of ten. */
function against(
  treatment: string,
  { bought = 0.1, waited = 2, crashed = 0.1 },
  more: Partial<AnalysisData> = {},
): string[] {
  const of = <T>(make: (value: number, n: number) => T, base: number, value: number) => ({
    plain: make(base, 4000),
    warm: make(value, 3000),
    loud: make(base, 3000),
  })
  const share = (value: number, n: number): MetricSummary => rate(Math.round(value * n), n)
  const analysis = analyze(plan, {
    units: { plain: 4000, warm: 3000, loud: 3000 },
    metrics: {
      bought: of(share, 0.1, bought),
      waited: of(mean, 2, waited),
      crashed: of(share, 0.1, crashed),
    },
    ...more,
  })
  return againstShipping(treatment, { plan, analysis }).map(
    ({ code, message }) => `${code}: ${message}`,
  )
}

it('has nothing against what is better, nor against what is not clear', () => {
  expect(against('warm', { bought: 0.2 })).toEqual([])
  expect(against('warm', { bought: 0.095 })).toEqual([])
})

it('names each primary metric that is worse, whichever way is better, as a lift', () => {
  const found = against('warm', { bought: 0.05, waited: 3 })
  expect(found).toEqual([
    expect.stringMatching(/^PRIMARY_WORSE: "warm" is worse in bought: −\d+ % to −\d+ %\.$/),
    expect.stringMatching(/^PRIMARY_WORSE: "warm" is worse in waited: 4\d % to 5\d %\.$/),
  ])
})

it('counts an interval on the wrong side also where the correction finds nothing', () => {
  // Of four comparisons, a p of one or two in a hundred is no finding yet.
  const found = against('warm', { bought: 0.077 })
  expect(found).toHaveLength(1)
})

it('names a guardrail that is harmed, with its margin', () => {
  expect(against('warm', { bought: 0.2, crashed: 0.2 })).toEqual([
    expect.stringMatching(
      /^GUARDRAIL_HARMED: The guardrail crashed of "warm" is worse by more than its margin of 10 %: \d+ % to \d+ %\.$/,
    ),
  ])
})

it('says nothing of the harm that another treatment does', () => {
  expect(against('loud', { bought: 0.05, crashed: 0.2 })).toEqual([])
})

it('says on the first day that nothing is known, and of harm to a guardrail all the same', () => {
  expect(against('warm', { bought: 0.05 }, { ranMs: 3_600_000 })).toEqual([
    'FIRST_DAY: It has not counted for a full day, so that nothing is known of "warm" yet.',
  ])
  expect(against('warm', { crashed: 0.3 }, { ranMs: 3_600_000 })).toHaveLength(2)
})

it('says that nothing was found where no primary metric could be compared', () => {
  expect(against('warm', {}, { metrics: { bought: {}, waited: {}, crashed: {} } })).toEqual([
    expect.stringMatching(
      /^NEVER_READ: Nothing was found of "warm" yet: its primary metrics could not be compared: ./,
    ),
  ])
})
