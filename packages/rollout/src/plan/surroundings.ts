/** What a plan is checked against: the world as it is now. */
export interface Surroundings {
  /** The flag of the plan; `undefined` when there is none. */
  readonly flag?:
    | {
        readonly archived: boolean
        readonly enabled: boolean
        readonly variants: readonly string[]
        readonly defaultVariant: string
        /** Ids of the rules that split. */
        readonly splitRules: readonly string[]
        /** The buckets `[from, to)`, in basis points, that the rule of the plan gives the treatment to now. */
        readonly treated?: readonly [number, number] | undefined
        /** What that rule gives to somebody beside treatment and control. */
        readonly others?: readonly string[] | undefined
        /** The steps for an audience whose own rule would take the place of another one, by name. */
        readonly occupied?: readonly string[] | undefined
        /** Why nobody can come to the rule of the plan, and what to do, in sentences. */
        readonly unreachable?: string | undefined
        /** Why nobody is counted whom the flag is shown, and what to do, in sentences. */
        readonly uncounted?: string | undefined
        /** An experiment that runs on the flag, by its key. */
        readonly experiment?: string | undefined
      }
    | undefined
  readonly segments: readonly string[]
  readonly metrics: Readonly<
    Record<
      string,
      | {
          readonly kind: 'rate' | 'mean' | 'ratio'
          readonly direction?: 'lower_is_better' | 'higher_is_better' | undefined
          /** Whether it ever had a value. */
          readonly hasData: boolean
          /** For how long a unit has to have met the flag before it counts; at once unless given. */
          readonly livedMs?: number | undefined
          /** Why it could not be asked, in a sentence. */
          readonly fault?: string | undefined
        }
      /** Why no guardrail can test it, and what to do, in sentences. */
      | { readonly unfit: string }
    >
  >
  /** Units that meet the flag in a day; `undefined` when none did yet. */
  readonly unitsPerDay: number | undefined
  /**
   * Of these, the share that comes to the rule of the plan, may be drawn by it and is recorded, in
   * `[0, 1]`; all unless given.
   */
  readonly reach?: number | undefined
  /**
   * The same for the steps for an audience, by its segment: at most, where nothing tells how many
   * are in it.
   */
  readonly audiences?: Readonly<Record<string, number>> | undefined
  /** Rollouts of the same flag that keep this one from starting. */
  readonly otherRollouts: readonly {
    readonly id: string
    readonly state: string
    /** Rolled back, with an incident that is open or cools down. */
    readonly isLocked: boolean
  }[]
}
