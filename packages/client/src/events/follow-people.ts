import type { EvaluationContext } from '@sluice/core'
import type { SyncOwner } from '../sync-part.ts'
import type { Evaluated } from './who.ts'

/**
 * Keeps track of whom the values held were evaluated for, and exposes what is still
 * on the screen to whoever comes next.
 *
 * @returns how to tell that the values held are an answer
 */
export function followPeople(owner: SyncOwner): () => void {
  const { events, store } = owner
  let settled = events.evaluated
  // What was drawn for somebody a moment ago may be committed only now.
  let left: ReadonlyMap<string, unknown> = new Map()
  let leftFor: Evaluated = settled
  events.evaluatedFor = (details) => {
    const isLeft =
      left.get(details.key) === details && store.getState().flags.get(details.key) !== details
    return isLeft ? leftFor : events.evaluated
  }
  store.subscribe((state, previous) => {
    const isSame =
      state.context === previous.context || isSamePerson(state.context, previous.context)
    if (isSame) return
    left = previous.flags
    leftFor = events.evaluated
  })
  return () => {
    const { state, eventAttributes = events.evaluated.attributes } = store.getState().status
    if (state !== 'ready') return
    const last = settled
    settled = events.evaluated = { context: owner.context(), attributes: eventAttributes }
    const isSame =
      last.context === settled.context &&
      last.attributes?.units.join() === eventAttributes?.units.join()
    if (!isSame) events.exposeAgain()
  }
}

function isSamePerson(a: EvaluationContext, b: EvaluationContext): boolean {
  return a.targetingKey === b.targetingKey && a['anonymousKey'] === b['anonymousKey']
}
