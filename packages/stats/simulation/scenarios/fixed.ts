import {
  compareMeans,
  compareRates,
  logRank,
  momentsOf,
  quantileInterval,
  sampleSizeOfRates,
  testNonInferiority,
} from '../../src/index.ts'
import { draws } from '../chance.ts'
import type { Scenario } from '../scenario.ts'
import { controlRunsOf, runsOf } from '../scenario.ts'

const COVERAGE = { atLeast: 0.945, atMost: 0.9551 }

const welch: Scenario = {
  id: 'O1',
  run(trial) {
    const { runs, chance, holds } = runsOf('O1', 20_000, trial)
    const { normal, lognormal, uniform } = chance
    const rows = (
      [
        ['normal, 20 a variant', 20, normal],
        ['lognormal, 1000 a variant', 1000, lognormal],
        ['Bernoulli 5 %, 1000 a variant', 1000, () => (uniform() < 0.05 ? 1 : 0)],
      ] as const
    ).map(([name, n, draw]) => {
      let covered = 0
      for (let run = 0; run < runs; run++) {
        const { interval } = compareMeans(momentsOf(draws(n, draw)), momentsOf(draws(n, draw)))
        if (interval.low <= 0 && interval.high >= 0) covered++
      }
      return holds(`Welch covers no difference: ${name}`, covered, COVERAGE)
    })
    const wrong = controlRunsOf('O1', 20_000, trial)
    let covered = 0
    for (let run = 0; run < wrong.runs; run++) {
      const [control, treatment] = [
        momentsOf(draws(5, wrong.chance.normal)),
        momentsOf(draws(5, wrong.chance.normal)),
      ]
      if (Math.abs(compareMeans(control, treatment).statistic) <= 1.96) covered++
    }
    return [
      ...rows,
      wrong.control('z in place of t: normal, 5 a variant', covered, { atMost: 0.93 }),
    ]
  },
}

const power: Scenario = {
  id: 'O9',
  run(trial) {
    const { runs, chance, holds } = runsOf('O9', 10_000, trial)
    const { control: n } = sampleSizeOfRates(0.06, { control: 0.05 })
    let found = 0
    for (let run = 0; run < runs; run++) {
      const control = { successes: chance.binomial(n, 0.05), n }
      const treatment = { successes: chance.binomial(n, 0.06), n }
      if (compareRates(control, treatment).p <= 0.05) found++
    }
    const wrong = controlRunsOf('O9', 2000, trial)
    const { control: fewer } = sampleSizeOfRates(0.06, { control: 0.05, side: 'greater' })
    let foundWrongly = 0
    for (let run = 0; run < wrong.runs; run++) {
      const control = { successes: wrong.chance.binomial(fewer, 0.05), n: fewer }
      const treatment = { successes: wrong.chance.binomial(fewer, 0.06), n: fewer }
      if (compareRates(control, treatment).p <= 0.05) foundWrongly++
    }
    return [
      holds('5 % against 6 %, units for a power of 80 %', found, { atLeast: 0.787, atMost: 0.813 }),
      wrong.control('two-sided test on the units of a one-sided one', foundWrongly, {
        atMost: 0.75,
      }),
    ]
  },
}

const nonInferiority: Scenario = {
  id: 'O10',
  run(trial) {
    const { runs, chance, holds } = runsOf('O10', 20_000, trial)
    const settings = { margin: 0.5, direction: 'higher_is_better' } as const
    let [accepted, silent] = [0, 0]
    for (let run = 0; run < runs; run++) {
      const control = momentsOf(draws(100, () => 10 + chance.normal()))
      const treatment = momentsOf(draws(100, () => 9.5 + chance.normal()))
      if (testNonInferiority(compareMeans(control, treatment), settings).isWithinMargin) accepted++
    }
    const wrong = controlRunsOf('O10', 5000, trial)
    for (let run = 0; run < wrong.runs; run++) {
      const control = momentsOf(draws(20, () => 10 + wrong.chance.normal()))
      const treatment = momentsOf(draws(20, () => 9.5 + wrong.chance.normal()))
      if (compareMeans(control, treatment).p > 0.05) silent++
    }
    return [
      holds('non-inferiority, worse by exactly the margin', accepted, {
        atLeast: 0.045,
        atMost: 0.055,
      }),
      wrong.control('no significant harm taken for no harm, 20 units a variant', silent, {
        atLeast: 0.3,
      }),
    ]
  },
}

const quantiles: Scenario = {
  id: 'O11',
  run(trial) {
    const { runs, chance, holds } = runsOf('O11', 10_000, trial)
    const truth = { 0.5: 1, 0.9: Math.exp(1.2815515655446004) }
    const rows = ([0.5, 0.9] as const).map((share) => {
      let covered = 0
      for (let run = 0; run < runs; run++) {
        const { interval } = quantileInterval(draws(200, chance.lognormal), share)
        if (interval.low <= truth[share] && interval.high >= truth[share]) covered++
      }
      return holds(`interval of the quantile ${share}, lognormal, 200 units`, covered, {
        atLeast: 0.943,
      })
    })
    const wrong = controlRunsOf('O11', 4000, trial)
    let coveredWrongly = 0
    for (let run = 0; run < wrong.runs; run++) {
      const values = draws(200, wrong.chance.lognormal)
      const { variance, n } = momentsOf(values)
      const { estimate } = quantileInterval(values, 0.9)
      if (Math.abs(estimate - truth[0.9]) <= 1.96 * Math.sqrt(variance / n)) coveredWrongly++
    }
    return [
      ...rows,
      wrong.control("the mean's interval around the quantile 0.9", coveredWrongly, {
        atMost: 0.9,
      }),
    ]
  },
}

const survival: Scenario = {
  id: 'O12',
  run(trial) {
    const { runs, chance, holds } = runsOf('O12', 4000, trial)
    // Censoring at an exponential time of 3/7 the rate leaves 30 % of the units without the event.
    const group = ({ exponential } = chance, patience = 7 / 3) => {
      const times: number[] = []
      const events: boolean[] = []
      for (let unit = 0; unit < 100; unit++) {
        const [event, censored] = [exponential(), exponential() * patience]
        times.push(Math.min(event, censored))
        events.push(event <= censored)
      }
      return { times, events }
    }
    let rejected = 0
    for (let run = 0; run < runs; run++) if (logRank(group(), group()).p <= 0.05) rejected++
    // Without censoring a variant that is left sooner looks like one where it happens sooner.
    const wrong = controlRunsOf('O12', 2000, trial)
    const asEvents = (patience: number) => {
      const { times } = group(wrong.chance, patience)
      return { times, events: times.map(() => true) }
    }
    let rejectedWrongly = 0
    for (let run = 0; run < wrong.runs; run++) {
      if (logRank(asEvents(7 / 3), asEvents(1)).p <= 0.05) rejectedWrongly++
    }
    return [
      holds('log-rank, no difference, 30 % censored', rejected, { atLeast: 0.039, atMost: 0.061 }),
      wrong.control(
        'leaving taken for the event, where one variant leaves sooner',
        rejectedWrongly,
        {
          atLeast: 0.3,
        },
      ),
    ]
  },
}

export const fixed: readonly Scenario[] = [welch, power, nonInferiority, quantiles, survival]
