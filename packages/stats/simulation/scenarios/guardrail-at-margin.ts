import type { AnalysisPlan } from '../../src/index.ts'
import { analyze, liftByFieller, meanEstimate, momentsOf } from '../../src/index.ts'
import { draws } from '../chance.ts'
import type { Scenario } from '../scenario.ts'
import { runsOf } from '../scenario.ts'

const N = { control: 1287, treated: 143 }
const MARGIN = 0.5

/** How often a guardrail of a mean passes in a small variant that is worse by exactly its margin. */
export const guardrailAtMargin: Scenario = {
  id: 'S2-90',
  run(trial) {
    const all = runsOf('S2-90', 3000, trial)
    const units = N.control + N.treated
    const plan: AnalysisPlan = {
      experiment: 'simulated',
      hypothesis: 'It is worse by the margin.',
      control: 'control',
      variants: [
        { key: 'control', share: N.control / units },
        { key: 'treated', share: N.treated / units },
      ],
      primary: [{ key: 'primary', kind: 'rate', direction: 'higher_is_better' }],
      guardrails: [{ key: 'guard', kind: 'mean', direction: 'lower_is_better', margin: MARGIN }],
      stopping: { kind: 'fixed', units },
    }
    let [passed, passedWrongly] = [0, 0]
    for (let run = 0; run < all.runs; run++) {
      const control = momentsOf(draws(N.control, all.chance.lognormal))
      const treated = momentsOf(draws(N.treated, () => (1 + MARGIN) * all.chance.lognormal()))
      const kind = 'mean' as const
      const [row] = analyze(plan, {
        units: N,
        metrics: { guard: { control: { kind, ...control }, treated: { kind, ...treated } } },
      }).guardrails
      if (row !== undefined && 'finding' in row && row.finding === 'within_margin') passed++
      const alone = liftByFieller(meanEstimate(control), meanEstimate(treated), {
        alpha: 0.05,
        side: 'less',
      })
      if (alone.interval.high < MARGIN) passedWrongly++
    }
    return [
      all.holds('guardrail of a skewed mean at its margin of 50 %, 1287 and 143', passed, {
        atMost: 0.055,
      }),
      all.control('the same by the spread of the small variant alone', passedWrongly, {
        atLeast: 0.065,
      }),
    ]
  },
}
