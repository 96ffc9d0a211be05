import { readNow, type FlagReader, type Shown } from '../flag-reader.ts'
import { exposeDrawn } from '../hydration/drawn-exposures.ts'
import { noteExposure, type ExposureNote } from './notes.ts'
import { isExposable, policyOf } from './policy.ts'
import { watchRegion } from './visibility.ts'

/** One place on the page begins to show something of a flag: the client is told. */
export function show(reader: FlagReader, shown: Shown): void {
  const { client, key, drawn } = reader
  const { details, own, region } = shown
  reader.onScreen = shown
  if (!isExposable(details)) return
  const policy = policyOf(details, own)
  if (policy === 'commit') {
    reader.leave = details === drawn ? exposeDrawn(client, details) : client.expose(details)
  } else if (policy === 'visible') {
    const untold = (note: ExposureNote): (() => void) => {
      noteExposure(client.store, key, note)
      return client.expose(details)
    }
    const seen = (): (() => void) => client.expose(details, 'visible')
    reader.leave = region ? watchRegion(region, seen, untold) : untold('hook')
  }
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
  const { onScreen } = reader
  if (!onScreen) return
  const { details, select, read } = onScreen
  const now = read?.() ?? readNow(reader, reader.default ?? null)
  if (now === details) return
  // What looks different is drawn, and the commit of that tells.
  if (!Object.is(select(now), select(details))) return
  hide(reader)
  show(reader, { ...onScreen, details: now })
}
