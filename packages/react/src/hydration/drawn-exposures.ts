import type { EvaluationDetails, ExposureEvent } from '@sluice/core'
import type { ReadClient } from '../client-context.ts'

/** Of the elements that carry what a server drew. */
export const DRAWN_CLASS = 'sluice-drawn'

/** On the window: the flags of which the client has told what a server drew. */
export type ToldFlags = Set<string>

/** An element with what a server drew. */
export interface DrawnElement extends Element {
  /** Whether the service has it, where the page itself has sent it. */
  sluiceSent?: Promise<boolean>
}

/**
 * Tells that what a server drew is awake on the screen: under the id by which the
 * page reports it too, and without sending it when the page has done so.
 *
 * @returns how to tell that it has left
 */
export function exposeDrawn(client: ReadClient, details: EvaluationDetails): () => void {
  const page = window as { sluiceTold?: ToldFlags }
  ;(page.sluiceTold ??= new Set()).add(details.key)
  const { id, sent } = findDrawn(details) ?? {}
  if (!sent) return client.expose(details, 'commit', id)
  let leave: (() => void) | undefined
  let hasLeft = false
  void sent.then((isSent) => {
    leave = client.expose(details, isSent ? 'server' : 'commit', id, isSent)
    if (hasLeft) leave()
  })
  return () => {
    hasLeft = true
    leave?.()
  }
}

function findDrawn({
  key,
  variant,
}: EvaluationDetails): { id: string; sent: Promise<boolean> | undefined } | undefined {
  // A list that the browser keeps: to look for the elements anew costs the size of the page.
  for (const element of document.getElementsByClassName(DRAWN_CLASS) as Iterable<DrawnElement>) {
    const drawn = read(element).get(key)
    if (drawn?.variant === variant && drawn) return { id: drawn.id, sent: element.sluiceSent }
  }
  return undefined
}

const known = new WeakMap<Element, ReadonlyMap<string, ExposureEvent>>()

function read(element: Element): ReadonlyMap<string, ExposureEvent> {
  const last = known.get(element)
  if (last) return last
  const drawn = new Map<string, ExposureEvent>()
  try {
    const events = JSON.parse(element.textContent) as readonly ExposureEvent[]
    for (const event of events) drawn.set(event.flag, event)
  } catch {
    // Cut off on the way, and so was what reports it.
  }
  known.set(element, drawn)
  return drawn
}
