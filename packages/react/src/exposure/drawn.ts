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

type Registry = WeakMap<Bootstrap, Drawn>

/** One for all copies of this package: `/server` is built apart from what it draws. */
function registry(): Registry {
  const place = globalThis as { [key: symbol]: Registry | undefined }
  return (place[Symbol.for('sluice.drawn')] ??= new WeakMap())
}

/** Collects from now on what is drawn with these values. */
export function collectDrawn(bootstrap: Bootstrap): Drawn {
  const drawn: Drawn = {
    details: new Set(),
    given: new Set(),
    session: undefined,
    sequence: 0,
  }
  registry().set(bootstrap, drawn)
  return drawn
}

/** What was drawn with these values so far; `undefined` where nobody collects it. */
export function drawnWith(bootstrap: Bootstrap): Drawn | undefined {
  return registry().get(bootstrap)
}
