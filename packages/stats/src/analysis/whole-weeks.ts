import { mergeCovariateMoments } from '../covariates/covariate.ts'
import { mergeRatioCovariateMoments } from '../covariates/cuped-ratio.ts'
import { StatsError } from '../errors.ts'
import { checkCount } from '../input/check.ts'
import { shown } from '../input/shown.ts'
import { checkList, checkRecord } from '../input/form.ts'
import { mergeMoments } from '../moments/moments.ts'
import { checkRate } from '../rates/rate.ts'
import { mergeRatioMoments } from '../ratios/ratio.ts'
import { isDate } from './is-date.ts'
import type { AnalysisData, ByVariant, Day, MetricSummary, MetricTable } from './data.ts'

const DAY_MS = 86_400_000

/**
 * The first days that make whole weeks, so that every weekday counts as often as the others.
 *
 * @throws StatsError `invalid_input` for days that are no dates
 */
export function wholeWeeks(days: readonly Day[]): readonly Day[] {
  checkList('days', days, 'days')
  for (const [index, one] of days.entries()) {
    checkRecord(`days[${index}]`, one, 'day and units')
    checkDate(`days[${index}].day`, one.day)
  }
  const span = spanOf(days)
  const whole = span - (span % 7)
  return days.filter((_, index) => spanOf(days.slice(0, index + 1)) <= whole)
}

/** From the first day to the last in the calendar, which days without units are part of. */
export function spanOf(days: readonly Day[]): number {
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) return 0
  return Math.round((Date.parse(last.day) - Date.parse(first.day)) / DAY_MS) + 1
}

/**
 * What a verdict that rests on less than whole weeks has to say.
 *
 * A week is seven times 24 hours from the start, whenever that was: one from Wednesday at three to
 * Wednesday at three has every weekday once, in whatever zone its people live. Where only days are
 * known, it is seven of them.
 */
export function weeksNote({ days, ranMs }: Pick<AnalysisData, 'days' | 'ranMs'>): string[] {
  if (days === undefined && ranMs === undefined) {
    return ['No days were given, so nothing tells whether the verdict rests on whole weeks.']
  }
  // What is less than a day more makes no weekday count as one more.
  const span = ranMs === undefined ? spanOf(days ?? []) : Math.floor(ranMs / DAY_MS)
  const said = `The verdict rests on ${daysOf(span * DAY_MS)}`
  if (span < 7) return [`${said}, less than one week: weekdays may differ.`]
  if (span % 7 === 0) return []
  return [`${said}, which are not whole weeks: some weekdays count more than others.`]
}

/** So many days in words, to the nearest. */
export function daysOf(ms: number): string {
  const days = Math.round(ms / DAY_MS)
  return `${days} ${days === 1 ? 'day' : 'days'}`
}

/**
 * Exposed units over several days.
 *
 * @throws StatsError `invalid_input` for counts that cannot be
 */
export function sumUnits(days: readonly Pick<Day, 'units'>[]): ByVariant<number> {
  const sums = new Map<string, number>()
  checkList('days', days, 'days')
  for (const [index, day] of days.entries()) {
    checkRecord(`days[${index}]`, day, 'units')
    checkRecord(`days[${index}].units`, day.units, 'a count for every variant')
    for (const [variant, count] of Object.entries(day.units)) {
      checkCount(`days[${index}].units.${variant}`, count)
      sums.set(variant, (sums.get(variant) ?? 0) + count)
    }
  }
  return Object.fromEntries(sums)
}

/**
 * Summaries over several days, such as those of whole weeks. Days are of different units, those
 * first exposed on each, so they are merged like the parts of one sample.
 *
 * @see Chan, Golub, LeVeque (1983), Algorithms for computing the sample variance, Am. Stat. 37
 * @throws StatsError `invalid_input` when a metric is of another kind on another day, or has a
 *   covariate on some days only, and for summaries that cannot be
 */
export function sumDays(days: readonly Day[]): MetricTable {
  const parts = new Map<string, Map<string, MetricSummary[]>>()
  checkList('days', days, 'days')
  for (const [index, day] of days.entries()) {
    checkRecord(`days[${index}]`, day, 'metrics')
    const { metrics = {} } = day
    const name = `days[${index}].metrics`
    checkRecord(name, metrics, 'summaries by metric and variant')
    for (const [metric, byVariant] of Object.entries(metrics)) {
      checkRecord(`${name}.${metric}`, byVariant, 'summaries by variant')
      const variants = parts.get(metric) ?? new Map<string, MetricSummary[]>()
      parts.set(metric, variants)
      for (const [variant, summary] of Object.entries(byVariant)) {
        checkRecord(`${name}.${metric}.${variant}`, summary, 'kind and n')
        checkCount(`${name}.${metric}.${variant}.n`, summary.n)
        if (summary.n > 0) variants.set(variant, [...(variants.get(variant) ?? []), summary])
      }
    }
  }
  return Object.fromEntries(
    [...parts].map(([metric, variants]) => [
      metric,
      Object.fromEntries([...variants].map(([variant, list]) => [variant, merge(metric, list)])),
    ]),
  )
}

function merge(metric: string, parts: readonly MetricSummary[]): MetricSummary {
  // A single unit has no variance to be merged, and needs none.
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only
  const rates = parts.filter((part) => part.kind === 'rate')
  const means = parts.filter((part) => part.kind === 'mean')
  const ratios = parts.filter((part) => part.kind === 'ratio')
  if (rates.length === parts.length) {
    for (const rate of rates) checkRate(metric, rate)
    const sum = (of: (rate: (typeof rates)[number]) => number): number =>
      rates.reduce((all, rate) => all + of(rate), 0)
    return { kind: 'rate', n: sum(({ n }) => n), successes: sum(({ successes }) => successes) }
  }
  if (means.length === parts.length) {
    const adjusted = means.filter((mean) => 'covariate' in mean)
    if (adjusted.length === 0) return { kind: 'mean', ...mergeMoments(means) }
    checkAdjusted(metric, adjusted, means)
    return { kind: 'mean', ...mergeCovariateMoments(adjusted) }
  }
  if (ratios.length === parts.length) {
    const adjusted = ratios.filter((ratio) => 'covariate' in ratio)
    if (adjusted.length === 0) return { kind: 'ratio', ...mergeRatioMoments(ratios) }
    checkAdjusted(metric, adjusted, ratios)
    return { kind: 'ratio', ...mergeRatioCovariateMoments(adjusted) }
  }
  throw new StatsError(
    'invalid_input',
    `${metric} is of one kind on some days and of another on others.`,
  )
}

/** Without it on some days, what the days add up to would be another metric than the whole. */
function checkAdjusted(
  metric: string,
  adjusted: readonly MetricSummary[],
  all: readonly MetricSummary[],
): void {
  if (adjusted.length === all.length) return
  throw new StatsError(
    'invalid_input',
    `${metric} has a covariate on ${adjusted.length} of ${all.length} days. Give it on all, or on none.`,
  )
}

function checkDate(name: string, day: string): void {
  if (typeof day === 'string' && isDate(day)) return
  throw new StatsError('invalid_input', `${name} is ${shown(day)}. Give a date such as 2026-11-26.`)
}
