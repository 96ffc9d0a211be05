import type { Series } from '@sluice/stats'
import type { ChartData } from '../charts/chart.ts'
import type { ResultsView } from './view.ts'

/** What a chart over time says, for those who do not see it and those who would misread it. */
export function seriesWords(
  series: Series,
  data: ChartData,
  { over }: ResultsView,
  format: (value: number) => string,
): string {
  const points = data.lines[0]?.points ?? []
  if (over !== undefined) return apartWords(data, format, over)
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
  return `On ${data.places[last.at] ?? ''} the difference is ${format(value)}, and ${said}: ${format(low)} to ${format(high)}. This interval may be read on any day.${effect}`
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
  const range = `between ${format(Math.min(...values))} and ${format(Math.max(...values))}`
  return over === 'daily'
    ? `The people of a day differ by ${range}. Each day is read for itself; of twenty days, one has an interval that leaves the truth out.`
    : `From ${places[first.at] ?? ''} to ${places[last.at] ?? ''} since they first saw it, people differ by ${range}: ${format(first.value)} at first and ${format(last.value)} at last. What falls was a novelty; what grows is a habit.`
}
