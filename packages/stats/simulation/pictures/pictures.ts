import {
  compareMeans,
  compareMeansCuped,
  compareMeansSequential,
  covariateMomentsOf,
  momentsOf,
  shrinkEffects,
} from '../../src/index.ts'
import { createChance, draws } from '../chance.ts'
import { runningMoments } from '../running.ts'
import { BLUE, drawChart, GREEN, INK, percent, RED } from './chart.ts'
import { SEED } from './seed.ts'
import { chances, looks, margins } from './deciding.ts'
import { lifts, splits, waiting } from './more-pictures.ts'
import { corrections, interactions, segments } from './of-many.ts'
import { quantiles, ratios } from './of-units.ts'
import { drift, novelty, salts } from './over-time.ts'
import { blocked, strata } from './of-groups.ts'
import { proportions, ranks } from './of-values.ts'
import { power } from './planned.ts'
import { mixture, pooling } from './pooled.ts'
import { canary, rare } from './rare-events.ts'

const thousands = (value: number): string => value.toLocaleString('en-GB')

/** How many of 1000 experiments without any effect have found one, by the looks so far. */
function peeking(): string {
  const chance = createChance(SEED, 1)
  const [runs, step, last] = [1000, 100, 10_000]
  const looks = last / step
  const byLook = { z: new Float64Array(looks), sequence: new Float64Array(looks) }
  for (let run = 0; run < runs; run++) {
    const [control, treatment] = [runningMoments(), runningMoments()]
    const found = { z: false, sequence: false }
    for (let look = 0; look < looks; look++) {
      for (let unit = 0; unit < step; unit++) {
        control.add(chance.normal())
        treatment.add(chance.normal())
      }
      if (compareMeans(control, treatment).p <= 0.05) found.z = true
      if (compareMeansSequential(control, treatment).p <= 0.05) found.sequence = true
      for (const key of ['z', 'sequence'] as const) {
        if (found[key]) byLook[key][look] = (byLook[key][look] ?? 0) + 1 / runs
      }
    }
  }
  const line = (shares: Float64Array) =>
    Array.from(shares, (share, look) => [(look + 1) * step, share] as const)
  return drawChart({
    description:
      'False alarms by looks: a test for one look rises to a third, a confidence sequence stays below five per cent.',
    x: {
      label: 'units in each variant, looked at every 100',
      from: 0,
      to: last,
      ticks: [0, 2500, 5000, 7500, 10_000],
      format: thousands,
    },
    y: {
      label: 'found an effect that is not there',
      from: 0,
      to: 0.4,
      ticks: [0, 0.1, 0.2, 0.3, 0.4],
      format: percent,
    },
    marks: [
      {
        kind: 'line',
        points: [
          [0, 0.05],
          [last, 0.05],
        ],
        colour: INK,
        isDashed: true,
      },
      { kind: 'line', points: line(byLook.z), colour: RED },
      { kind: 'line', points: line(byLook.sequence), colour: BLUE },
      {
        kind: 'label',
        at: [4300, 0.27],
        text: 'a test that is meant to be read once',
        colour: RED,
      },
      { kind: 'label', at: [6400, 0.065], text: 'promised: 5 %', colour: INK },
      { kind: 'label', at: [1000, 0.026], text: 'a confidence sequence', colour: BLUE },
    ],
  })
}

