import { effectTrend, kolmogorovSmirnov, populationStability, rankSalts } from '../../src/index.ts'
import { createGenerator } from '../../src/index.ts'
import { createChance, draws } from '../chance.ts'
import { BLUE, drawChart, GREEN, INK, levelMark, RED } from './chart.ts'
import { SEED } from './seed.ts'

/** An effect of a new thing, day by day, and the line that says it wears off. */
export function novelty(): string {
  const chance = createChance(SEED, 19)
  const days = Array.from({ length: 14 }, (_, at) => {
    const standardError = 0.03
    return {
      at,
      estimate: 0.06 + 0.2 * Math.exp(-at / 4) + standardError * chance.normal(),
      standardError,
    }
  })
  const { intercept, estimate, p } = effectTrend(days)
  const digits = p < 0.001 ? 'below 0.001' : p.toFixed(3)
  return drawChart({
    description:
      'The effect of something new over fourteen days: it falls, and a line through the days says so.',
    x: { label: 'days since the start', from: -0.5, to: 13.5, ticks: [0, 3, 6, 9, 12] },
    y: { label: 'effect of the day', from: -0.1, to: 0.4, ticks: [0, 0.1, 0.2, 0.3, 0.4] },
    marks: [
      ...days.map(
        ({ at, estimate: value, standardError }) =>
          ({
            kind: 'line',
            points: [
              [at, value - 1.96 * standardError],
              [at, value + 1.96 * standardError],
            ],
            colour: RED,
          }) as const,
      ),
      { kind: 'dots', points: days.map((day) => [day.at, day.estimate] as const), colour: RED },
      {
        kind: 'line',
        points: [
          [0, intercept],
          [13, intercept + 13 * estimate],
        ],
        colour: BLUE,
      },
      { kind: 'label', at: [6.5, 0.27], text: `it wears off: p is ${digits}`, colour: BLUE },
    ],
  })
}

/** People whose values move away from those before the start, day by day, and what notices it. */
export function drift(): string {
  const chance = createChance(SEED, 20)
  const before = draws(2000, chance.normal)
  const edges = [-1.28, -0.52, 0, 0.52, 1.28]
  const sharesOf = (values: Float64Array): number[] => {
    const counts = Array.from({ length: edges.length + 1 }, () => 0)
    for (const value of values) {
      const bin = edges.filter((edge) => value > edge).length
      counts[bin] = (counts[bin] ?? 0) + 1 / values.length
    }
    return counts
  }
  const stability: [number, number][] = []
  const distance: [number, number][] = []
  let noticed: number | undefined
  for (let day = 1; day <= 21; day++) {
    const moved = Math.max(0, day - 10) * 0.06
    const today = draws(2000, () => chance.normal() + moved)
    stability.push([day, populationStability(sharesOf(before), sharesOf(today)).statistic])
    const { statistic, p } = kolmogorovSmirnov(before, today)
    distance.push([day, statistic])
    if (p < 0.001) noticed ??= day
  }
  const at = noticed ?? 21
  return drawChart({
    description:
      'People change from the tenth day on: Kolmogorov and Smirnov’s distance and the population stability index rise.',
    x: {
      label: 'days; from the tenth on other people come',
      from: 0,
      to: 21,
      ticks: [1, 5, 10, 15, 20],
    },
    y: {
      label: 'distance from those before',
      from: 0,
      to: 0.5,
      ticks: [0, 0.1, 0.2, 0.3, 0.4, 0.5],
    },
    marks: [
      levelMark(0.25, 0, 21),
      {
        kind: 'line',
        points: [
          [at, 0],
          [at, 0.5],
        ],
        colour: INK,
        isDashed: true,
      },
      { kind: 'line', points: stability, colour: RED },
      { kind: 'line', points: distance, colour: BLUE },
      { kind: 'label', at: [0.5, 0.265], text: 'a change, by custom, for the index', colour: INK },
      { kind: 'label', at: [at - 7.6, 0.46], text: `the distance has p < 0.001`, colour: INK },
      { kind: 'label', at: [14.6, 0.33], text: 'stability index', colour: RED },
      { kind: 'label', at: [1, 0.075], text: 'largest distance of the curves', colour: BLUE },
    ],
  })
}

/** How unlike two variants are before the start, with any salt and with the best of a hundred. */
export function salts(): string {
  const chance = createChance(SEED, 21)
  const names = Array.from({ length: 100 }, (_, index) => `salt-${index}`)
  const kept = { any: [] as number[], best: [] as number[] }
  for (let run = 0; run < 60; run++) {
    const units = Array.from({ length: 200 }, (_, index) => ({
      key: `${run}:${index}`,
      covariates: [chance.normal(), chance.lognormal()],
    }))
    const variantOf = (salt: string, key: string): number =>
      createGenerator(...Array.from(salt + key, (letter) => letter.charCodeAt(0))).below(2)
    const ranked = rankSalts(names, units, variantOf)
    kept.best.push(ranked[0]?.largest ?? 0)
    kept.any.push(ranked.find(({ salt }) => salt === 'salt-0')?.largest ?? 0)
  }
  const sorted = (values: readonly number[]) =>
    values.toSorted((a, b) => a - b).map((value, index) => [index + 1, value] as const)
  return drawChart({
    description:
      'How far two variants lie apart before the start in sixty experiments: with one salt often by a standard error or more, with the best of a hundred by next to nothing.',
    x: {
      label: 'sixty experiments of 200 people, from the luckiest on',
      from: 0,
      to: 61,
      ticks: [1, 20, 40, 60],
    },
    y: {
      label: 'apart before the start, in standard errors',
      from: 0,
      to: 4,
      ticks: [0, 1, 2, 3, 4],
    },
    marks: [
      { kind: 'dots', points: sorted(kept.any), colour: RED },
      { kind: 'dots', points: sorted(kept.best), colour: GREEN },
      { kind: 'label', at: [18, 1.5], text: 'whatever salt comes first', colour: RED },
      { kind: 'label', at: [34, 0.35], text: 'the best of a hundred salts', colour: GREEN },
    ],
  })
}
