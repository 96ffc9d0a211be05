import type { AnalysisPlan, MetricPlan, MetricSummary } from '../../src/index.ts'
import { analyze, lift, shrinkEffects, testNonInferiority } from '../../src/index.ts'
import { draws } from '../chance.ts'
import type { Runs, Scenario } from '../scenario.ts'
import { bandAround, controlRunsOf, runsOf } from '../scenario.ts'

const Z = 1.959963984540054

const planOf = (treated: number, changed: Partial<AnalysisPlan>): AnalysisPlan => ({
  experiment: 'simulated',
  hypothesis: 'Nothing happens.',
  control: 'control',
  variants: [
    { key: 'control', share: 1 - treated },
    { key: 'treated', share: treated },
  ],
  primary: [{ key: 'primary', kind: 'rate', direction: 'higher_is_better' }],
  stopping: { kind: 'fixed', units: 1 },
  ...changed,
})

/** How often the scorecard finds a difference of rates where there is none. */
function fewEvents(treated: number, share: number, planned: number): Scenario {
  const id = `S1-${Math.round(100 * (1 - treated))}`
  return {
    id,
    run(trial) {
      const all = runsOf(id, planned, trial)
      const plan = planOf(treated, {})
      const n = { control: Math.round((300 * (1 - treated)) / treated), treated: 300 }
      let [found, foundWrongly] = [0, 0]
      for (let run = 0; run < all.runs; run++) {
        const [c, t] = [
          all.chance.binomial(n.control, share),
          all.chance.binomial(n.treated, share),
        ]
        const rate = (successes: number, of: number): MetricSummary => ({
          kind: 'rate',
          successes,
          n: of,
        })
        const [row] = analyze(plan, {
          units: n,
          metrics: { primary: { control: rate(c, n.control), treated: rate(t, n.treated) } },
        }).primary
        if (row !== undefined && 'finding' in row && row.finding !== 'unclear') found++
        const [rc, rt] = [c / n.control, t / n.treated]
        const error = Math.sqrt((rc * (1 - rc)) / n.control + (rt * (1 - rt)) / n.treated)
        if (Math.abs(rt - rc) > Z * error) foundWrongly++
      }
      const split = `${Math.round(100 * (1 - treated))}/${Math.round(100 * treated)}`
      return [
        all.holds(
          `scorecard of a rate of ${100 * share} %, ${split}, 300 treated units, no difference`,
          found,
          {
            atMost: 0.055,
          },
        ),
        all.control('the same by an unpooled error', foundWrongly, { atLeast: 0.065 }),
      ]
    },
  }
}

const guarded: MetricPlan = { key: 'guard', kind: 'mean', direction: 'lower_is_better' }

/** How often a guardrail passes that is worse by exactly its margin. */
const noisyGuardrail: Scenario = {
  id: 'S2',
  run(trial) {
    const all = runsOf('S2', 20_000, trial)
    const { normal } = all.chance
    const plan = planOf(0.5, { guardrails: [{ ...guarded, margin: 0.2 }] })
    const [n, error] = [10_000, 0.15]
    let [passed, passedWrongly] = [0, 0]
    for (let run = 0; run < all.runs; run++) {
      const [control, treated] = [1 + error * normal(), 1.2 + error * normal()]
      const mean = (value: number): MetricSummary => ({
        kind: 'mean',
        n,
        mean: value,
        variance: error * error * n,
      })
      const [row] = analyze(plan, {
        units: { control: n, treated: n },
        metrics: { guard: { control: mean(control), treated: mean(treated) } },
      }).guardrails
      if (row !== undefined && 'finding' in row && row.finding === 'within_margin') passed++
      const estimate = (value: number) => ({ mean: value, squaredError: error * error, n })
      const byDelta = lift(estimate(control), estimate(treated))
      const { isWithinMargin } = testNonInferiority(byDelta, {
        margin: 0.2,
        direction: 'lower_is_better',
      })
      if (isWithinMargin) passedWrongly++
    }
    return [
      all.holds('guardrail at its margin, error of the control 15 %', passed, {
        atLeast: 0.045,
        atMost: 0.055,
      }),
      all.control('the same by the delta method', passedWrongly, { atLeast: 0.065 }),
    ]
  },
}

