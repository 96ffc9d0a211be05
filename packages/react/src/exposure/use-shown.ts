import type { EvaluationDetails } from '@sluice/core'
import { useLayoutEffect } from 'react'
import type { FlagReader, ExposedPlace } from '../read-flag.ts'
import { hide, show } from './show.ts'

/**
 * Tells the client that what a flag gave is on the screen, and when it has left:
 * with the unmount, or hidden by `Activity` or `Suspense`. A render that does not
 * commit tells nothing. For where there is a window.
 *
 * @param details - what this render draws
 */
export function useShown(
  reader: FlagReader,
  details: EvaluationDetails<unknown>,
  place: ExposedPlace,
): void {
  const { own } = place
  // It may be a server all the same; what it reads is what it draws.
  reader.client.drawn?.push(details as EvaluationDetails, own)
  // With the commit: passive effects wait for a paint that a page which dies may never see.
  useLayoutEffect(() => {
    show(reader, details as EvaluationDetails, place)
    return () => hide(reader)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the rest is the same for one reader
  }, [reader, details, own])
}
