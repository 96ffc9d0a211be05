import { compareMeansMsprt, compareMeansSequential, poolEffects } from '../../src/index.ts'
import { createChance } from '../chance.ts'
import { runningMoments } from '../running.ts'
import type { Mark } from './chart.ts'
import { BLUE, drawChart, GREEN, INK, levelMark, percent, RED } from './chart.ts'
import { SEED } from './seed.ts'

/** Ten experiments whose effects differ, each with its interval, and all of them summed up. */
export function pooling(): string {
  const chance = createChance(SEED, 24)
  const mean = 0.03
  const experiments = Array.from({ length: 10 }, () => {
    const standardError = 0.008 + 0.012 * chance.uniform()
    const truth = mean + 0.015 * chance.normal()
    return { truth, standardError, estimate: truth + standardError * chance.normal() }
  })
  const all = poolEffects(experiments)
  const across = (at: number, low: number, high: number, colour: string): Mark => ({
    kind: 'line',
    points: [
      [at, low],
      [at, high],
    ],
    colour,
  })
  return drawChart({
    description:
      'Ten experiments with their intervals, which differ, and what they say together: an interval around the mean effect that is much shorter.',
    x: {
      label: 'ten experiments, and all together',
      from: 0,
      to: 12,
      ticks: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    },
    y: {
      label: 'lift',
      from: -0.04,
      to: 0.1,
      ticks: [-0.04, 0, 0.03, 0.06, 0.1],
      format: percent,
    },
    marks: [
      levelMark(mean, 0, 12),
      ...experiments.map(({ estimate, standardError }, index) =>
        across(index + 1, estimate - 1.96 * standardError, estimate + 1.96 * standardError, RED),
      ),
      {
        kind: 'dots',
        points: experiments.map(({ estimate }, index) => [index + 1, estimate] as const),
        colour: RED,
      },
      {
        kind: 'dots',
        points: experiments.map(({ truth }, index) => [index + 1, truth] as const),
        colour: GREEN,
      },
      across(11, all.interval.low, all.interval.high, BLUE),
      { kind: 'dots', points: [[11, all.estimate]], colour: BLUE },
      { kind: 'label', at: [0.2, 0.093], text: 'as measured', colour: RED },
      { kind: 'label', at: [2.2, 0.093], text: 'the truth of each', colour: GREEN },
      { kind: 'label', at: [4.8, 0.093], text: 'their mean, by all of them', colour: BLUE },
      { kind: 'label', at: [8.3, 0.093], text: 'dashed: what it truly is', colour: INK },
    ],
  })
}

/** Two tests that may be read at any time, where there is nothing and where there is something. */
export function mixture(): string {
  const chance = createChance(SEED, 25)
  const [runs, step, last, effect] = [400, 100, 4000, 0.1]
  const looks = last / step
  const tests = {
    // Drawn from effects of some tenth of a deviation, which is what is there.
    mixture: (control: ReturnType<typeof runningMoments>, treatment: typeof control) =>
      compareMeansMsprt(control, treatment, { mixingVariance: effect * effect }).p <= 0.05,
    sequence: (control: ReturnType<typeof runningMoments>, treatment: typeof control) =>
      compareMeansSequential(control, treatment).p <= 0.05,
  }
  const keys = ['mixture', 'sequence'] as const
  const shares = (truth: number) => {
    const found = { mixture: new Float64Array(looks), sequence: new Float64Array(looks) }
    for (let run = 0; run < runs; run++) {
      const [control, treatment] = [runningMoments(), runningMoments()]
      const isFound = { mixture: false, sequence: false }
      for (let look = 0; look < looks; look++) {
        for (let unit = 0; unit < step; unit++) {
          control.add(chance.normal())
          treatment.add(truth + chance.normal())
        }
        for (const key of keys) {
          isFound[key] ||= tests[key](control, treatment)
          if (isFound[key]) found[key][look] = (found[key][look] ?? 0) + 1 / runs
        }
      }
    }
    return found
  }
  const [some, none] = [shares(effect), shares(0)]
  const line = (found: Float64Array, colour: string): Mark => ({
    kind: 'line',
    points: Array.from(found, (share, look) => [(look + 1) * step, share] as const),
    colour,
  })
  return drawChart({
    description:
      'Two tests that may be read at any time: both find an effect of a tenth of a deviation after some thousands of people, and next to nothing where there is none.',
    x: {
      label: 'people in each variant, looked at every 100',
      from: 0,
      to: last,
      ticks: [0, 1000, 2000, 3000, 4000],
    },
    y: {
      label: 'found so far',
      from: 0,
      to: 1,
      ticks: [0, 0.05, 0.25, 0.5, 0.75, 1],
      format: percent,
    },
    marks: [
      levelMark(0.05, 0, last),
      line(some.mixture, GREEN),
      line(some.sequence, BLUE),
      line(none.mixture, GREEN),
      line(none.sequence, BLUE),
      {
        kind: 'label',
        at: [300, 0.8],
        text: 'mSPRT, mixed for the effect that is there',
        colour: GREEN,
      },
      { kind: 'label', at: [2300, 0.45], text: 'a confidence sequence', colour: BLUE },
      { kind: 'label', at: [2600, 0.09], text: 'both, where there is no effect', colour: INK },
    ],
  })
}
