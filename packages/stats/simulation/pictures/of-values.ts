import type { Rate } from '../../src/index.ts'
import {
  clopperPearsonInterval,
  compareMeans,
  mannWhitney,
  momentsOf,
  newcombeInterval,
  normalUpperQuantile,
  wilsonInterval,
} from '../../src/index.ts'
import { createChance, draws } from '../chance.ts'
import { BLUE, drawChart, GREEN, INK, levelMark, percent, RED } from './chart.ts'
import { SEED } from './seed.ts'

/** How often ranks and means find that everybody spends a fifth more, where a few spend much. */
export function ranks(): string {
  const chance = createChance(SEED, 22)
  const runs = 600
  const sizes = [50, 100, 200, 300, 400, 600, 800, 1000]
  const found = sizes.map((n) => {
    let [byRanks, byMeans] = [0, 0]
    for (let run = 0; run < runs; run++) {
      const [control, treatment] = [
        draws(n, chance.lognormal),
        draws(n, () => 1.2 * chance.lognormal()),
      ]
      if (mannWhitney(control, treatment).p <= 0.05) byRanks++
      if (compareMeans(momentsOf(control), momentsOf(treatment)).p <= 0.05) byMeans++
    }
    return { n, ranks: byRanks / runs, means: byMeans / runs }
  })
  return drawChart({
    description:
      'Everybody spends a fifth more, and a few spend very much: ranks find it with fewer people than means do.',
    x: { label: 'people in each variant', from: 0, to: 1000, ticks: [0, 250, 500, 750, 1000] },
    y: { label: 'found', from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1], format: percent },
    marks: [
      {
        kind: 'line',
        points: found.map((one) => [one.n, one.ranks] as const),
        colour: BLUE,
      },
      { kind: 'line', points: found.map((one) => [one.n, one.means] as const), colour: RED },
      { kind: 'label', at: [240, 0.86], text: 'by ranks: larger, as a rule', colour: BLUE },
      { kind: 'label', at: [620, 0.5], text: 'by means: more, together', colour: RED },
    ],
  })
}

/** How often three intervals of a rate, and one of a difference, cover the truth of 100 people. */
export function proportions(): string {
  const chance = createChance(SEED, 23)
  const [runs, n] = [4000, 100]
  const rates = [0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.13, 0.16, 0.2]
  const z = normalUpperQuantile(0.025)
  const intervals = {
    wald: ({ successes }: Rate) => {
      const share = successes / n
      const reach = z * Math.sqrt((share * (1 - share)) / n)
      return { low: share - reach, high: share + reach }
    },
    wilson: (rate: Rate) => wilsonInterval(rate).interval,
    exact: (rate: Rate) => clopperPearsonInterval(rate).interval,
  }
  const keys = ['wald', 'wilson', 'exact'] as const
  const covered = rates.map((truth) => {
    const counts = { wald: 0, wilson: 0, exact: 0, newcombe: 0 }
    for (let run = 0; run < runs; run++) {
      const rate = { successes: chance.binomial(n, truth), n }
      const other = { successes: chance.binomial(n, truth), n }
      for (const key of keys) {
        const { low, high } = intervals[key](rate)
        if (truth >= low && truth <= high) counts[key]++
      }
      const { low, high } = newcombeInterval(rate, other).interval
      if (low <= 0 && high >= 0) counts.newcombe++
    }
    return counts
  })
  const line = (key: keyof (typeof covered)[number], colour: string, isDashed = false) => ({
    kind: 'line' as const,
    points: rates.map((rate, index) => [rate, (covered[index]?.[key] ?? 0) / runs] as const),
    colour,
    isDashed,
  })
  return drawChart({
    description:
      'How often an interval of a rate of 100 people covers the truth: rate and spread of few buyers hardly ever do, Wilson as often as it says, Clopper and Pearson more often.',
    x: {
      label: 'share of 100 people who buy',
      from: 0,
      to: 0.2,
      ticks: [0, 0.05, 0.1, 0.15, 0.2],
      format: percent,
    },
    y: {
      label: 'covered',
      from: 0.3,
      to: 1,
      ticks: [0.4, 0.6, 0.8, 0.95],
      format: percent,
    },
    marks: [
      levelMark(0.95, 0, 0.2),
      line('wald', RED),
      line('wilson', BLUE),
      line('exact', GREEN),
      line('newcombe', INK, true),
      { kind: 'label', at: [0.035, 0.7], text: 'as if the spread were known', colour: RED },
      {
        kind: 'label',
        at: [0.11, 0.62],
        text: 'Clopper and Pearson: at least 95 %',
        colour: GREEN,
      },
      { kind: 'label', at: [0.11, 0.55], text: 'Wilson: some 95 %', colour: BLUE },
      { kind: 'label', at: [0.11, 0.48], text: 'dashed: Newcombe, of a difference', colour: INK },
    ],
  })
}