/** One experiment with an effect, as it is read day by day. */
function sequence(): string {
  const chance = createChance(SEED, 2)
  const [control, treatment] = [runningMoments(), runningMoments()]
  const points = {
    low: [] as [number, number][],
    high: [] as [number, number][],
    fixedLow: [] as [number, number][],
    fixedHigh: [] as [number, number][],
    estimate: [] as [number, number][],
  }
  for (let n = 100; n <= 6000; n += 100) {
    for (let unit = 0; unit < 100; unit++) {
      control.add(chance.normal())
      treatment.add(chance.normal() + 0.08)
    }
    const always = compareMeansSequential(control, treatment)
    const fixed = compareMeans(control, treatment)
    points.estimate.push([n, always.estimate])
    points.low.push([n, always.interval.low])
    points.high.push([n, always.interval.high])
    points.fixedLow.push([n, fixed.interval.low])
    points.fixedHigh.push([n, fixed.interval.high])
  }
  const inside = (list: readonly (readonly [number, number])[]) =>
    list.map(([x, y]) => [x, Math.max(-0.3, Math.min(0.5, y))] as const)
  return drawChart({
    description:
      'An interval that may be read every day is wider than one for a single day, and leaves zero later.',
    x: {
      label: 'units in each variant',
      from: 0,
      to: 6000,
      ticks: [0, 2000, 4000, 6000],
      format: thousands,
    },
    y: { label: 'treatment less control', from: -0.3, to: 0.5, ticks: [-0.2, 0, 0.2, 0.4] },
    marks: [
      { kind: 'band', low: inside(points.low), high: inside(points.high), colour: BLUE },
      { kind: 'band', low: inside(points.fixedLow), high: inside(points.fixedHigh), colour: RED },
      {
        kind: 'line',
        points: [
          [0, 0],
          [6000, 0],
        ],
        colour: INK,
      },
      {
        kind: 'line',
        points: [
          [0, 0.08],
          [6000, 0.08],
        ],
        colour: GREEN,
        isDashed: true,
      },
      { kind: 'line', points: inside(points.estimate), colour: INK },
      { kind: 'label', at: [1500, 0.32], text: 'may be read every day', colour: BLUE },
      { kind: 'label', at: [3600, -0.09], text: 'may be read once', colour: RED },
      { kind: 'label', at: [4700, 0.2], text: 'the truth: 0.08', colour: GREEN },
    ],
  })
}

/** Forty intervals of experiments with the same effect: two or so miss it. */
function intervals(): string {
  const chance = createChance(SEED, 3)
  const marks = Array.from({ length: 40 }, (_, index) => {
    const control = momentsOf(draws(400, chance.normal))
    const treatment = momentsOf(draws(400, () => chance.normal() + 0.2))
    const { interval } = compareMeans(control, treatment)
    const isHit = interval.low <= 0.2 && interval.high >= 0.2
    const points = [
      [index + 1, interval.low],
      [index + 1, interval.high],
    ] as const
    return { kind: 'line', points, colour: isHit ? BLUE : RED } as const
  })
  return drawChart({
    description: 'Forty intervals around one true effect; a few miss it.',
    x: {
      label: 'forty experiments with the same true effect',
      from: 0,
      to: 41,
      ticks: [1, 10, 20, 30, 40],
    },
    y: { label: 'treatment less control', from: -0.2, to: 0.6, ticks: [-0.2, 0, 0.2, 0.4, 0.6] },
    marks: [
      {
        kind: 'line',
        points: [
          [0, 0.2],
          [41, 0.2],
        ],
        colour: GREEN,
        isDashed: true,
      },
      ...marks,
      {
        kind: 'label',
        at: [1, 0.56],
        text: 'the truth is 0.2; a 95 % interval misses it one time in twenty',
        colour: INK,
      },
    ],
  })
}

