import { kaplanMeier, lift, liftByFieller, srmSequential, srmTest } from '../../src/index.ts'
import { createChance } from '../chance.ts'
import { BLUE, drawChart, GREEN, INK, percent, RED } from './chart.ts'
import { SEED } from './seed.ts'

/** How often three intervals for a lift cover the truth, as the control gets noisier. */
export function lifts(): string {
  const chance = createChance(SEED, 6)
  const errors = Array.from({ length: 13 }, (_, index) => 0.02 + index * 0.025)
  const runs = 4000
  const shares = errors.map((error) => {
    const covered = { delta: 0, fieller: 0, absolute: 0 }
    for (let run = 0; run < runs; run++) {
      const squaredError = error * error
      const control = { mean: 1 + error * chance.normal(), squaredError, n: 1e6 }
      const treatment = { mean: 1.5 + error * chance.normal(), squaredError, n: 1e6 }
      const isIn = (low: number, high: number): boolean => low <= 0.5 && high >= 0.5
      const delta = lift(control, treatment, { df: 'normal' }).interval
      if (isIn(delta.low, delta.high)) covered.delta++
      const { interval, gap } = liftByFieller(control, treatment)
      if (isIn(interval.low, interval.high) && !(gap !== undefined && isIn(gap.low, gap.high)))
        covered.fieller++
      const [middle, reach] = [
        (treatment.mean - control.mean) / control.mean,
        (1.96 * Math.SQRT2 * error) / control.mean,
      ]
      if (isIn(middle - reach, middle + reach)) covered.absolute++
    }
    return covered
  })
  const line = (key: 'delta' | 'fieller' | 'absolute') =>
    errors.map((error, index) => [error, (shares[index]?.[key] ?? 0) / runs] as const)
  return drawChart({
    description:
      'Coverage of three intervals for a lift of 50 per cent: only Fieller keeps 95 per cent for a noisy control.',
    x: {
      label: 'standard error of the control, as a share of its mean',
      from: 0,
      to: 0.34,
      ticks: [0, 0.1, 0.2, 0.3],
      format: percent,
    },
    y: {
      label: 'intervals that hold the truth',
      from: 0.8,
      to: 1,
      ticks: [0.8, 0.85, 0.9, 0.95, 1],
      format: percent,
    },
    marks: [
      {
        kind: 'line',
        points: [
          [0, 0.95],
          [0.34, 0.95],
        ],
        colour: INK,
        isDashed: true,
      },
      { kind: 'line', points: line('absolute'), colour: RED },
      { kind: 'line', points: line('delta'), colour: GREEN },
      { kind: 'line', points: line('fieller'), colour: BLUE },
      { kind: 'label', at: [0.02, 0.965], text: 'Fieller', colour: BLUE },
      { kind: 'label', at: [0.225, 0.925], text: 'delta method', colour: GREEN },
      {
        kind: 'label',
        at: [0.02, 0.855],
        text: 'an interval of the difference, divided by the control',
        colour: RED,
      },
    ],
  })
}

/** How many sound splits two tests have called broken, by the looks so far. */
export function splits(): string {
  const chance = createChance(SEED, 7)
  const [runs, looks] = [4000, 200]
  const shares = [0.5, 0.5]
  const alarms = { once: new Float64Array(looks), sequential: new Float64Array(looks) }
  const count = (list: Float64Array, from: number): void => {
    for (let look = from; look < looks; look++) list[look] = (list[look] ?? 0) + 1 / runs
  }
  for (let run = 0; run < runs; run++) {
    let left = 0
    let [first, firstSequential] = [looks, looks]
    for (let look = 0; look < looks; look++) {
      // A fair split of 100 more units, as a rounded normal number.
      left += Math.round(50 + 5 * chance.normal())
      const counts = [left, (look + 1) * 100 - left] as const
      if (first === looks && srmTest(counts, shares).isMismatch) first = look
      const isNew = firstSequential === looks
      if (isNew && srmSequential([counts], shares).isMismatch) firstSequential = look
    }
    count(alarms.once, first)
    count(alarms.sequential, firstSequential)
  }
  const line = (list: Float64Array) => Array.from(list, (share, look) => [look + 1, share] as const)
  return drawChart({
    description:
      'False alarms about the split: chi-squared at every look rises to twenty times what it promises.',
    x: {
      label: 'looks at a sound split, after every 100 units',
      from: 0,
      to: looks,
      ticks: [0, 50, 100, 150, 200],
    },
    y: {
      label: 'called broken',
      from: 0,
      to: 0.025,
      ticks: [0, 0.005, 0.01, 0.015, 0.02, 0.025],
      format: (value) => `${(value * 100).toFixed(1)} %`,
    },
    marks: [
      {
        kind: 'line',
        points: [
          [0, 0.001],
          [looks, 0.001],
        ],
        colour: INK,
        isDashed: true,
      },
      { kind: 'line', points: line(alarms.once), colour: RED },
      { kind: 'line', points: line(alarms.sequential), colour: BLUE },
      { kind: 'label', at: [20, 0.017], text: 'chi-squared at every look', colour: RED },
      {
        kind: 'label',
        at: [70, 0.0018],
        text: 'promised: 0.1 %; the sequential test stays below',
        colour: BLUE,
      },
    ],
  })
}

/** How long it takes two groups, when some have not got there yet. */
export function waiting(): string {
  const chance = createChance(SEED, 8)
  const group = (rate: number) => {
    const times: number[] = []
    const events: boolean[] = []
    for (let unit = 0; unit < 300; unit++) {
      const [event, seen] = [(chance.exponential() * 10) / rate, 4 + chance.uniform() * 16]
      times.push(Math.min(event, seen))
      events.push(event <= seen)
    }
    return kaplanMeier({ times, events }).curve
  }
  const steps = (
    curve: ReturnType<typeof group>,
    of: (point: (typeof curve)[number]) => number,
  ) => {
    let previous = 1
    return [
      [0, 1] as const,
      ...curve.flatMap((point) => {
        const step = [[point.time, previous] as const, [point.time, of(point)] as const]
        previous = of(point)
        return step
      }),
    ]
  }
  const [control, treatment] = [group(1), group(1.5)]
  return drawChart({
    description: 'Share of people who have not bought yet, by days: the treatment falls faster.',
    x: { label: 'days since the first visit', from: 0, to: 20, ticks: [0, 5, 10, 15, 20] },
    y: { label: 'not bought yet', from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1], format: percent },
    marks: [
      {
        kind: 'band',
        low: steps(control, ({ survival, interval }) => interval?.low ?? survival),
        high: steps(control, ({ survival, interval }) => interval?.high ?? survival),
        colour: RED,
      },
      {
        kind: 'band',
        low: steps(treatment, ({ survival, interval }) => interval?.low ?? survival),
        high: steps(treatment, ({ survival, interval }) => interval?.high ?? survival),
        colour: BLUE,
      },
      { kind: 'line', points: steps(control, ({ survival }) => survival), colour: RED },
      { kind: 'line', points: steps(treatment, ({ survival }) => survival), colour: BLUE },
      { kind: 'label', at: [12, 0.55], text: 'control', colour: RED },
      { kind: 'label', at: [2.2, 0.3], text: 'treatment', colour: BLUE },
    ],
  })
}
