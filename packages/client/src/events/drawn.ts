import type { EvaluationDetails } from '@sluice/core'
import type { Bootstrap } from '../options.ts'

/** What a server draws for one request. */
export interface Drawn {
  /** Every read in turn, each with the exposure policy of its place, where that has one. */
  readonly reads: (EvaluationDetails | string | undefined)[]
  /** What its page was given already, by flag key and variant. */
  readonly given: Set<string>
  /** Of the events that tell of it. */
  session: string | undefined
}

/** Two for each read; far more than a page has. */
const MOST_READS = 4000

const all = new WeakMap<Bootstrap, Drawn>()

/** What was drawn with these values so far; `undefined` where nobody collects it. */
export function drawnWith(bootstrap: Bootstrap): Drawn | undefined {
  return all.get(bootstrap)
}

/**
 * Collects from now on what is drawn with these values: a local client that is made
 * with them has the list to which that is added.
 */
export function collectDrawn(bootstrap: Bootstrap): void {
  const reads: Drawn['reads'] = []
  const push = reads.push.bind(reads)
  // Drawn again and again, and taken by nobody, it would grow for ever. What is left out here
  // hydration tells.
  reads.push = (...read) => (reads.length < MOST_READS ? push(...read) : 0)
  all.set(bootstrap, { reads, given: new Set(), session: undefined })
}
