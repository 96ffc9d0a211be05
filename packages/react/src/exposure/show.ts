import type { EvaluationDetails } from '@sluice/core'
import { readNow, type FlagReader } from '../read-flag.ts'
import { hydrated } from '../hydration/hydrated.ts'
import { countsAs, type ExposurePolicy } from './policy.ts'
import type { RegionRef } from './region.ts'

/** Selects the part of the details that can be seen. */
export type Select = (details: EvaluationDetails<never>) => unknown

/** How one place shows what a flag gives; but for the policy always the same for one reader. */
export interface ExposedPlace {
  readonly select: Select
  /** The exposure policy of this place, where it has one. */
  readonly own?: ExposurePolicy | undefined
  /** What is drawn; a hook has none. */
  readonly region?: RegionRef
  /** Reads what is to be shown now. Default: `readNow`. */
  readonly read?: () => EvaluationDetails
}

/** Places that showed something in this task, or while nobody could see it, and are not told of yet. */
const committed = new Set<FlagReader>()

/** It has left the screen. */
export function hide(reader: FlagReader): void {
  committed.delete(reader)
  reader.onScreen = undefined
  reader.leave?.()
  reader.leave = undefined
}

/**
 * Looks whether what is shown has another name by now, and tells. An answer that
 * looks like the last is drawn by nobody; and yet the variant may be another one,
 * or what was there before a default and no variant at all.
 */
export function follow(reader: FlagReader): void {
  const { onScreen, place } = reader
  if (!onScreen || !place) return
  const { read, select } = place
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
 */
export function show(reader: FlagReader, details: EvaluationDetails): void {
  reader.onScreen = details
  const { own, region } = reader.place ?? {}
  const policy = countsAs(details, own)
  if (policy === 'visible' && region) reader.leave = region.show(reader, details)
  else if (policy === 'visible' || policy === 'commit') commit(reader)
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
  const shown = [...committed]
  committed.clear()
  for (const reader of shown) {
    const { client, drawn } = reader
    const details = reader.onScreen as EvaluationDetails
    reader.leave = details === drawn ? hydrated.expose(client, details) : client.expose(details)
  }
}
