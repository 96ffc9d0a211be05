import {
  chanceToWin,
  compareMeans,
  groupSequentialBounds,
  testNonInferiority,
} from '../../src/index.ts'
import { createChance } from '../chance.ts'
import { runningMoments } from '../running.ts'
import { BLUE, drawChart, GREEN, INK, levelMark, percent, RED } from './chart.ts'
import { SEED } from './seed.ts'

/** Experiments at five planned looks, with the boundaries that they have to cross. */
export function looks(): string {
  const chance = createChance(SEED, 13)
  const fractions = [0.2, 0.4, 0.6, 0.8, 1]
  const walk = (drift: number) => {
    let sum = 0
    return fractions.map((fraction) => {
      sum += chance.normal() * Math.sqrt(0.2) + drift * 0.2
      return [fraction, sum / Math.sqrt(fraction)] as const
    })
  }
  const bound = (spending: 'obrien_fleming' | 'pocock') =>
    groupSequentialBounds({ fractions, spending }).bounds.map(
      (value, index) => [fractions[index] as number, Math.min(5, value)] as const,
    )
  const [nothing, something] = [Array.from({ length: 6 }, () => walk(0)), walk(3.6)]
  return drawChart({
    description:
      'Five planned looks: boundaries that are hard to cross at first and nearly those of one look at the end, six experiments without an effect, and one with.',
    x: {
      label: 'people so far, of those planned',
      from: 0.2,
      to: 1,
      ticks: fractions,
      format: percent,
    },
    y: { label: 'difference in standard errors', from: -3, to: 5, ticks: [-2, 0, 2, 4] },
    marks: [
      ...nothing.map((points) => ({ kind: 'line', points, colour: '#9aa5b1' }) as const),
      { kind: 'line', points: something, colour: GREEN },
      levelMark(1.96, 0.2, 1),
      { kind: 'line', points: bound('obrien_fleming'), colour: BLUE },
      { kind: 'line', points: bound('pocock'), colour: RED },
      { kind: 'label', at: [0.3, 4.5], text: 'O’Brien and Fleming', colour: BLUE },
      { kind: 'label', at: [0.82, 2.75], text: 'Pocock', colour: RED },
      { kind: 'label', at: [0.86, 1.62], text: 'a single look', colour: INK },
    ],
  })
}

/** How many experiments without an effect a dashboard's chance to win has called, by the looks so far. */
export function chances(): string {
  const chance = createChance(SEED, 14)
  const [runs, last, step] = [600, 100, 100]
  const called = { often: new Float64Array(last), once: 0 }
  for (let run = 0; run < runs; run++) {
    const [control, treatment] = [runningMoments(), runningMoments()]
    let first = last
    for (let look = 0; look < last; look++) {
      for (let unit = 0; unit < step; unit++) {
        control.add(chance.normal())
        treatment.add(chance.normal())
      }
      const { estimate, standardError } = compareMeans(control, treatment)
      const sure = chanceToWin({ estimate, standardError }).chanceToWin
      const isSure = sure > 0.95 || sure < 0.05
      if (isSure && first === last) first = look
      if (isSure && look === last - 1) called.once++
    }
    for (let look = first; look < last; look++) {
      called.often[look] = (called.often[look] ?? 0) + 1 / runs
    }
  }
  const once = called.once / runs
  return drawChart({
    description:
      'Experiments without an effect of which one variant seemed to win by 95 per cent, by how often they were looked at.',
    x: {
      label: 'looks, each after 100 people a variant',
      from: 0,
      to: last,
      ticks: [1, 25, 50, 75, 100],
    },
    y: {
      label: 'a winner was called, and there is none',
      from: 0,
      to: 0.6,
      ticks: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
      format: percent,
    },
    marks: [
      levelMark(once, 0, last),
      {
        kind: 'line',
        points: Array.from(called.often, (share, look) => [look + 1, share] as const),
        colour: RED,
      },
      {
        kind: 'label',
        at: [45, 0.44],
        text: 'chance to win beyond 95 %, either way, at any look',
        colour: RED,
      },
      { kind: 'label', at: [60, once - 0.03], text: 'read once, at the end', colour: INK },
    ],
  })
}

/** How often a guardrail with a margin of 10 % is passed, by how much worse it is, and who reads it. */
export function margins(): string {
  const chance = createChance(SEED, 15)
  const [runs, n] = [2000, 800]
  const harms = Array.from({ length: 11 }, (_, index) => index * 0.02)
  const passed = harms.map((harm) => {
    const shares = { margin: 0, silence: 0 }
    for (let run = 0; run < runs; run++) {
      const error = 1 / Math.sqrt(n)
      const [control, treatment] = [1 + error * chance.normal(), 1 + harm + error * chance.normal()]
      const compared = compareMeans(
        { n, mean: control, variance: 1 },
        { n, mean: treatment, variance: 1 },
      )
      const read = testNonInferiority(compared, { margin: 0.1, direction: 'lower_is_better' })
      if (read.isWithinMargin) shares.margin++
      if (compared.p > 0.05 || compared.estimate < 0) shares.silence++
    }
    return shares
  })
  const line = (key: 'margin' | 'silence') =>
    harms.map((harm, index) => [harm, (passed[index]?.[key] ?? 0) / runs] as const)
  return drawChart({
    description:
      'How often a guardrail lets a harm pass: with a margin one time in twenty when it is as large as the margin; by the absence of significant harm every other time.',
    x: {
      label: 'how much worse the treatment is',
      from: 0,
      to: 0.2,
      ticks: [0, 0.05, 0.1, 0.15, 0.2],
      format: percent,
    },
    y: { label: 'passed', from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1], format: percent },
    marks: [
      levelMark(0.05, 0, 0.2),
      {
        kind: 'line',
        points: [
          [0.1, 0],
          [0.1, 1],
        ],
        colour: INK,
        isDashed: true,
      },
      { kind: 'line', points: line('silence'), colour: RED },
      { kind: 'line', points: line('margin'), colour: BLUE },
      { kind: 'label', at: [0.103, 0.93], text: 'the margin', colour: INK },
      { kind: 'label', at: [0.112, 0.52], text: '“no significant harm”', colour: RED },
      { kind: 'label', at: [0.004, 0.11], text: 'harm of the margin ruled out', colour: BLUE },
    ],
  })
}
