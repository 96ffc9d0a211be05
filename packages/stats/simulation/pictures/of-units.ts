import {
  compareEstimates,
  compareMeans,
  momentsOf,
  quantileInterval,
  ratioEstimate,
  ratioMomentsOf,
} from '../../src/index.ts'
import { createChance, draws } from '../chance.ts'
import { BLUE, drawChart, INK, levelMark, percent, RED } from './chart.ts'
import { SEED } from './seed.ts'

/** How often revenue for each session differs where it does not, by how sessions differ in number. */
export function ratios(): string {
  const chance = createChance(SEED, 11)
  const [runs, units] = [400, 200]
  const most = [1, 2, 4, 6, 8, 12, 16, 20]
  const shares = most.map((sessionsAtMost) => {
    const alarms = { people: 0, sessions: 0 }
    for (let run = 0; run < runs; run++) {
      const arm = () => {
        const sessions: number[] = []
        const totals: number[] = []
        const values: number[] = []
        for (let unit = 0; unit < units; unit++) {
          const count = 1 + Math.floor(chance.uniform() * sessionsAtMost)
          const liking = chance.normal()
          const ofUnit = Array.from({ length: count }, () => 10 + liking + chance.normal())
          sessions.push(count)
          totals.push(ofUnit.reduce((sum, value) => sum + value, 0))
          values.push(...ofUnit)
        }
        return {
          ofPeople: ratioEstimate(ratioMomentsOf(totals, sessions)),
          values: momentsOf(values),
        }
      }
      const [control, treatment] = [arm(), arm()]
      if (compareEstimates(control.ofPeople, treatment.ofPeople).p <= 0.05) alarms.people++
      if (compareMeans(control.values, treatment.values).p <= 0.05) alarms.sessions++
    }
    return alarms
  })
  const line = (key: 'people' | 'sessions') =>
    most.map((x, index) => [x, (shares[index]?.[key] ?? 0) / runs] as const)
  return drawChart({
    description:
      'False alarms about revenue for each session: counting sessions as if each were a person finds ever more, counting people keeps five per cent.',
    x: { label: 'sessions of a person, at the most', from: 0, to: 20, ticks: [1, 5, 10, 15, 20] },
    y: {
      label: 'found a difference that is not there',
      from: 0,
      to: 0.6,
      ticks: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
      format: percent,
    },
    marks: [
      levelMark(0.05, 0, 20),
      { kind: 'line', points: line('sessions'), colour: RED },
      { kind: 'line', points: line('people'), colour: BLUE },
      { kind: 'label', at: [4.5, 0.46], text: 'each session on its own', colour: RED },
      { kind: 'label', at: [11, 0.1], text: 'each person, with all sessions', colour: BLUE },
    ],
  })
}

/** How often an interval around a quantile of loading times holds it. */
export function quantiles(): string {
  const chance = createChance(SEED, 12)
  const [runs, n] = [1500, 200]
  // Of a lognormal distribution with a deviation of 1, exp(z).
  const levels = [
    [0.5, 1],
    [0.6, 1.2883303],
    [0.7, 1.6894457],
    [0.8, 2.3201254],
    [0.9, 3.6022245],
    [0.95, 5.1802516],
  ] as const
  const covered = levels.map(() => ({ ranks: 0, spread: 0 }))
  for (let run = 0; run < runs; run++) {
    const values = draws(n, chance.lognormal)
    const { mean, variance } = momentsOf(values)
    for (const [index, [level, truth]] of levels.entries()) {
      const { estimate, interval } = quantileInterval(values, level)
      const of = covered[index] as { ranks: number; spread: number }
      if (interval.low <= truth && interval.high >= truth) of.ranks++
      // As if loading times were normal, with what that says of the error of a quantile.
      const z = (truth === 1 ? 0 : 1) * Math.log(truth)
      const error = Math.sqrt((variance / n) * (1 + (z * z) / 2))
      const guess = mean + z * Math.sqrt(variance)
      if (Math.abs(guess - truth) <= 1.96 * error && estimate > 0) of.spread++
    }
  }
  const line = (key: 'ranks' | 'spread') =>
    levels.map(([level], index) => [level, (covered[index]?.[key] ?? 0) / runs] as const)
  return drawChart({
    description:
      'How often an interval holds a quantile of skewed loading times: one from the ranks keeps 95 per cent at every quantile, one from mean and spread seldom does.',
    x: {
      label: 'quantile of loading times',
      from: 0.5,
      to: 0.95,
      ticks: [0.5, 0.6, 0.7, 0.8, 0.9, 0.95],
      format: percent,
    },
    y: {
      label: 'intervals that hold the truth',
      from: 0,
      to: 1,
      ticks: [0, 0.25, 0.5, 0.75, 1],
      format: percent,
    },
    marks: [
      levelMark(0.95, 0.5, 0.95),
      { kind: 'line', points: line('ranks'), colour: BLUE },
      { kind: 'line', points: line('spread'), colour: RED },
      { kind: 'label', at: [0.66, 0.88], text: 'from the ranks of the values', colour: BLUE },
      { kind: 'label', at: [0.66, 0.2], text: 'from mean and spread, as if normal', colour: RED },
      { kind: 'label', at: [0.52, 0.9], text: 'promised: 95 %', colour: INK },
    ],
  })
}
