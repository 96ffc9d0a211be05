import { useLayoutEffect } from 'react'
import type { DrawnPlace } from './drawn-place.ts'
import type { Region } from './exposure/visibility.ts'

/** A place on the page that a hook's flag was given by a ref. */
export interface PlacedRegion {
  readonly flag: string
  readonly region: Region
}

/** What gates and variants draw on the page now, in the order in which it came. */
export const drawnPlaces: Set<DrawnPlace> = new Set()

/** Where hooks show their flags, as far as refs tell. */
export const placedRegions: Map<object, PlacedRegion> = new Map()

/** Stands beside what a gate draws: on the page while that is, and gone with it. */
export function Mark(place: DrawnPlace): null {
  useLayoutEffect(() => {
    drawnPlaces.add(place)
    return () => void drawnPlaces.delete(place)
  })
  return null
}

/** Hears of the ref of a hook. */
export function placed(place: object, flag: string, region: Region | null): void {
  if (region) placedRegions.set(place, { flag, region })
  else placedRegions.delete(place)
}
