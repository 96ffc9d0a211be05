import type { SluiceClient } from '@sluice/client'
import type { EvaluationDetails } from '@sluice/core'
import type { ComponentType, ReactNode } from 'react'
import type { Region } from './exposure/visibility.ts'

/** One place on the page that a `Gate` or `Variant` draws. */
export interface DrawnPlace {
  readonly kind: 'Gate' | 'Variant'
  readonly flag: string
  readonly details: EvaluationDetails<unknown>
  /** Whether the control stands in for a treatment that crashed. */
  readonly isBroken: boolean
  /** Where React put it; `current` is `null` where that cannot be told. */
  readonly region: { readonly current: Region | null }
  /** Where the element is written, as `src/Cart.tsx:12`. */
  readonly source: string | undefined
  /** What a `Variant` draws, by the names of the variants. */
  readonly cases?: object
  /** The variant whose case is the control of a `Variant`; `undefined` where none is. */
  readonly control?: string | undefined
}

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

/** Empty, unless an overlay is on the page: then it is the one that has put itself here. */
export const overlay: Overlay = {}
