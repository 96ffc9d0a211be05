import type { FlagKey } from '@sluice/client'
import { useCallback, useMemo, useRef } from 'react'
import { overlay } from '../told-overlay.ts'
import { readNow, type FlagReader, type ShownRegion } from '../read-flag.ts'
import { useProvidedClient } from '../use-client.ts'
import { useCommit } from '../use-commit.ts'
import { useReading } from '../use-reading.ts'
import { countsAs } from './policy.ts'
import { createRegionRef } from './region.ts'
import { useExposed } from './use-exposed.ts'
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
  useProvidedClient()
  // It reads along with the hook that shows the flag, and renders nothing itself.
  const [, reader] = useReading(key, null, nothing)
  const onScreen = useRef<FlagReader>(undefined)
  useCommit(() => {
    arrive(reader)
    onScreen.current = reader
    return () => {
      onScreen.current = undefined
    }
  }, [reader])
  return useCallback(() => {
    const say = (): void => {
      if (onScreen.current !== reader) return
      // A default of null takes a value of any type.
      const details = readNow(reader, null)
      // It says nothing of what stays on the screen.
      if (countsAs(details, 'manual')) reader.client.expose(details, 'manual')()
    }
    if (onScreen.current) say()
    // A child's layout effect is earlier than the one above.
    else queueMicrotask(say)
  }, [reader])
}

const nothing = (): void => {}

/** It is on the page with the commit: what is said before its effect that listens keeps nothing else. */
function arrive(reader: FlagReader): void {
  reader.onPage.current = reader
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
  useProvidedClient()
  const [details, reader] = useReading(key, null, itself)
  const seen = useMemo(() => createSeenRef(key), [key])
  useExposed(reader, details, { select: itself, own: 'visible', region: seen })
  return seen.attach
}

const itself = <T>(details: T): T => details

interface SeenRef extends ShownRegion {
  readonly attach: (region: Region | null) => void
}

/** Makes a ref that looks for its element as long as something is shown in it. */
function createSeenRef(key: string): SeenRef {
  const ref = createRegionRef()
  let watch: (() => () => void) | undefined
  let stop: (() => void) | undefined
  const begin = (): void => {
    stop?.()
    stop = ref.current ? watch?.() : undefined
  }
  return {
    attach(region) {
      ref.attach(region)
      overlay.placed?.(ref, key, region)
      begin()
    },
    show(reader, details) {
      watch = () => ref.show(reader, details)
      begin()
      return () => {
        watch = undefined
        begin()
      }
    },
  }
}
