import { execFileSync } from 'node:child_process'
import { groupSequentialBounds, kaplanMeier, lift, meanEstimate } from '@sluice/stats'
import type { Moments } from '@sluice/stats'
import type { Effort } from '../measure/interleave.ts'
import { interleave } from '../measure/interleave.ts'
import { loops } from '../measure/loop.ts'
import type { Table } from '../measure/table.ts'
import { quantileTarget } from '../measure/table.ts'
import { timed } from '../measure/timed.ts'
import type { Axis } from './axis.ts'

const METRICS = 20
const TREATMENTS = 2

/** How fast a scorecard, boundaries and a survival curve are computed, in Node. */
export const stats: Axis = {
  title: 'The statistics',
  async run(effort) {
    return [
      await scorecard(effort),
      await growth(effort),
      await first(effort),
      await boundaries(effort),
      await survival(effort),
    ]
  },
}

type Comparison = readonly [control: Moments, treatment: Moments]

/** Different moments for every comparison, so that nothing can be remembered. */
function comparisons(slices: number): readonly Comparison[] {
  return Array.from({ length: METRICS * TREATMENTS * slices }, (_, index) => {
    const n = 500 + 37 * (index % 101)
    const mean = 10 + (index % 13)
    return [
      { n, mean, variance: 25 + (index % 7) },
      { n: n + (index % 5), mean: mean * (1 + ((index % 11) - 5) / 100), variance: 26 },
    ]
  })
}

function compareAll(all: readonly Comparison[]): number {
  let sum = 0
  for (const [control, treatment] of all) {
    const { p, interval } = lift(meanEstimate(control), meanEstimate(treatment))
    sum += p + interval.low
  }
  return sum
}

/** The floor: a normal distribution, 1.96, and no check of anything. */
function byHand(all: readonly Comparison[]): number {
  let sum = 0
  for (const [control, treatment] of all) {
    const ratio = treatment.mean / control.mean
    const squared =
      treatment.variance / treatment.n + (ratio * ratio * control.variance) / control.n
    const error = Math.sqrt(squared) / control.mean
    sum += ratio - 1 - 1.96 * error
  }
  return sum
}

async function scorecard(effort: Effort): Promise<Table> {
  const all = comparisons(21)
  const rows = await interleave(
    loops(
      [
        { name: 'Sluice', kind: 'sluice', loop: (times) => repeat(times, () => compareAll(all)) },
        {
          name: 'by hand, without p or Student',
          kind: 'reference',
          loop: (times) => repeat(times, () => byHand(all)),
        },
      ],
      effort,
    ),
    effort,
  )
  const inMs = rows.map((row) => ({ ...row, samples: row.samples.map((ns) => ns / 1e6) }))
  return {
    title: 'A scorecard of 840 lifts',
    what: "Two treatments, 20 metrics, 21 slices: lift by the delta method, p and interval from Student's t with the degrees of freedom of each.",
    unit: 'ms',
    base: 'Sluice',
    rows: inMs,
    targets: [quantileTarget(inMs, 'Sluice', 0.5, 5, 'ms')],
  }
}

async function growth(effort: Effort): Promise<Table> {
  const rows = await interleave(
    loops(
      [1, 21, 210].map((slices) => {
        const all = comparisons(slices)
        return {
          name: `${METRICS} metrics × ${slices} slices`,
          kind: 'sluice' as const,
          loop: (times: number) => repeat(times, () => compareAll(all)) / all.length,
        }
      }),
      effort,
    ),
    effort,
  )
  const each = rows.map((row, index) => ({
    ...row,
    samples: row.samples.map((ns) => ns / (METRICS * TREATMENTS * ([1, 21, 210][index] ?? 1))),
  }))
  return {
    title: 'How a scorecard grows',
    what: 'The same with two treatments, per comparison: it grows with metrics × slices, and with nothing else.',
    unit: 'ns',
    base: `${METRICS} metrics × 21 slices`,
    rows: each,
    targets: [],
  }
}

const FIRST = `const startedAt = performance.now()
const { lift } = await import('@sluice/stats')
const estimate = (mean) => ({ mean, squaredError: 0.01, n: 1000 })
const { p } = lift(estimate(10), estimate(10.3))
console.log(p > 0 ? performance.now() - startedAt : NaN)`

async function first(effort: Effort): Promise<Table> {
  const cwd = import.meta.dirname
  const round = (): number =>
    Number(
      execFileSync(process.execPath, ['--input-type=module', '-e', FIRST], {
        cwd,
        encoding: 'utf8',
      }),
    )
  const rows = await interleave([{ name: 'Sluice', kind: 'sluice', round }], {
    ...effort,
    warmups: 1,
  })
  return {
    title: 'The first result',
    what: 'A process of its own each time: from before the import to the first lift.',
    unit: 'ms',
    base: 'Sluice',
    rows,
    targets: [quantileTarget(rows, 'Sluice', 0.5, 50, 'ms')],
  }
}

async function boundaries(effort: Effort): Promise<Table> {
  const round = (): number =>
    timed(() => groupSequentialBounds({ fractions: [0.2, 0.4, 0.6, 0.8, 1] }).bounds[4])
  const rows = await interleave([{ name: 'Sluice', kind: 'sluice', round }], effort)
  return {
    title: 'Boundaries for five looks',
    what: "O'Brien and Fleming's spending, two-sided 5 %.",
    unit: 'ms',
    base: 'Sluice',
    rows,
    targets: [quantileTarget(rows, 'Sluice', 0.5, 30, 'ms')],
  }
}

async function survival(effort: Effort): Promise<Table> {
  const times = Array.from({ length: 10_000 }, (_, index) => ((index * 7919) % 10_007) / 10)
  const data = { times, events: times.map((_, index) => index % 3 !== 0) }
  const round = (): number => timed(() => kaplanMeier(data).median)
  const rows = await interleave([{ name: 'Sluice', kind: 'sluice', round }], effort)
  return {
    title: 'Kaplan and Meier for 10,000 units',
    what: 'All times differ and two in three have the event, so the curve has 6,666 points.',
    unit: 'ms',
    base: 'Sluice',
    rows,
    targets: [quantileTarget(rows, 'Sluice', 0.5, 10, 'ms')],
  }
}

function repeat(times: number, work: () => number): number {
  let sum = 0
  for (let index = 0; index < times; index++) sum += work()
  return sum
}
