import type { Scenario } from '@sluice/client/scenarios'
import type { Desk, Overrides } from '../panel/desk.ts'
import type { Kit } from '../panel/kit.ts'
import type { CheckedScenario } from './check-scenario.ts'

/**
 * What becomes of what is forced already.
 *
 * - `auto`: what the scenario names is replaced, the rest stays
 * - `clear`: nothing of it stays
 * - `local`: it stays, and the scenario adds what it does not name
 */
export type Merging = 'auto' | 'clear' | 'local'

/** What is forced when a scenario comes to what is forced already. */
export function merge(mine: Overrides, theirs: Overrides, merging: Merging): Overrides {
  if (merging === 'clear') return theirs
  return merging === 'auto' ? new Map([...mine, ...theirs]) : new Map([...theirs, ...mine])
}

/** Puts the page into a scenario. */
export function openScenario(
  { client, replace, seat }: Pick<Desk, 'client' | 'replace' | 'seat'>,
  { name }: Scenario,
  { accepted, context, settings }: CheckedScenario,
  merging: Merging,
  { lookAs }: Pick<Kit, 'lookAs'>,
): void {
  seat.set(settings)
  if (context) lookAs(client, name, context)
  replace(merge(client.overrides(), accepted, merging), `"${name}" is open.`)
}
