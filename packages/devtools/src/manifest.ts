import type { JsonValue } from '@sluice/core'

/** What a manifest says of one flag. */
export interface ManifestFlag {
  readonly type?: string
  readonly kind?: string
  readonly title?: string
  readonly description?: string
  readonly owner?: string
  readonly tags?: readonly string[]
  readonly designUrl?: string
  readonly sunsetOn?: string
  readonly variants?: {
    readonly [name: string]: {
      readonly value?: JsonValue
      readonly title?: string
      readonly description?: string
    }
  }
}

/** What there is to know of flags beyond what a browser is served: written by `sluice types --manifest`. */
export interface SluiceManifest {
  readonly flags: { readonly [key: string]: ManifestFlag }
  readonly attributes?: {
    readonly [name: string]: {
      readonly type?: string
      readonly description?: string
      readonly sensitive?: boolean
    }
  }
}
