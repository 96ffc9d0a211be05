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
 * page reports it too, and without sending it when the page has done so. What shows
 * the same at a place that the server did not draw is told in the same way, where
 * the page has reported it: until the service has answered, nobody else knows of it.
 *
 * @param isDrawn - whether the server drew this very place
 * @returns how to tell that it has left; `undefined` where the page has not told of it
 */
export function exposeDrawn(
  client: ReadClient,
  details: EvaluationDetails,
  isDrawn: boolean,
): (() => void) | undefined {
  const { event, sent } = findDrawn(details) ?? {}
  const isSame = (): boolean => isDrawn || (event !== undefined && tells(event, details, client))
  if (isDrawn) {
    const page = window as { sluiceTold?: ToldFlags }
    ;(page.sluiceTold ??= new Set()).add(details.key)
    if (!sent) return client.expose(details, 'commit', event?.id)
  }
  if (!sent || !isSame()) return undefined
  let leave: (() => void) | undefined
  let hasLeft = false
  void sent.then((isSent) => {
    leave = isSame()
      ? client.expose(details, isSent ? 'server' : 'commit', event?.id, isSent)
      : client.expose(details)
    if (hasLeft) leave()
  })
  return () => {
    hasLeft = true
    leave?.()
  }
}

/** Whether an event tells of these details too, to the person for whom the page was drawn. */
function tells(
  { allocationVersion, override }: ExposureEvent,
  { metadata }: EvaluationDetails,
  { store }: ReadClient,
): boolean {
  const { context } = store.getState()
  const { context: first } = store.getInitialState()
  return (
    metadata.allocationVersion === allocationVersion &&
    metadata.override === override &&
    context.targetingKey === first.targetingKey &&
    context['anonymousKey'] === first['anonymousKey']
  )
}

function findDrawn({
  key,
  variant,
}: EvaluationDetails): { event: ExposureEvent; sent: Promise<boolean> | undefined } | undefined {
  // A list that the browser keeps: to look for the elements anew costs the size of the page.
  for (const element of document.getElementsByClassName(DRAWN_CLASS) as Iterable<DrawnElement>) {
    const event = read(element).get(key)
    if (event?.variant === variant && event) return { event, sent: element.sluiceSent }
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