/** The same experiments with and without what was known of the people before. */
function cuped(): string {
  const chance = createChance(SEED, 4)
  const bins = { plain: new Float64Array(40), adjusted: new Float64Array(40) }
  const runs = 4000
  const add = (counts: Float64Array, value: number): void => {
    const bin = Math.floor((value + 0.2) / 0.015)
    if (bin >= 0 && bin < 40) counts[bin] = (counts[bin] ?? 0) + 1 / runs
  }
  const group = (effect: number) => {
    const before = draws(300, chance.normal)
    return covariateMomentsOf(
      before.map((x) => effect + 0.8 * x + 0.6 * chance.normal()),
      before,
    )
  }
  for (let run = 0; run < runs; run++) {
    const [control, treatment] = [group(0), group(0.1)]
    add(bins.plain, compareMeans(control, treatment).estimate)
    add(bins.adjusted, compareMeansCuped(control, treatment).estimate)
  }
  const line = (counts: Float64Array) =>
    Array.from(counts, (share, bin) => [-0.2 + (bin + 0.5) * 0.015, share] as const)
  return drawChart({
    description:
      'Estimates of 4000 experiments: with a covariate they lie closer around the truth.',
    x: {
      label: 'estimated effect; the truth is 0.1',
      from: -0.2,
      to: 0.4,
      ticks: [-0.2, -0.1, 0, 0.1, 0.2, 0.3, 0.4],
    },
    y: {
      label: 'share of 4000 experiments',
      from: 0,
      to: 0.14,
      ticks: [0, 0.05, 0.1],
      format: percent,
    },
    marks: [
      { kind: 'line', points: line(bins.plain), colour: RED },
      { kind: 'line', points: line(bins.adjusted), colour: BLUE },
      { kind: 'label', at: [0.16, 0.11], text: 'with what was known before', colour: BLUE },
      { kind: 'label', at: [0.2, 0.035], text: 'without', colour: RED },
    ],
  })
}

/** The best of fifty experiments, as measured, as shrunken, and as they truly were. */
function winners(): string {
  const chance = createChance(SEED, 5)
  const truths = Array.from({ length: 50 }, () => 0.02 * chance.normal())
  const effects = truths.map((truth) => ({
    estimate: truth + 0.02 * chance.normal(),
    standardError: 0.02,
  }))
  const { effects: shrunken } = shrinkEffects(effects)
  const best = [...effects.keys()]
    .toSorted((left, right) => (effects[right]?.estimate ?? 0) - (effects[left]?.estimate ?? 0))
    .slice(0, 10)
  const dots = (of: (index: number) => number) =>
    best.map((index, rank) => [rank + 1, of(index)] as const)
  return drawChart({
    description: 'The ten best of fifty experiments: most were lucky, and shrinking says so.',
    x: {
      label: 'the ten best of fifty experiments, by what was measured',
      from: 0,
      to: 11,
      ticks: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    },
    y: {
      label: 'lift',
      from: -0.02,
      to: 0.08,
      ticks: [-0.02, 0, 0.02, 0.04, 0.06, 0.08],
      format: percent,
    },
    marks: [
      { kind: 'dots', points: dots((index) => effects[index]?.estimate ?? 0), colour: RED },
      { kind: 'dots', points: dots((index) => shrunken[index]?.estimate ?? 0), colour: BLUE },
      { kind: 'dots', points: dots((index) => truths[index] ?? 0), colour: GREEN },
      { kind: 'label', at: [7, 0.074], text: 'as measured', colour: RED },
      { kind: 'label', at: [7, 0.066], text: 'drawn towards the mean', colour: BLUE },
      { kind: 'label', at: [7, 0.058], text: 'the truth', colour: GREEN },
    ],
  })
}

/** Every picture of the page, by the name of its file. */
export const pictures: Readonly<Record<string, () => string>> = {
  'peeking.svg': peeking,
  'sequence.svg': sequence,
  'intervals.svg': intervals,
  'power.svg': power,
  'cuped.svg': cuped,
  'winners.svg': winners,
  'lifts.svg': lifts,
  'splits.svg': splits,
  'waiting.svg': waiting,
  'rare.svg': rare,
  'ratios.svg': ratios,
  'quantiles.svg': quantiles,
  'looks.svg': looks,
  'canary.svg': canary,
  'chances.svg': chances,
  'drift.svg': drift,
  'salts.svg': salts,
  'corrections.svg': corrections,
  'margins.svg': margins,
  'segments.svg': segments,
  'novelty.svg': novelty,
  'interactions.svg': interactions,
  'proportions.svg': proportions,
  'ranks.svg': ranks,
  'mixture.svg': mixture,
  'strata.svg': strata,
  'blocked.svg': blocked,
  'pooling.svg': pooling,
}
