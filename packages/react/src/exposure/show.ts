import type { EvaluationDetails } from '@sluice/core'
import { readNow, type FlagReader } from '../read-flag.ts'
import { exposeDrawn } from '../hydration/drawn-exposures.ts'
import { noteExposure, type ExposureNote } from './notes.ts'
import { isExposable, policyOf } from './policy.ts'
import { watchRegion } from './visibility.ts'

/** One place on the page begins to show what a flag gave: the client is told. */
export function show(reader: FlagReader, details: EvaluationDetails): void {
  const { client, key, drawn, own, region } = reader
  reader.onScreen = details
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
  const { onScreen, select, read } = reader
  if (!onScreen) return
  const now = read?.() ?? readNow(reader, reader.default ?? null)
  // What looks different is drawn, and the commit of that tells.
  if (now === onScreen || !Object.is(select?.(now), select?.(onScreen))) return
  hide(reader)
  show(reader, now)
}
