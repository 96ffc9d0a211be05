import type { Ruleset } from '@sluice/core'

/** What a change would make of a ruleset, before it is numbered. */
export interface Proposal {
  readonly next: Ruleset
  /** Keys of the flags that the change rolls back. */
  readonly rolledBack?: ReadonlySet<string>
}
