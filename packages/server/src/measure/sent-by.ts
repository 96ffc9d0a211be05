import type { Metric } from '@sluice/core'

/** Whose word a question is about; everybody's unless given. */
export interface Sent {
  readonly sentBy?: 'server'
}

/** Whether a metric counts only people and events that servers sent. */
export function isOfServers(metric: Metric | undefined): boolean {
  return metric !== undefined && metric.kind !== 'prometheus' && metric.sentBy === 'server'
}

/** The question as it is asked for a metric, which may count only what servers sent. */
export function asSent<Q extends Sent>(question: Q, metric: Metric): Q {
  return isOfServers(metric) ? { ...question, sentBy: 'server' } : question
}

/**
 * Whom a comparison by these metrics is of: only whom servers sent, where no metric asks pages,
 * so that nobody who is made up by the key of a page is counted anywhere. What is measured outside
 * counts no people here.
 */
export function peopleOf(metrics: Iterable<Metric>): Sent {
  const own = [...metrics].filter(({ kind }) => kind !== 'prometheus')
  return own.length > 0 && own.every(isOfServers) ? { sentBy: 'server' } : {}
}
