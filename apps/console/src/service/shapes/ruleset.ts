/** A flag as people write it. */
export interface FlagDocument {
  readonly type?: string
  readonly kind?: string
  readonly title?: string
  readonly description?: string
  readonly owner?: string
  readonly tags?: readonly string[]
  readonly enabled?: boolean
  readonly archived?: boolean
  readonly sunsetOn?: string
  /** Each in full, or as nothing but its value. */
  readonly variants?: Readonly<Record<string, unknown>>
  readonly defaultVariant?: string
  readonly offVariant?: string
  readonly prerequisites?: readonly {
    readonly flag: string
    readonly variants: readonly string[]
  }[]
  readonly rules?: readonly RuleDocument[]
}

/** A rule as people write it. */
export interface RuleDocument {
  readonly id: string
  readonly title?: string
  readonly description?: string
  readonly when?: unknown
  readonly serve: {
    readonly variant?: string
    readonly split?: readonly { readonly variant: string; readonly weightBps: number }[]
    readonly coverageBps?: number
    readonly by?: string
  }
}

/** A ruleset as people write it. */
export interface RulesetDocument {
  readonly attributes?: Readonly<
    Record<string, { readonly stored?: boolean; readonly sensitive?: boolean }>
  >
  readonly flags?: Readonly<Record<string, FlagDocument>>
}
