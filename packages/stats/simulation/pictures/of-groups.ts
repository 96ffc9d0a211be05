import type { Moments } from '../../src/index.ts'
import { assignBlocked, compareMeans, compareMeansStratified, momentsOf } from '../../src/index.ts'
import { createChance } from '../chance.ts'
import { BLUE, drawChart, INK, percent, RED } from './chart.ts'
import { SEED } from './seed.ts'

const BINS = 40

/** Estimates of the same experiments with people in one heap, and country by country. */
export function strata(): string {
  const chance = createChance(SEED, 20)
  const [runs, n, effect] = [4000, 300, 0.1]
  // What people spend in each of three countries, and how many of them are there.
  const means = [0, 1, 3]
  const bins = { plain: new Float64Array(BINS), stratified: new Float64Array(BINS) }
  const add = (counts: Float64Array, value: number): void => {
    const bin = Math.floor((value + 0.3) / 0.02)
    if (bin >= 0 && bin < BINS) counts[bin] = (counts[bin] ?? 0) + 1 / runs
  }
  const group = (extra: number) => {
    const values: number[][] = means.map(() => [])
    for (let unit = 0; unit < n; unit++) {
      const country = chance.below(means.length)
      values[country]?.push(extra + (means[country] ?? 0) + chance.normal())
    }
    return values
  }
  for (let run = 0; run < runs; run++) {
    const [control, treatment] = [group(0), group(effect)]
    const whole = (values: number[][]): Moments => momentsOf(values.flat())
    add(bins.plain, compareMeans(whole(control), whole(treatment)).estimate)
    const byCountry = control.map((values, country) => ({
      control: momentsOf(values),
      treatment: momentsOf(treatment[country] ?? []),
    }))
    add(bins.stratified, compareMeansStratified(byCountry).estimate)
  }
  const line = (counts: Float64Array) =>
    Array.from(counts, (share, bin) => [-0.3 + (bin + 0.5) * 0.02, share] as const)
  return drawChart({
    description:
      'Estimates of 4000 experiments in three countries that differ: country by country they lie closer around the truth.',
    x: {
      label: 'estimated effect; the truth is 0.1',
      from: -0.3,
      to: 0.5,
      ticks: [-0.3, -0.1, 0.1, 0.3, 0.5],
    },
    y: {
      label: 'share of 4000 experiments',
      from: 0,
      to: 0.12,
      ticks: [0, 0.04, 0.08, 0.12],
      format: percent,
    },
    marks: [
      { kind: 'line', points: line(bins.plain), colour: RED },
      { kind: 'line', points: line(bins.stratified), colour: BLUE },
      { kind: 'label', at: [0.2, 0.09], text: 'country by country', colour: BLUE },
      { kind: 'label', at: [0.32, 0.03], text: 'everybody in one heap', colour: RED },
    ],
  })
}

/** How many more of a country's people one variant gets than the other. */
export function blocked(): string {
  const chance = createChance(SEED, 21)
  const [countries, people] = [2000, 25]
  const units = Array.from({ length: countries * people }, (_, index) => ({
    key: `person-${index}`,
    stratum: `country-${Math.floor(index / people)}`,
  }))
  const assigned = assignBlocked(units, [0.5, 0.5], SEED)
  const excess = { drawn: new Int32Array(countries), blocked: new Int32Array(countries) }
  for (const [index, { key }] of units.entries()) {
    const country = Math.floor(index / people)
    const one = (isTreated: boolean): number => (isTreated ? 1 : -1)
    excess.drawn[country] = (excess.drawn[country] ?? 0) + one(chance.below(2) === 1)
    excess.blocked[country] = (excess.blocked[country] ?? 0) + one(assigned.get(key) === 1)
  }
  const shares = (values: Int32Array) =>
    Array.from({ length: 16 }, (_, index) => {
      const wanted = 2 * index - 15
      return [wanted, values.filter((value) => value === wanted).length / countries] as const
    })
  return drawChart({
    description:
      'How unevenly 2000 countries of 25 people are divided: drawn one by one many differ by five or more, in blocks none by more than one.',
    x: {
      label: 'people in the treatment over those in the control, of 25 in a country',
      from: -15,
      to: 15,
      ticks: [-15, -9, -5, -1, 1, 5, 9, 15],
    },
    y: {
      label: 'share of 2000 countries',
      from: 0,
      to: 0.6,
      ticks: [0, 0.2, 0.4, 0.6],
      format: percent,
    },
    marks: [
      { kind: 'line', points: shares(excess.drawn), colour: RED },
      { kind: 'dots', points: shares(excess.drawn), colour: RED },
      {
        kind: 'dots',
        points: shares(excess.blocked).filter(([, share]) => share > 0),
        colour: BLUE,
      },
      { kind: 'label', at: [2, 0.5], text: 'in blocks: one more, or one less', colour: BLUE },
      { kind: 'label', at: [5.5, 0.12], text: 'each drawn by itself', colour: RED },
      { kind: 'label', at: [-14.5, 0.57], text: '25 cannot be halved', colour: INK },
    ],
  })
}
