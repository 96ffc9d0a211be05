import {
  adjustPValues,
  compareMeans,
  heterogeneity,
  poolEffects,
  testInteraction,
} from '../../src/index.ts'
import { createChance } from '../chance.ts'
import { BLUE, drawChart, GREEN, INK, levelMark, percent, RED } from './chart.ts'
import { SEED } from './seed.ts'

/** How often anything is found among metrics without an effect, by how many there are. */
export function corrections(): string {
  const chance = createChance(SEED, 16)
  const runs = 2000
  const counts = [1, 2, 5, 10, 15, 20, 25, 30]
  const ways = ['none', 'holm', 'benjamini_hochberg'] as const
  const found = counts.map((count) => {
    const any = { none: 0, holm: 0, benjamini_hochberg: 0 }
    for (let run = 0; run < runs; run++) {
      const p = Array.from({ length: count }, () => chance.uniform())
      for (const way of ways) if (adjustPValues(p, way).some((value) => value <= 0.05)) any[way]++
    }
    return any
  })
  const line = (way: (typeof ways)[number]) =>
    counts.map((count, index) => [count, (found[index]?.[way] ?? 0) / runs] as const)
  return drawChart({
    description:
      'How often something is found where nothing is, by the number of metrics: without a correction nearly always, with one in five of a hundred.',
    x: {
      label: 'metrics, none of which has an effect',
      from: 0,
      to: 30,
      ticks: [1, 5, 10, 15, 20, 25, 30],
    },
    y: {
      label: 'something was found',
      from: 0,
      to: 1,
      ticks: [0, 0.25, 0.5, 0.75, 1],
      format: percent,
    },
    marks: [
      levelMark(0.05, 0, 30),
      { kind: 'line', points: line('none'), colour: RED },
      { kind: 'line', points: line('benjamini_hochberg'), colour: GREEN },
      { kind: 'line', points: line('holm'), colour: BLUE },
      { kind: 'label', at: [16, 0.5], text: 'no correction', colour: RED },
      {
        kind: 'label',
        at: [10, 0.09],
        text: 'Holm; Benjamini-Hochberg is the same where nothing differs',
        colour: BLUE,
      },
    ],
  })
}

/** One effect in eight countries, and what all of them together know of it. */
export function segments(): string {
  const chance = createChance(SEED, 17)
  const sizes = [4000, 2500, 1600, 1000, 600, 400, 250, 150]
  const truth = 0.1
  const effects = sizes.map((n) => {
    const error = Math.sqrt(2 / n)
    const estimate = truth + error * chance.normal()
    return { estimate, standardError: error }
  })
  const { p } = heterogeneity(effects)
  const all = poolEffects(effects)
  const shown = (value: number): number => Math.max(-0.3, Math.min(0.5, value))
  return drawChart({
    description: `One and the same effect, measured in eight countries: the small ones seem to differ, and do no more than by chance (p ${p.toFixed(2)}).`,
    x: {
      label: 'countries, from the largest to the smallest',
      from: 0.5,
      to: 9.5,
      ticks: [1, 2, 3, 4, 5, 6, 7, 8],
    },
    y: { label: 'effect', from: -0.3, to: 0.5, ticks: [-0.2, 0, 0.2, 0.4] },
    marks: [
      levelMark(truth, 0.5, 9.5),
      ...effects.map(
        ({ estimate, standardError }, index) =>
          ({
            kind: 'line',
            points: [
              [index + 1, shown(estimate - 1.96 * standardError)],
              [index + 1, shown(estimate + 1.96 * standardError)],
            ],
            colour: RED,
          }) as const,
      ),
      {
        kind: 'dots',
        points: effects.map(({ estimate }, index) => [index + 1, shown(estimate)] as const),
        colour: RED,
      },
      {
        kind: 'line',
        points: [
          [9, all.interval.low],
          [9, all.interval.high],
        ],
        colour: BLUE,
      },
      { kind: 'dots', points: [[9, all.estimate]], colour: BLUE },
      { kind: 'label', at: [8.4, 0.2], text: 'all together', colour: BLUE },
      {
        kind: 'label',
        at: [0.7, 0.43],
        text: `do they differ more than by chance? p is ${p.toFixed(2)}`,
        colour: INK,
      },
    ],
  })
}

/** How often an interaction of two experiments is found, by its size in effects of one of them. */
export function interactions(): string {
  const chance = createChance(SEED, 18)
  const [runs, n, effect] = [1000, 800, 0.1]
  const sizes = Array.from({ length: 11 }, (_, index) => index * 0.2)
  const found = sizes.map((size) => {
    let count = 0
    for (let run = 0; run < runs; run++) {
      const cell = (mean: number) => ({
        mean: mean + chance.normal() / Math.sqrt(n),
        squaredError: 1 / n,
        n,
      })
      const overlap = {
        neither: cell(1),
        first: cell(1 + effect),
        second: cell(1 + effect),
        both: cell(1 + 2 * effect - size * effect),
      }
      if (testInteraction(overlap).p <= 0.05) count++
    }
    return count / runs
  })
  const alone = (() => {
    let count = 0
    for (let run = 0; run < runs; run++) {
      const arm = (mean: number) => ({
        n: 2 * n,
        mean: mean + chance.normal() / Math.sqrt(2 * n),
        variance: 1,
      })
      if (compareMeans(arm(1), arm(1 + effect)).p <= 0.05) count++
    }
    return count / runs
  })()
  return drawChart({
    description:
      'How often an interaction of two experiments is found: five times of a hundred where there is none, and it has to be twice an effect to be found as often as that.',
    x: {
      label: 'how much of its effect a treatment loses beside the other',
      from: 0,
      to: 2,
      ticks: [0, 0.5, 1, 1.5, 2],
      format: percent,
    },
    y: {
      label: 'interaction found',
      from: 0,
      to: 1,
      ticks: [0, 0.25, 0.5, 0.75, 1],
      format: percent,
    },
    marks: [
      levelMark(0.05, 0, 2),
      levelMark(alone, 0, 2),
      {
        kind: 'line',
        points: sizes.map((size, index) => [size, found[index] ?? 0] as const),
        colour: BLUE,
      },
      {
        kind: 'label',
        at: [0.05, alone - 0.05],
        text: 'either effect is found so often, by the same people',
        colour: INK,
      },
      { kind: 'label', at: [0.75, 0.5], text: 'the interaction', colour: BLUE },
    ],
  })
}
