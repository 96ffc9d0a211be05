import type { AnalysisPlan } from '../../src/index.ts'
import { analyze, momentsOf, sampleSizeOfMeans } from '../../src/index.ts'
import { draws } from '../chance.ts'
import type { Runs, Scenario } from '../scenario.ts'
import { bandAround, controlRunsOf, runsOf } from '../scenario.ts'

const ID = 'P-means'

interface Size {
  readonly control: number
  readonly treatment: number
}

/** How often a planned experiment of a mean finds its effect, and how often it is not read. */
function analysed({ runs, chance }: Runs, { control, treatment }: Size, effect: number) {
  const units = control + treatment
  const plan: AnalysisPlan = {
    experiment: 'simulated',
    hypothesis: 'It is as planned.',
    control: 'control',
    variants: [
      { key: 'control', share: control / units },
      { key: 'treated', share: treatment / units },
    ],
    primary: [{ key: 'value', kind: 'mean', direction: 'higher_is_better' }],
    stopping: { kind: 'fixed', units },
  }
  let [found, unread] = [0, 0]
  for (let run = 0; run < runs; run++) {
    // Who is in which variant is chance, too.
    const treated = chance.binomial(units, treatment / units)
    const drawn = (n: number, mean: number) =>
      ({ kind: 'mean', ...momentsOf(draws(n, () => mean + chance.normal())) }) as const
    const n = { control: units - treated, treated }
    const [row] = analyze(plan, {
      units: n,
      metrics: { value: { control: drawn(n.control, 0), treated: drawn(treated, effect) } },
    }).primary
    if (row === undefined || !('finding' in row)) unread++
    else if (row.finding === 'better') found++
  }
  return { found, unread }
}

/** What the planning of means says at uneven splits, against what the scorecard makes of it. */
export const plannedMeans: Scenario = {
  id: ID,
  run(trial) {
    const planned = 3000
    const all = runsOf(ID, planned, trial)
    const many = sampleSizeOfMeans(0.2, { variance: 1, ratio: 1 / 4 })
    const { found } = analysed(all, many, 0.2)
    const band = bandAround(0.8, planned)
    const few = sampleSizeOfMeans(1, { variance: 1, ratio: 1 / 9 })
    const { unread } = analysed(all, few, 1)
    const wrong = controlRunsOf(ID, 1000, trial)
    const fewest = { control: 1287, treatment: 143 }
    const short = analysed(wrong, fewest, 1)
    return [
      all.holds(
        `planned power 80 % of a mean at 80/20, ${many.control} and ${many.treatment}, by the scorecard`,
        found,
        // The spread of the smaller variant is estimated, and may be widened: a point for that.
        { atLeast: (band.atLeast ?? 0) - 0.01, atMost: (band.atMost ?? 1) + 0.01 },
      ),
      all.holds(
        `as few as are planned at 90/10, ${few.control} and ${few.treatment}: not read`,
        unread,
        { atMost: 0.01 + 3.3 * Math.sqrt(0.01 / planned) },
      ),
      wrong.control(
        `as few as are read, ${fewest.control} and ${fewest.treatment}: not read`,
        short.unread,
        { atLeast: 0.3 },
      ),
    ]
  },
}
