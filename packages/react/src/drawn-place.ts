import type { EvaluationDetails } from '@sluice/core'
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
