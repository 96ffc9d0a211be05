import type { SluiceState } from '@sluice/client'
import { drawnPlaces, placedRegions, type DrawnPlace, type Region } from '@sluice/react/overlay'

/** A part of the page that a flag draws. */
export interface Place {
  readonly flag: string
  readonly kind: 'Gate' | 'Variant' | 'hook'
  readonly variant: string | undefined
  readonly reason: string | undefined
  readonly isBroken: boolean
  readonly source: string | undefined
  /** Absent where React does not tell. */
  readonly region: Region | undefined
}

/** A hook or an element in the sources, as the build plugin tells of it. */
export interface SourceNote {
  readonly kind: string
  readonly flag?: string
  readonly component?: string
  readonly at: string
}

/** What is on the page now. A hook tells its flag alone, and serves what the client does. */
export function placesOf({ flags, overrides }: SluiceState): readonly Place[] {
  return [
    ...[...drawnPlaces].map(placeOf),
    ...[...placedRegions.values()].map(({ flag, region }): Place => {
      const served = flags.get(flag)
      const forced = served?.metadata.overridable === false ? undefined : overrides.get(flag)
      const { variant, reason } = forced ?? served ?? {}
      const [note] = notesOf(flag)
      return { flag, kind: 'hook', variant, reason, isBroken: false, source: note?.at, region }
    }),
  ]
}

function placeOf({ flag, kind, details, isBroken, source, region }: DrawnPlace): Place {
  return {
    flag,
    kind,
    variant: details.variant,
    reason: details.reason,
    isBroken,
    source,
    region: region.current ?? undefined,
  }
}

/** Where a flag is read by hooks, as far as the build plugin has told. */
export function notesOf(flag?: string): readonly SourceNote[] {
  const { [Symbol.for('sluice.sources')]: notes } = globalThis as unknown as Record<symbol, unknown>
  const all = Array.isArray(notes) ? (notes as readonly SourceNote[]) : []
  return flag === undefined ? all : all.filter((note) => note.flag === flag)
}

/** The boxes of a place, in pixels of the viewport; those without an area are left out. */
export function boxesOf({ region }: Place): readonly DOMRect[] {
  try {
    const rects = region ? [...region.getClientRects()] : []
    return rects.filter(({ width, height }) => width > 0 && height > 0)
  } catch {
    // It left the page a moment ago.
    return []
  }
}
