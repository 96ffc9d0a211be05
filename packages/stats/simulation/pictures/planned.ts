import type { Moments, TestDesign } from '../../src/index.ts'
import {
  compareMeans,
  compareMeansSequential,
  groupSequentialBounds,
  powerCurve,
  readLook,
} from '../../src/index.ts'
import { createChance } from '../chance.ts'
import { runningMoments } from '../running.ts'
import type { Mark } from './chart.ts'
import { BLUE, drawChart, GREEN, INK, percent, RED } from './chart.ts'
import { SEED } from './seed.ts'

const UNITS = 1000
const STEPS = 20
const RUNS = 400
const TUNED = { tunedFor: 2 * UNITS }

interface Kind {
  readonly name: string
  readonly design: TestDesign
  readonly colour: string
  /** Whether it finds something after so many of the steps. */
  readonly isFound: (control: Moments, treatment: Moments, step: number) => boolean
}

const bounds = groupSequentialBounds({ fractions: [0.2, 0.4, 0.6, 0.8, 1] })

const kinds: readonly Kind[] = [
  {
    name: 'read once',
    design: { kind: 'fixed' },
    colour: RED,
    isFound: (control, treatment, step) =>
      step === STEPS && compareMeans(control, treatment).p <= 0.05,
  },
  {
    name: 'five looks',
    design: { kind: 'group_sequential', looks: 5 },
    colour: GREEN,
    isFound: (control, treatment, step) =>
      step % 4 === 0 && readLook(compareMeans(control, treatment), bounds, step / 4 - 1).isCrossed,
  },
  {
    name: 'read at any time',
    design: { kind: 'always_valid', looks: STEPS, ...TUNED },
    colour: BLUE,
    isFound: (control, treatment) => compareMeansSequential(control, treatment, TUNED).p <= 0.05,
  },
]

/** What each kind of test finds with 1000 units a variant: as planned, and as found. */
export function power(): string {
  const chance = createChance(SEED, 3)
  const effects = Array.from({ length: 11 }, (_, index) => index * 0.03)
  const found = kinds.map(() => effects.map(() => 0))
  for (const [at, effect] of effects.entries()) {
    for (let run = 0; run < RUNS; run++) {
      const [control, treatment] = [runningMoments(), runningMoments()]
      const isFound = kinds.map(() => false)
      for (let step = 1; step <= STEPS; step++) {
        for (let unit = 0; unit < UNITS / STEPS; unit++) {
          control.add(chance.normal())
          treatment.add(effect + chance.normal())
        }
        for (const [index, kind] of kinds.entries()) {
          isFound[index] ||= kind.isFound(control, treatment, step)
        }
      }
      for (const [index, shares] of found.entries()) {
        if (isFound[index] === true) shares[at] = (shares[at] ?? 0) + 1 / RUNS
      }
    }
  }
  const differences = Array.from({ length: 41 }, (_, index) => index * 0.0075)
  return drawChart({
    description:
      'Power of three kinds of test, as planned and as found in 400 experiments for each effect: reading at any time costs the most, five looks next to nothing.',
    x: {
      label: 'true effect, in standard deviations of the metric',
      from: 0,
      to: 0.3,
      ticks: [0, 0.1, 0.2, 0.3],
    },
    y: { label: 'found', from: 0, to: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], format: percent },
    marks: [
      ...kinds.flatMap(({ name, design, colour }, index): Mark[] => [
        {
          kind: 'line',
          colour,
          points: powerCurve(differences, UNITS, { variance: 1, design }).map(
            (point) => [point.difference, point.power] as const,
          ),
        },
        {
          kind: 'dots',
          colour,
          points: effects.map((effect, at) => [effect, found[index]?.[at] ?? 0] as const),
        },
        { kind: 'label', at: [0.21, 0.4 - index * 0.09], text: name, colour },
      ]),
      {
        kind: 'label',
        at: [0.155, 0.1],
        text: 'lines: as planned; dots: 400 experiments each',
        colour: INK,
      },
    ],
  })
}
