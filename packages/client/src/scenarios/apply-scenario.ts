import { canonical } from '../canonical.ts'
import type { SluiceClient } from '../client.ts'
import type { FlagEntry, Override } from '../state.ts'
import { forceOverrides, resolved, type Overrides } from './force-overrides.ts'
import { checkOpens, type Scenario } from './scenario.ts'

/** What is saved beside the overrides. */
export interface SaveOptions {
  /** Default `false`: a context may hold what is nobody else's business. */
  readonly context?: boolean
}

/**
 * Saves what is forced on this page as a scenario.
 *
 * @param name - one line that people know it by
 * @throws SluiceError `SCENARIO_TOO_LARGE` or `INVALID_SCENARIO` when it could not be opened again
 */
export function saveScenario(
  client: SluiceClient,
  name: string,
  options: SaveOptions = {},
): Scenario {
  const overrides = Object.fromEntries(
    [...client.overrides()].map(([key, { value, variant }]): [string, Override] => [
      key,
      { ...(value !== undefined && { value }), ...(variant !== undefined && { variant }) },
    ]),
  )
  const scenario: Scenario = {
    version: 1,
    name,
    overrides,
    ...(options.context && { context: client.context() }),
  }
  checkOpens(scenario)
  return scenario
}

/**
 * Puts a client into a scenario: forces what it forces, and nothing else, and
 * takes its context. A flag that may not be overridden keeps its own value. Where
 * only a variant is told, it gets its value as soon as the client holds it.
 *
 * @returns how to take it back, once: what was forced before is forced again, and nothing else.
 * Whoever has signed in since stays. Of several, take the latest back first.
 */
export function applyScenario(client: SluiceClient, scenario: Scenario): () => void {
  const before = [...client.overrides()]
  const context = client.context()
  const overrides = Object.entries(scenario.overrides ?? {})
  // The context first: what a variant stands for depends on what is held.
  if (scenario.context) void client.setContext(scenario.context)
  const own = canonical(client.context())
  forceOverrides(client, overrides)
  const stop = followValues(client, overrides)
  let isTakenBack = false
  return () => {
    if (isTakenBack) return
    isTakenBack = true
    stop()
    if (scenario.context && canonical(client.context()) === own) void client.setContext(context)
    forceOverrides(client, before)
  }
}

/** Keeps what stands for a variant in step with what is held, unless somebody else forces the flag. */
function followValues(client: SluiceClient, overrides: Overrides): () => void {
  const own = new Map(client.overrides())
  return client.store.subscribe(({ flags }, previous) => {
    if (flags === previous.flags) return
    for (const [key, override] of overrides) {
      if (client.overrides().get(key) !== own.get(key)) continue
      const next = resolved(client, key, override)
      if (next.value === own.get(key)?.value) continue
      client.setOverride(key, next)
      own.set(key, client.overrides().get(key) as FlagEntry)
    }
  })
}
