import type { Actor } from './people.ts'

/** An environment in a list. */
export interface Environment {
  readonly key: string
  readonly settings: { readonly protected: boolean }
  readonly version: number
}

/** How much a flag is read. */
export interface FlagUsage {
  readonly key: string
  readonly kind: string
  readonly lastSeenAt: string | null
  readonly reads: number
  readonly exposures: number
}

/** Exposures of one variant in one stretch of time. */
export interface ExposureCount {
  readonly flag: string
  readonly variant: string
  readonly bucketStart: string
  readonly exposures: number
  readonly units: number
}

/** A version in the history of a ruleset. */
export interface Version {
  readonly version: number
  readonly createdAt: string
  readonly actor: Actor
  readonly action: string
  readonly reason: string | null
  readonly changes: readonly { readonly flag?: string; readonly kind: string }[]
}

/** A page of a list. */
export interface Page<T, N = number> {
  readonly items: readonly T[]
  readonly next?: N
}