/** How often one of many guardrails is called harmed where nothing is. */
const manyGuardrails: Scenario = {
  id: 'S4',
  run(trial) {
    const all = runsOf('S4', 4000, trial)
    const plain = controlRunsOf('S4', 2000, trial)
    return [
      all.holds(
        'ten guardrails with a margin of 0, each at an alpha of 0.5 %: any called harmed',
        falseHarms(all, 0.005),
        bandAround(1 - 0.995 ** 10, 4000),
      ),
      plain.control('the same, each at 5 %, as when nothing is said', falseHarms(plain, 0.05), {
        atLeast: 0.35,
      }),
    ]
  },
}

function falseHarms({ runs, chance }: Runs, alpha: number): number {
  const keys = Array.from({ length: 10 }, (_, index) => `guard-${index}`)
  const plan = planOf(0.5, {
    guardrails: keys.map((key) => ({ ...guarded, key, margin: 0, alpha })),
  })
  const n = 10_000
  const mean = (): MetricSummary => ({
    kind: 'mean',
    n,
    mean: 10 + chance.normal() / Math.sqrt(n),
    variance: 1,
  })
  let harmed = 0
  for (let run = 0; run < runs; run++) {
    const { guardrails } = analyze(plan, {
      units: { control: n, treated: n },
      metrics: Object.fromEntries(
        keys.map((key) => [key, { control: mean(), treated: mean() }] as const),
      ),
    })
    if (guardrails.some((row) => 'finding' in row && row.finding === 'harmed')) harmed++
  }
  return harmed
}

/** How often intervals of shrunken effects cover the effects. */
const shrunken: Scenario = {
  id: 'S3',
  run(trial) {
    const few = runsOf('S3', 2000, trial)
    const many = runsOf('S3 many', 400, trial)
    const other = controlRunsOf('S3', 2000, trial)
    const [ofFew, ofMany] = [coverage(few, 10, 1), coverage(many, 50, 0.7)]
    return [
      few.holds(
        'interval of a shrunken effect, ten effects, spread as large as their error',
        ofFew.covered,
        { atLeast: 0.945 },
        few.runs * 10,
      ),
      {
        ...many.holds(
          'the same, 50 effects, spread 0.7 of their error, stated 94 %',
          ofMany.covered,
          { atLeast: 0.9345 },
          many.runs * 50,
        ),
        id: 'S3',
      },
      other.control('the same as if mean and spread were known', ofFew.coveredWrongly / 10, {
        atMost: 0.85,
      }),
    ]
  },
}

function coverage(
  { runs, chance }: Runs,
  count: number,
  spread: number,
): { readonly covered: number; readonly coveredWrongly: number } {
  let [covered, coveredWrongly] = [0, 0]
  for (let run = 0; run < runs; run++) {
    const truth = draws(count, () => spread * chance.normal())
    const { effects } = shrinkEffects(
      Array.from(truth, (value) => ({ estimate: value + chance.normal(), standardError: 1 })),
    )
    for (const [index, { interval, estimate, keep }] of effects.entries()) {
      const value = truth[index] as number
      if (interval.low <= value && interval.high >= value) covered++
      if (Math.abs(value - estimate) <= Z * Math.sqrt(keep)) coveredWrongly++
    }
  }
  return { covered, coveredWrongly }
}

export const scorecards: readonly Scenario[] = [
  fewEvents(0.01, 0.01, 3000),
  fewEvents(0.1, 0.02, 10_000),
  noisyGuardrail,
  shrunken,
  manyGuardrails,
]
