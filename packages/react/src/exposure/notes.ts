import type { SluiceClient } from '@sluice/client'
import { eachMounted, type Watched } from '../mounted.ts'
import { countsAs } from './policy.ts'

/**
 * Why a flag whose policy is `visible` counts as committed at some place.
 *
 * - `hook`: a hook has no element; `useExposureRef` gives it one
 * - `no_ref`: this React has no fragment refs, and what is drawn takes no ref
 * - `nothing_drawn`: there is nothing to be seen, or nothing that has an area
 * - `no_observer`: this browser cannot tell what is in the viewport
 */
export type ExposureNote = 'hook' | 'no_ref' | 'nothing_drawn' | 'no_observer'

type Noted = Pick<SluiceClient['store'], 'getState'>

const notes = new WeakMap<Noted, Map<string, ExposureNote>>()

/** Remembers that visibility could not be told at some place. */
export function noteExposure(store: Noted, flag: string, note: ExposureNote): void {
  let own = notes.get(store)
  if (!own) notes.set(store, (own = new Map<string, ExposureNote>()))
  own.set(flag, note)
}

/**
 * Tells, by flag key, where the policy `visible` fell back to `commit`, and why;
 * for an overlay. Of hooks it tells while they are on the page.
 */
export function exposureNotes({
  store,
  flags,
}: Pick<SluiceClient, 'store'> & Watched): ReadonlyMap<string, ExposureNote> {
  const noted = new Map(notes.get(store))
  eachMounted({ flags }, (reader) => {
    if (!reader) return
    const { key, place, onScreen } = reader
    const isHook = !place?.region && onScreen !== undefined
    if (isHook && countsAs(onScreen, place?.own) === 'visible') noted.set(key, 'hook')
  })
  return noted
}
