import type { SluiceClient } from '@sluice/client'
import type { ComponentType, ReactNode } from 'react'
import type { DrawnPlace } from './drawn-place.ts'
import { HAS_FRAGMENT_REFS } from './exposure/region.ts'
import type { Region } from './exposure/visibility.ts'
import { Mark, placed } from './page-regions.ts'

// Bundlers put the text in its place.
declare const process: { readonly env: { readonly NODE_ENV?: string } }

/** What an overlay wants to be told of the page. */
export interface Overlay {
  /** Stands beside what each gate and variant draws, and draws nothing: its effects tell what is on the page. */
  Mark?: ComponentType<DrawnPlace> | undefined
  /** Called with what a ref of `useExposureRef` is given, by the key of its flag; `null`: no more. */
  placed?: ((place: object, flag: string, region: Region | null) => void) | undefined
  /** While you develop: called when a provider is drawn, which React may throw away, with what stands below. */
  drawing?: ((client: SluiceClient, children: ReactNode) => void) | undefined
  /** While you develop: called when that is on the page. */
  drawn?: (() => void) | undefined
}

/** Empty in production, unless an overlay is on the page: then it is the one that has put itself here. */
export const overlay: Overlay = {}

try {
  // While you develop, what is drawn is noted from the start: an overlay may be evaluated after the
  // gates, as with server components, and would not be told of them again. Where React has no
  // fragment refs, an element would be given a ref for that, which it may see: there it waits for one.
  if (process.env.NODE_ENV !== 'production' && HAS_FRAGMENT_REFS)
    Object.assign(overlay, { Mark, placed })
} catch {
  // A browser without a bundler: nobody develops there.
}
