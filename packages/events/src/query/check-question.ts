import { SluiceError } from '@sluice/core'
import type { Analysis, Metric } from './questions.ts'

/** A question that cannot be answered as it was asked. */
export function invalid(what: string): SluiceError {
  return new SluiceError('INVALID_QUESTION', what, { status: 422 })
}

/** Checks a stretch of time. */
export function checkRange(from: number, to: number): void {
  checkTime('from', from)
  checkTime('to', to)
  if (from >= to) throw invalid(`"from" is ${from} and "to" is ${to}: give a "to" after "from".`)
}

/** Checks a time or a length of time in milliseconds. */
export function checkTime(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw invalid(`"${name}" is ${value}: give whole milliseconds, 0 or more.`)
  }
}

/** Checks an analysis. */
export function checkAnalysis(analysis: Analysis): void {
  checkRange(analysis.from, analysis.to)
  if (analysis.until !== undefined) checkTime('until', analysis.until)
}

/** Gives `until`, which some questions need to know what is not known yet. */
export function neededUntil({ until }: Analysis): number {
  if (until === undefined) {
    throw invalid('Give "until", the time up to which outcomes are known, to tell what is open.')
  }
  return until
}

const MAX_METRICS = 50

/** Checks metrics: names that are told apart, windows that are times. */
export function checkMetrics(metrics: readonly Metric[]): void {
  if (metrics.length === 0 || metrics.length > MAX_METRICS) {
    throw invalid(`There are ${metrics.length} metrics: ask for 1 to ${MAX_METRICS} at once.`)
  }
  const names = new Set<string>()
  for (const metric of metrics) {
    if (names.has(metric.name)) throw invalid(`Two metrics are called "${metric.name}".`)
    names.add(metric.name)
    if (metric.windowMs !== undefined) checkTime(`windowMs of ${metric.name}`, metric.windowMs)
    if (metric.fromMs !== undefined) checkTime(`fromMs of ${metric.name}`, metric.fromMs)
    const { lower = 0, upper = 0 } = metric.bounds ?? {}
    if (!(lower <= 0 && upper >= 0)) {
      throw invalid(
        `"${metric.name}" is bounded by ${lower} and ${upper}: a unit without an outcome adds 0, which has to lie between.`,
      )
    }
    if (metric.covariateMs !== undefined) {
      checkTime(`covariateMs of ${metric.name}`, metric.covariateMs)
    }
    if (metric.kind === 'quantile' && !(metric.probability > 0 && metric.probability < 1)) {
      throw invalid(
        `The probability of "${metric.name}" is ${metric.probability}: give one between 0 and 1.`,
      )
    }
  }
}
