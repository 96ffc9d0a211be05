import type { EvaluationDetails } from '@sluice/core'
import { readNow, type FlagReader } from '../read-flag.ts'
import { hydrated } from '../hydration/hydrated.ts'
import type { ExposedPlace } from './exposed-place.ts'
import { noteExposure, type ExposureNote } from './notes.ts'
import { countsAs } from './policy.ts'

/** What was shown in this task, or while nobody could see it, and is not told yet. */
let committed = new Map<FlagReader, EvaluationDetails>()

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
  const { client, key } = reader
  const { own, region } = place
  const policy = countsAs(details, own)
  if (policy === 'commit') commit(reader, details)
  if (policy === 'visible') {
    const untold = (note: ExposureNote): (() => void) => {
      noteExposure(client.store, key, note)
      const fallen = { ...reader, leave: undefined }
      commit(fallen, details)
      return () => hide(fallen)
    }
    reader.leave = region
      ? region.watch(() => client.expose(details, 'visible'), untold)
      : untold('hook')
  }
}

function commit(reader: FlagReader, details: EvaluationDetails): void {
  if (!committed.size) queueMicrotask(tellCommitted)
  committed.set(reader, details)
}

function tellCommitted(): void {
  // Not every place where React draws has a document.
  if (globalThis.document?.hidden) {
    document.addEventListener('visibilitychange', tellCommitted, { once: true })
    return
  }
  const shown = committed
  committed = new Map()
  for (const [reader, details] of shown) {
    const { client, drawn } = reader
    reader.leave = details === drawn ? hydrated.expose(client, details) : client.expose(details)
  }
}
