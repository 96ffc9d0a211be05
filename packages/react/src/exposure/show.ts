import type { EvaluationDetails } from '@sluice/core'
import { readNow, type ExposedPlace, type FlagReader } from '../read-flag.ts'
import { hydrated } from '../hydration/hydrated.ts'
import { countsAs } from './policy.ts'

/** Places that showed something in this task, or while nobody could see it, and are not told of yet. */
let committed = new Set<FlagReader>()

/** It has left the screen. */
export function hide(reader: FlagReader): void {
  committed.delete(reader)
  reader.leave?.()
  reader.leave = reader.onScreen = undefined
}

/**
 * Looks whether what is shown has another name by now, and tells. An answer that
 * looks like the last is drawn by nobody; and yet the variant may be another one,
 * or what was there before a default and no variant at all.
 */
export function follow(reader: FlagReader): void {
  const { onScreen } = reader
  if (!onScreen) return
  const { read, select } = reader.place as ExposedPlace
  const now = read?.() ?? readNow(reader, reader.default ?? null)
  // What looks different is drawn, and the commit of that tells.
  if (now === onScreen || !Object.is(select(now as never), select(onScreen as never))) return
  hide(reader)
  show(reader, now)
}

/**
 * One place on the page begins to show what a flag gave. The client is told at the
 * end of the task: what has left the page by then, as a treatment that threw in a
 * layout effect, was painted for nobody. In a tab in the background, or a page that
 * is prerendered, it is told when somebody looks.
 *
 * @param place - the last one, unless given
 */
export function show(
  reader: FlagReader,
  details: EvaluationDetails,
  place: ExposedPlace = reader.place as ExposedPlace,
): void {
  reader.place = place
  reader.onScreen = details
  const { own, region } = place
  if (region && countsAs(details, own) === 'visible') reader.leave = region.show(reader, details)
  else commit(reader)
}

/** Tells of a place that has shown something, at the end of the task. */
export function commit(reader: FlagReader): void {
  if (!committed.size) queueMicrotask(tellCommitted)
  committed.add(reader)
}

function tellCommitted(): void {
  // Not every place where React draws has a document.
  if (globalThis.document?.hidden) {
    document.addEventListener('visibilitychange', tellCommitted, { once: true })
    return
  }
  const shown = committed
  committed = new Set()
  for (const reader of shown) {
    const { client, drawn, place } = reader
    const details = reader.onScreen as EvaluationDetails
    const policy = countsAs(details, (place as ExposedPlace).own)
    // Without a region nobody can tell what is visible.
    if (policy === 'commit' || policy === 'visible')
      reader.leave = hydrated.expose?.(client, details, details === drawn) ?? client.expose(details)
  }
}
