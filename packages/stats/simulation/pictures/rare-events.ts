import type { Rate } from '../../src/index.ts'
import {
  compareEventCounts,
  compareRatesExact,
  compareRatesScore,
  compareRatesUnpooled,
} from '../../src/index.ts'
import { createChance } from '../chance.ts'
import { BLUE, drawChart, GREEN, INK, levelMark, percent, RED } from './chart.ts'
import { SEED } from './seed.ts'

/** Beyond, the exact comparison is not asked any more. */
const LAST_EXACT = 6

/** How often three tests of a canary find something that is not there, by how rare it is. */
export function rare(): string {
  const chance = createChance(SEED, 9)
  const runs = 1000
  const [treated, others] = [300, 29_700]
  const events = [0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 12]
  const tests = {
    z: (control: Rate, treatment: Rate) =>
      // Nobody at all seems to be known exactly.
      treatment.successes === 0 || compareRatesUnpooled(control, treatment).p <= 0.05,
    score: (control: Rate, treatment: Rate) => compareRatesScore(control, treatment).p <= 0.05,
    exact: (control: Rate, treatment: Rate) =>
      treatment.successes + control.successes > 0 &&
      compareRatesExact(control, treatment).p <= 0.05,
  }
  const found = { z: [] as number[], score: [] as number[], exact: [] as number[] }
  for (const expected of events) {
    const alarms = { z: 0, score: 0, exact: 0 }
    for (let run = 0; run < runs; run++) {
      const share = expected / treated
      const control = { successes: chance.binomial(others, share), n: others }
      const treatment = { successes: chance.binomial(treated, share), n: treated }
      for (const key of ['z', 'score', 'exact'] as const) {
        if (key === 'exact' && expected > LAST_EXACT) continue
        if (tests[key](control, treatment)) alarms[key]++
      }
    }
    for (const key of ['z', 'score', 'exact'] as const) found[key].push(alarms[key] / runs)
  }
  const line = (shares: readonly number[]) =>
    events.map((expected, index) => [expected, shares[index] ?? 0] as const)
  return drawChart({
    description:
      'False alarms about a canary of 300 people among 30,000, by how many events are expected there: z finds far too many, the exact comparison never more than five per cent.',
    x: {
      label: 'events expected in the canary',
      from: 0,
      to: 12,
      ticks: [0, 2, 4, 5, 6, 8, 10, 12],
    },
    y: {
      label: 'found a difference that is not there',
      from: 0,
      to: 0.65,
      ticks: [0, 0.05, 0.2, 0.4, 0.6],
      format: percent,
    },
    marks: [
      levelMark(0.05, 0, 12),
      { kind: 'line', points: line(found.z), colour: RED },
      { kind: 'line', points: line(found.score), colour: BLUE },
      {
        kind: 'line',
        points: line(found.exact).filter(([expected]) => expected <= LAST_EXACT),
        colour: GREEN,
      },
      { kind: 'label', at: [3.2, 0.28], text: 'z, as if none were known exactly', colour: RED },
      { kind: 'label', at: [7.4, 0.125], text: 'the score test, from five on', colour: BLUE },
      { kind: 'label', at: [0.4, 0.085], text: 'exactly, below five', colour: GREEN },
    ],
  })
}

/** A canary of 1 % that crashes four times as often, counted event by event. */
export function canary(): string {
  const chance = createChance(SEED, 10)
  const treatmentShare = 0.01
  const points = { low: [] as [number, number][], high: [] as [number, number][] }
  const estimates: [number, number][] = []
  let [control, treatment] = [0, 0]
  for (let look = 1; look <= 60; look++) {
    control += chance.binomial(9900, 0.001)
    treatment += chance.binomial(100, 0.004)
    const { interval, estimate = 0 } = compareEventCounts(control, treatment, { treatmentShare })
    const within = (ratio: number): number => Math.min(12, ratio)
    points.low.push([look, within(interval.low)])
    points.high.push([look, within(interval.high)])
    estimates.push([look, within(estimate)])
  }
  return drawChart({
    description:
      'How much more often a canary crashes, with an interval that holds at every look: after some looks it leaves one.',
    x: {
      label: 'looks, after every 100 people in the canary',
      from: 0,
      to: 60,
      ticks: [0, 20, 40, 60],
    },
    y: {
      label: 'crashes, over those of the others',
      from: 0,
      to: 12,
      ticks: [0, 1, 4, 8, 12],
    },
    marks: [
      levelMark(1, 0, 60),
      { kind: 'band', low: points.low, high: points.high, colour: BLUE },
      { kind: 'line', points: estimates, colour: BLUE },
      { kind: 'label', at: [40, 0.4], text: 'no difference', colour: INK },
      { kind: 'label', at: [1, 11.4], text: 'it reaches farther up at first', colour: BLUE },
      { kind: 'label', at: [36, 9], text: 'what the counts do not contradict', colour: BLUE },
    ],
  })
}
