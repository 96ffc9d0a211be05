import type { FlagTable } from '@sluice/client'
import type { Scenario } from '@sluice/client/scenarios'

/** What is forced, as a scenario has it. */
export function forcedIn(overrides: FlagTable): NonNullable<Scenario['overrides']> {
  return Object.fromEntries(
    [...overrides].map(([key, { value, variant }]) => [
      key,
      { ...(value !== undefined && { value }), ...(variant !== undefined && { variant }) },
    ]),
  )
}
