import type { Series } from '@sluice/stats'
import type { ChartData } from '../charts/chart.ts'
import type { ResultsView } from './view.ts'

/** What is said of a chart over time. */
interface Told {
  readonly series: Series
  readonly data: ChartData
  readonly view: ResultsView
  /** The kind of the stopping rule. */
  readonly stopping: string
  readonly format: (value: number) => string
  /** The same with the unit in full. */
  readonly spoken: (value: number) => string
}

/** Which interval a chart shows, beside that of the scorecard. */
const INTERVALS: Readonly<Record<string, string>> = {
  always_valid:
    'This interval is what the looks of all days have in common, the same as in the scorecard and in the verdict, and may be read on any day.',
  fixed:
    'This interval is what the looks of all days have in common, and may be read on any day; that of the scorecard is another one, which the plan reads once, at its end.',
  group_sequential:
    'This interval is what the looks of all days have in common, and may be read on any day; that of the scorecard is another one, for the looks that are planned.',
}

/** What a chart over time says, for those who do not see it and those who would misread it. */
export function seriesWords({ series, data, view, stopping, format, spoken }: Told): string {
  const points = data.lines[0]?.points ?? []
  if (view.over !== undefined) return apartWords(data, format, view.over)
  const last = points.at(-1)
  if (last === undefined) return ''
  const { value, low = value, high = value } = last
  const said =
    low > 0
      ? 'all of the interval is above zero'
      : high < 0
        ? 'all of the interval is below zero'
        : 'the interval holds zero, so that there may be no difference'
  const { trend } = series
  const effect =
    'refused' in trend || trend.p > 0.05
      ? ''
      : ` The effect of a day’s people ${trend.estimate > 0 ? 'grows' : 'falls'} with time.`
  const contradicted = series.points.find(({ isEmpty }) => isEmpty)
  const end =
    contradicted === undefined
      ? ''
      : ` From ${contradicted.day} on the looks have no value in common: the effect has changed with time, or chance was unkind.`
  return `On ${data.places[last.at] ?? ''} the difference is ${spoken(value)}, and ${said}: ${format(low)} to ${format(high)}. ${INTERVALS[stopping] ?? ''}${end}${effect}`
}

function apartWords(
  { lines: [line], places }: ChartData,
  format: (value: number) => string,
  over: 'daily' | 'since',
): string {
  const points = line?.points ?? []
  const values = points.map(({ value }) => value)
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined) return ''
  if (points.length === 1) {
    const day = places[first.at] ?? ''
    return over === 'daily'
      ? `The people of ${day}, the only day so far, differ by ${format(first.value)}.`
      : `On ${day} since they first saw it, the only day so far, people differ by ${format(first.value)}.`
  }
  const range = `between ${format(Math.min(...values))} and ${format(Math.max(...values))}`
  return over === 'daily'
    ? `The people of a day differ by ${range}. Each day is read for itself; of twenty days, one has an interval that leaves the truth out.`
    : `From ${places[first.at] ?? ''} to ${places[last.at] ?? ''} since they first saw it, people differ by ${range}: ${format(first.value)} at first and ${format(last.value)} at last. What falls was a novelty; what grows is a habit.`
}
