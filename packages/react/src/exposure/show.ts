import type { EvaluationDetails } from '@sluice/core'
import { readNow, type FlagReader } from '../read-flag.ts'
import { hydrated } from '../hydration/hydrated.ts'
import { noteExposure, type ExposureNote } from './notes.ts'
import { countsAs, type ExposurePolicy } from './policy.ts'
import type { RegionRef } from './region.ts'

/** Selects the part of the details that can be seen. */
export type Select = (details: EvaluationDetails<never>) => unknown

/** A commit drew what a flag gave at one place. */
export function enter(
  reader: FlagReader,
  details: EvaluationDetails,
  select: Select,
  own: ExposurePolicy | undefined,
  region: RegionRef | undefined,
  read: (() => EvaluationDetails) | undefined,
): void {
  reader.select = select as FlagReader['select']
  reader.own = own
  reader.region = region
  reader.read = read
  show(reader, details)
}

/** It has left the screen. */
export function hide(reader: FlagReader): void {
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
  const { onScreen, select, read } = reader
  if (!onScreen) return
  const now = read?.() ?? readNow(reader, reader.default ?? null)
  // What looks different is drawn, and the commit of that tells.
  if (now === onScreen || !Object.is(select?.(now), select?.(onScreen))) return
  hide(reader)
  show(reader, now)
}

let committed: FlagReader[] = []

/**
 * One place on the page begins to show what a flag gave. The client is told at the
 * end of the task: what has left the page by then, as a treatment that threw in a
 * layout effect, was painted for nobody.
 */
function show(reader: FlagReader, details: EvaluationDetails): void {
  reader.onScreen = details
  const { client, key, own, region } = reader
  if (countsAs(details, own) === 'commit') {
    if (committed.push(reader) === 1) queueMicrotask(tellCommitted)
  } else if (countsAs(details, own) === 'visible') {
    const untold = (note: ExposureNote): (() => void) => {
      noteExposure(client.store, key, note)
      return client.expose(details)
    }
    const seen = (): (() => void) => client.expose(details, 'visible')
    reader.leave = region ? region.watch(seen, untold) : untold('hook')
  }
}

function tellCommitted(): void {
  const readers = committed
  committed = []
  for (const reader of readers) {
    const { client, drawn, onScreen, own, leave } = reader
    // StrictMode shows, hides and shows again: then it stands here twice.
    if (!onScreen || leave || countsAs(onScreen, own) !== 'commit') continue
    reader.leave = onScreen === drawn ? hydrated.expose(client, onScreen) : client.expose(onScreen)
  }
}
