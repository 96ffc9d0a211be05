import type { AnalysisPlan, RatioMoments } from '../../src/index.ts'
import { analyze, compareEstimates, ratioEstimate, ratioMomentsOf } from '../../src/index.ts'
import type { Chance } from '../chance.ts'
import type { Scenario } from '../scenario.ts'
import { runsOf } from '../scenario.ts'

const N = 100

/** A ratio of which one person in fifty has most: clicks for each page view. */
export const heavyUsers: Scenario = {
  id: 'S8',
  run(trial) {
    const all = runsOf('S8', 4000, trial)
    const plan: AnalysisPlan = {
      experiment: 'simulated',
      hypothesis: 'Nothing happens.',
      control: 'control',
      variants: [
        { key: 'control', share: 0.5 },
        { key: 'treated', share: 0.5 },
      ],
      primary: [{ key: 'clicked', kind: 'ratio', direction: 'higher_is_better' }],
      stopping: { kind: 'fixed', units: 2 * N },
    }
    let [found, foundWrongly] = [0, 0]
    for (let run = 0; run < all.runs; run++) {
      const [control, treated] = [drawn(all.chance), drawn(all.chance)]
      const kind = 'ratio' as const
      const [row] = analyze(plan, {
        units: { control: N, treated: N },
        metrics: { clicked: { control: { kind, ...control }, treated: { kind, ...treated } } },
      }).primary
      if (row !== undefined && 'finding' in row && row.finding !== 'unclear') found++
      const alone = compareEstimates(ratioEstimate(control), ratioEstimate(treated))
      if (alone.p <= 0.05) foundWrongly++
    }
    return [
      all.holds('scorecard of a ratio, 2 % of 100 people a variant have most of it', found, {
        atMost: 0.055,
      }),
      all.control('the same by the delta method alone', foundWrongly, { atLeast: 0.065 }),
    ]
  },
}

function drawn({ uniform, normal }: Chance): RatioMoments {
  const [clicks, views]: [number[], number[]] = [[], []]
  for (let person = 0; person < N; person++) {
    const isHeavy = uniform() < 0.02
    const seen = isHeavy ? 50 + Math.floor(50 * uniform()) : 1 + Math.floor(4 * uniform())
    const rate = isHeavy ? Math.min(1, Math.max(0, 0.3 + 0.1 * normal())) : 0.1
    let count = 0
    for (let view = 0; view < seen; view++) if (uniform() < rate) count++
    clicks.push(count)
    views.push(seen)
  }
  return ratioMomentsOf(clicks, views)
}
