import type { Series } from '@sluice/stats'
import type { ChartData, ChartLevel, ChartMarker } from '../charts/chart.ts'
import { isolate } from '../page/isolate.ts'
import { UNDEFINED_METRIC, type DatedDifference } from '../service/shapes/metrics.ts'
import type { Results } from '../service/shapes/results.ts'
import { figuresOf } from './figures-of.ts'
import { metricDifference, percent } from './format.ts'
import type { ResultsView } from './view.ts'

/** What a test that is read once is called; it is drawn beside the others. */
export const ONCE = 'Read once'

/** What is known of a primary metric over time, as far as a chart shows it. */
export interface SeriesShown {
  readonly series: Series
  readonly results: Results
  readonly view: ResultsView
}

/** The chart of a primary metric; `undefined` where there is nothing to draw yet. */
export function seriesData(shown: SeriesShown): ChartData | undefined {
  const { series, view } = shown
  const found = otherwiseOf(shown)
  const name = `${series.treatment} less ${shown.results.plan.control}`
  switch (view.over) {
    case 'daily':
      return dated(name, found?.daily ?? [], shown, 'Day of the first exposure')
    case 'since': {
      const days = found?.sinceExposure ?? []
      if (days.length === 0) return undefined
      return {
        places: days.map(({ day }) => `Day ${day}`),
        axis: 'Since the first exposure',
        lines: [lineOf(name, days)],
        levels: levelsOf(shown),
      }
    }
    case undefined:
      return cumulative(name, shown)
  }
}

function cumulative(name: string, shown: SeriesShown): ChartData | undefined {
  const { series, results, view } = shown
  const points = series.points.filter(({ isEmpty }) => !isEmpty)
  if (points.length === 0) return undefined
  const days = points.map(({ day }) => day)
  const once = view.once === true ? (otherwiseOf(shown)?.readOnce ?? []) : []
  const known = view.along === 'information' ? informationOf(results, days) : undefined
  const crossed = points.findIndex(({ interval }) => interval.low > 0 || interval.high < 0)
  return {
    places:
      known === undefined
        ? days
        : known.map((share, at) => `${percent(share)} (${days[at] ?? ''})`),
    axis: known === undefined ? 'Day' : 'Known of what is planned',
    ...(known !== undefined && { positions: known.map((share) => share / (known.at(-1) ?? 1)) }),
    lines: [
      {
        name,
        points: points.map(({ estimate, interval }, at) => ({ at, value: estimate, ...interval })),
      },
      ...(once.length === 0
        ? []
        : [
            {
              name: ONCE,
              isFaint: true,
              points: once.flatMap(({ day, estimate, low, high }) => {
                const at = days.indexOf(String(day))
                return at < 0 ? [] : [{ at, value: estimate, low, high }]
              }),
            },
          ]),
    ],
    markers: [
      ...markersOf(results, days),
      ...(crossed < 0
        ? []
        : [
            {
              at: crossed,
              text: `The first day whose interval leaves zero out: ${days[crossed] ?? ''}`,
              kind: 'decision' as const,
            },
          ]),
    ],
    levels: levelsOf(shown),
  }
}

function dated(
  name: string,
  found: readonly DatedDifference[],
  shown: SeriesShown,
  axis: string,
): ChartData | undefined {
  if (found.length === 0) return undefined
  const places = found.map(({ day }) => String(day))
  return {
    places,
    axis,
    lines: [lineOf(name, found)],
    markers: markersOf(shown.results, places),
    levels: levelsOf(shown),
  }
}

function lineOf(name: string, found: readonly DatedDifference[]) {
  return {
    name,
    points: found.map(({ estimate, low, high }, at) => ({ at, value: estimate, low, high })),
  }
}

function otherwiseOf({ series, results: { overTime = [] } }: SeriesShown) {
  return overTime.find(
    ({ metric, treatment }) => metric === series.metric && treatment === series.treatment,
  )
}

/**
 * The share of the planned units that were there by each day; none where no number is planned.
 * Where a unit has to live something before it counts, those are there that came so long before.
 */
export function informationOf(results: Results, days: readonly string[]): number[] | undefined {
  const { plannedUnits, lived } = results.progress
  if (plannedUnits === null) return undefined
  const shares = days.map((told) => {
    const last = new Date(Date.parse(told) - (lived?.ms ?? 0)).toISOString().slice(0, 10)
    const units = results.days
      .filter(({ day }) => day <= last)
      .flatMap(({ units: byVariant }) => Object.values(byVariant))
    return units.reduce((sum, n) => sum + n, 0) / plannedUnits
  })
  // Nothing could be placed along it before somebody counts.
  return shares.at(-1) === 0 ? undefined : shares
}

/** What happened on the days of a chart: outside, in the rule, at the planned looks, at the end. */
export function markersOf(results: Results, days: readonly string[]): ChartMarker[] {
  const { analysis, edits, status, until, plan } = results
  const first = days[0] ?? ''
  const events = [
    ...analysis.annotations.map(({ day, title }) => ({ day, text: isolate(title) })),
    ...edits.map(({ at, what, name, version }) => ({
      day: new Date(at).toISOString().slice(0, 10),
      text: `${name === undefined ? what : `${what} ${isolate(name)}`} changed in version ${version}`,
    })),
    ...looksOf(results, plan.stopping.fractions ?? [], days),
    ...(status === 'stopped' || status === 'decided'
      ? [{ day: until.slice(0, 10), text: 'Stopped' }]
      : []),
  ]
  return events.flatMap(({ day, text }) => {
    const at = days.findIndex((one) => one >= day)
    const place = at < 0 ? days.length - 1 : at
    return day < first || place < 0
      ? []
      : [{ at: place, text: `${text} (${day})`, kind: 'event' as const }]
  })
}

function looksOf(results: Results, fractions: readonly number[], days: readonly string[]) {
  const known = informationOf(results, days) ?? []
  return fractions.flatMap((fraction, index) => {
    const at = known.findIndex((share) => share >= fraction)
    return at < 0 ? [] : [{ day: days[at] ?? '', text: `Look ${index + 1}` }]
  })
}

/** The smallest effect that is worth a change, as a difference. */
function levelsOf({ series: { metric }, results }: SeriesShown): ChartLevel[] {
  const definition = results.metrics[metric] ?? UNDEFINED_METRIC
  const { minimumEffect, direction } = definition
  const base = figuresOf(results.figures, metric, results.plan.control)?.value
  if (minimumEffect === undefined || base === undefined || base === null) return []
  const value = (direction === 'lower_is_better' ? -1 : 1) * minimumEffect * Math.abs(base)
  return [{ value, text: `Worth a change: ${metricDifference(value, definition)}` }]
}
