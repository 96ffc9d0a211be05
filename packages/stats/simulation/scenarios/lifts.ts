import { compareMeansCuped, covariateMomentsOf, lift, liftByFieller } from '../../src/index.ts'
import { draws } from '../chance.ts'
import type { Runs, Scenario } from '../scenario.ts'
import { controlRunsOf, runsOf } from '../scenario.ts'

const N = 1_000_000

/** How often intervals cover the true lift, when means are drawn with a standard error. */
function coverage({ runs, chance }: Runs, treatmentMean: number, error: number) {
  const covered = { delta: 0, fieller: 0, absolute: 0 }
  const truth = treatmentMean - 1
  for (let run = 0; run < runs; run++) {
    const squaredError = error * error
    const control = { mean: 1 + error * chance.normal(), squaredError, n: N }
    const treatment = { mean: treatmentMean + error * chance.normal(), squaredError, n: N }
    const delta = lift(control, treatment, { df: 'normal' })
    if (delta.interval.low <= truth && delta.interval.high >= truth) covered.delta++
    const { interval, gap } = liftByFieller(control, treatment)
    const isInGap = gap !== undefined && truth > gap.low && truth < gap.high
    if (interval.low <= truth && interval.high >= truth && !isInGap) covered.fieller++
    const reach = 1.959963984540054 * Math.sqrt(2 * squaredError)
    const difference = treatment.mean - control.mean
    const [low, high] = [(difference - reach) / control.mean, (difference + reach) / control.mean]
    if (Math.min(low, high) <= truth && Math.max(low, high) >= truth) covered.absolute++
  }
  return covered
}

const FIELLER = { atLeast: 0.945, atMost: 0.9535 }

const clearControl: Scenario = {
  id: 'O4',
  run(trial) {
    const all = runsOf('O4', 40_000, trial)
    const covered = coverage(all, 1.5, 0.075)
    return [
      all.holds('lift by delta, +50 %, error 7.5 %', covered.delta, {
        atLeast: 0.945,
        atMost: 0.956,
      }),
      all.holds('lift by Fieller, the same', covered.fieller, FIELLER),
      all.control('absolute interval divided by the control mean', covered.absolute, {
        atMost: 0.9,
      }),
    ]
  },
}

const noisyControl: Scenario = {
  id: 'O4b',
  run(trial) {
    const all = runsOf('O4b', 40_000, trial)
    const covered = coverage(all, 2, 0.32)
    return [
      all.holds('lift by Fieller, +100 %, error of the control 32 %', covered.fieller, FIELLER),
      all.control('lift by delta, the same', covered.delta, { atMost: 0.94 }),
    ]
  },
}

const cuped: Scenario = {
  id: 'O6',
  run(trial) {
    const all = runsOf('O6', 40_000, trial)
    const { runs, chance } = all
    const rest = Math.sqrt(1 - 0.49)
    let [sum, squares, covered, plain, adjusted] = [0, 0, 0, 0, 0]
    const group = (effect: number, { normal } = chance, leak = 0) => {
      const before = draws(500, () => leak + normal())
      return covariateMomentsOf(
        before.map((x) => effect + 0.7 * (x - leak) + rest * normal()),
        before,
      )
    }
    for (let run = 0; run < runs; run++) {
      const [control, treatment] = [group(0), group(0.1)]
      const { estimate, standardError, interval } = compareMeansCuped(control, treatment)
      sum += estimate - 0.1
      squares += (estimate - 0.1) ** 2
      if (interval.low <= 0.1 && interval.high >= 0.1) covered++
      plain += (control.variance + treatment.variance) / 500
      adjusted += standardError * standardError
    }
    const wrong = controlRunsOf('O6', 4000, trial)
    let coveredWrongly = 0
    for (let run = 0; run < wrong.runs; run++) {
      const [control, treatment] = [group(0, wrong.chance), group(0.1, wrong.chance, 0.1)]
      const { interval } = compareMeansCuped(control, treatment)
      if (interval.low <= 0.1 && interval.high >= 0.1) coveredWrongly++
    }
    const bias = sum / runs / Math.sqrt(squares / runs / runs)
    return [
      all.number('CUPED: bias in standard errors of the simulation', Math.abs(bias), {
        atMost: 3.3,
      }),
      all.number('CUPED: variance over that without it, correlation 0.7', adjusted / plain, {
        atLeast: 0.48,
        atMost: 0.54,
      }),
      all.holds('CUPED covers the effect', covered, { atLeast: 0.9464, atMost: 0.9536 }),
      wrong.control('CUPED by a value that the treatment changed', coveredWrongly, {
        atMost: 0.9,
      }),
    ]
  },
}

export const lifts: readonly Scenario[] = [clearControl, noisyControl, cuped]
