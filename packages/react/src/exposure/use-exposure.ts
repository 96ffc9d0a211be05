import type { FlagKey } from '@sluice/client'
import type { EvaluationDetails } from '@sluice/core'
import { useEffect, useMemo } from 'react'
import { overlay } from '../told-overlay.ts'
import { readNow, type FlagReader, type ShownRegion } from '../read-flag.ts'
import { useProvidedClient } from '../use-client.ts'
import { useCommit } from '../use-commit.ts'
import { useReading } from '../use-reading.ts'
import { countsAs } from './policy.ts'
import { createRegionRef, HAS_CLEAN_UPS, untold } from './region.ts'
import { selectAll, shownOnPage } from './shown-on-page.ts'
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
  const word = useMemo(() => createWord(reader), [reader])
  useCommit(() => word.arrive(), [word])
  useEffect(() => word.listen(), [word])
  return word.say
}

const nothing = (): void => {}

/** How one component says that something was seen, while it is on the page. */
interface Word {
  readonly say: () => void
  /** With the commit; gives how to leave. */
  readonly arrive: () => () => void
  /** Once all that came with the commit listens; gives how to end. */
  readonly listen: () => () => void
}

function createWord(reader: FlagReader): Word {
  let isOnScreen = false
  let isListening = false
  let isSaid = false
  const tell = (): void => {
    if (!isOnScreen) return
    isSaid = !isListening
    // What others show is known, and kept, once they listen.
    if (isSaid) return
    // A default of null takes a value of any type.
    const details = shownOnPage(reader, readNow(reader, null))
    // It says nothing of what stays on the screen.
    if (countsAs(details, 'manual')) reader.client.expose(details, 'manual')()
  }
  return {
    say() {
      if (isOnScreen) tell()
      // A child's layout effect is earlier than the one above.
      else queueMicrotask(tell)
    },
    arrive() {
      isOnScreen = true
      return () => {
        isOnScreen = false
      }
    },
    listen() {
      isListening = true
      // After the effects of this commit, whoever's they are.
      queueMicrotask(() => {
        if (isSaid) tell()
      })
      return () => {
        isListening = false
      }
    },
  }
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
export function useExposureRef(key: FlagKey): (region: Region | null) => CleanUp {
  useProvidedClient()
  const [details, reader] = useReading(key, null, selectAll)
  const seen = useMemo(() => createSeenRef(key), [key])
  useExposed(reader, details, { select: selectAll, own: 'visible', region: seen })
  return seen.attach
}

/** What React from 19 on does instead of giving `null`. */
type CleanUp = void | (() => void)

interface SeenRef extends ShownRegion {
  readonly attach: (region: Region | null) => CleanUp
}

/** Makes a ref that looks for its element as long as something is shown in it. */
function createSeenRef(key: string): SeenRef {
  const ref = createRegionRef()
  const attached = new Set<Region>()
  let watch: (() => () => void) | undefined
  let stop: (() => void) | undefined
  const begin = (): void => {
    stop?.()
    stop = ref.current ? watch?.() : undefined
  }
  const settle = (): void => {
    // One that comes while another leaves is the one that stays.
    const region = [...attached].at(-1) ?? null
    if (region === ref.current) return
    ref.attach(region)
    overlay.placed?.(ref, key, region)
    begin()
  }
  /** A ref that is written in place leaves with each render, and comes back in the same commit. */
  const settleSoon = (): void => queueMicrotask(settle)
  return {
    attach(region) {
      if (region) attached.add(region)
      else attached.clear()
      settleSoon()
      return region && HAS_CLEAN_UPS
        ? () => {
            attached.delete(region)
            settleSoon()
          }
        : undefined
    },
    show(reader, details) {
      const shown = (): EvaluationDetails => shownOnPage(reader, details)
      watch = () =>
        ref.watch(
          () => {
            const seen = shown()
            return countsAs(seen, 'visible') ? reader.client.expose(seen, 'visible') : nothing
          },
          (note) => untold(reader, shown(), note),
        )
      begin()
      return () => {
        watch = undefined
        begin()
      }
    },
  }
}
