import type { EvaluationDetails } from '@sluice/core'
import type { ExposedPlace, FlagReader } from '../read-flag.ts'
import { useCommit } from '../use-commit.ts'
import { hide, show } from './show.ts'

/**
 * Tells the client that what a flag gave is on the screen, and when it has left:
 * with the unmount, or hidden by `Activity` or `Suspense`. A render that does not
 * commit tells nothing.
 *
 * @param details - what this render draws
 */
export function useExposed(
  reader: FlagReader,
  details: EvaluationDetails<unknown>,
  place: ExposedPlace,
): void {
  const { own } = place
  // A server commits nothing; what it reads is what it draws.
  reader.client.drawn?.push(details as EvaluationDetails, own)
  // With the commit: passive effects wait for a paint that a page which dies may never see.
  useCommit(() => {
    show(reader, details as EvaluationDetails, place)
    return () => hide(reader)
    // The rest is the same for one reader.
  }, [reader, details, own])
}
