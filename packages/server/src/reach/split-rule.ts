import type { Flag, Rule, Split } from '@sluice/core'

/** A rule that draws units, with the flag that it is of. */
export interface SplitRule {
  readonly flag: Flag
  readonly rule: Rule
  readonly split: Split
}
