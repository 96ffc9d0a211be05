import type { EvaluationDetails } from '@sluice/core'
import { useEffect, useLayoutEffect } from 'react'
import type { ReadClient } from '../client-context.ts'
import type { FlagReader } from '../read-flag.ts'
import { countsAs, type ExposurePolicy } from './policy.ts'
import type { RegionRef } from './region.ts'
import { enter, hide, type Select } from './show.ts'

// An exposure is told with the commit: passive effects wait for a paint that a page which dies
// may never see. On a server React 18 warns of a layout effect.
const useCommit = typeof window === 'undefined' ? useEffect : useLayoutEffect

/**
 * Tells the client that what a flag gave is on the screen, and when it has left:
 * with the unmount, or hidden by `Activity` or `Suspense`. A render that does not
 * commit tells nothing.
 *
 * @param details - what this render draws
 * @param select - the part of them that can be seen
 * @param own - the policy of this place, where it has one
 */
export function useExposed(
  reader: FlagReader,
  details: EvaluationDetails<unknown>,
  select: Select,
  own?: ExposurePolicy,
  region?: RegionRef,
  read?: () => EvaluationDetails,
): void {
  noteDrawn(reader.client, details, own)
  useCommit(() => {
    enter(reader, details as EvaluationDetails, select, own, region, read)
    return () => hide(reader)
    // The rest is the same for one reader.
  }, [reader, details, own])
}

/** On a server, which commits nothing: notes for its page what it draws. */
export function noteDrawn(
  { drawn }: ReadClient,
  details: EvaluationDetails<unknown>,
  own: ExposurePolicy | undefined,
): void {
  if (drawn && countsAs(details, own) === 'commit') drawn.add(details as EvaluationDetails)
}
