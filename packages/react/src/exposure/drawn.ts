import type { Bootstrap } from '@sluice/client'
import type { EvaluationDetails } from '@sluice/core'

/** What a server draws for one request. */
export interface Drawn {
  readonly details: Set<EvaluationDetails>
  /** What its page was given already, by flag key and variant. */
  readonly given: Set<string>
  /** Of the events that tell of it. */
  session: string | undefined
  sequence: number
}

// One for all copies of this package: `/server` is built apart from what it draws.
const place = globalThis as { [key: symbol]: WeakMap<Bootstrap, Drawn> | undefined }
const NAME = Symbol.for('sluice.drawn')

/** What was drawn with these values so far; `undefined` where nobody collects it. */
export function drawnWith(bootstrap: Bootstrap): Drawn | undefined {
  return place[NAME]?.get(bootstrap)
}

/** Collects from now on what is drawn with these values. */
export function collectDrawn(bootstrap: Bootstrap): void {
  const drawn = { details: new Set<EvaluationDetails>(), given: new Set<string>() }
  place[NAME] ??= new WeakMap()
  place[NAME].set(bootstrap, { ...drawn, session: undefined, sequence: 0 })
}
