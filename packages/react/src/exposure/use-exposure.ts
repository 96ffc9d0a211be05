import type { FlagKey } from '@sluice/client'
import type { EvaluationDetails } from '@sluice/core'
import { useCallback, useMemo } from 'react'
import { overlay } from '../told-overlay.ts'
import { useReader } from '../component-reader.ts'
import { readNow, type FlagReader } from '../read-flag.ts'
import { useProvidedClient } from '../use-client.ts'
import { useCommit } from '../use-commit.ts'
import { noteExposure } from './notes.ts'
import { countsAs } from './policy.ts'
import { createRegionRef } from './region.ts'
import { hide } from './show.ts'
import type { Region } from './visibility.ts'

/**
 * Gives a function that says: what this flag gives was seen now. For places whose
 * policy is `manual`, where only the app knows; calling it again counts no more. Said
 * while the component is not on the page (hidden by `Activity` or `Suspense`, unmounted,
 * or in a render that did not commit) it counts nothing.
 * The function keeps its identity, and does nothing without a provider.
 *
 * @example
 * const label = useVariant('checkout-cta', 'Buy now', { exposure: 'manual' })
 * const seen = useExposure('checkout-cta')
 * <Dialog onOpen={seen}>{label}</Dialog>
 */
export function useExposure(key: FlagKey): () => void {
  const reader = useOwnReader(key)
  useCommit(() => enter(reader), [reader])
  return useCallback(() => {
    const say = (): void => {
      // It says nothing of what stays on the screen.
      if (reader.onScreen) expose(reader, 'manual')()
    }
    if (reader.onScreen) say()
    // A child's layout effect is earlier than the one above.
    else queueMicrotask(say)
  }, [reader])
}

/**
 * Gives a ref for the element, or the `<Fragment>` of React 19.3, that shows what a
 * hook gave: it counts when half of it was in the viewport for one second. Together
 * with `exposure: 'manual'` at the hook, which has no element of its own.
 *
 * @example
 * const label = useVariant('checkout-cta', 'Buy now', { exposure: 'manual' })
 * const ref = useExposureRef('checkout-cta')
 * <button ref={ref}>{label}</button>
 */
export function useExposureRef(key: FlagKey): (region: Region | null) => void {
  const reader = useOwnReader(key)
  return useMemo(() => watcherOf(reader), [reader])
}

/** Makes a ref that watches what it is given, until it is given something else. */
function watcherOf(reader: FlagReader): (region: Region | null) => void {
  const ref = createRegionRef()
  let stop: (() => void) | undefined
  return (region) => {
    stop?.()
    if (region) arrive(reader)
    ref.attach(region)
    overlay.placed?.(ref, reader.key, region)
    stop =
      region === null
        ? undefined
        : ref.watch(
            () => expose(reader, 'visible'),
            (note) => {
              noteExposure(reader.client.store, reader.key, note)
              return expose(reader, 'commit')
            },
          )
  }
}

function useOwnReader(key: FlagKey): FlagReader {
  useProvidedClient()
  return useReader(key)
}

/** What the component shows is on the page: a flag whose stability is `mount` stays at that. */
function arrive(reader: FlagReader): EvaluationDetails {
  const details = readNow(reader, null)
  reader.onPage.current = reader
  return details
}

/** The component is on the page. @returns what is called when it is no more */
function enter(reader: FlagReader): () => void {
  reader.onScreen = arrive(reader)
  return () => hide(reader)
}

function expose(reader: FlagReader, phase: 'commit' | 'manual' | 'visible'): () => void {
  // A default of null takes a value of any type.
  const details = readNow(reader, null)
  return countsAs(details, 'manual') ? reader.client.expose(details, phase) : () => {}
}
