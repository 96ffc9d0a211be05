import type { SluiceClient } from '../client.ts'
import type { Override } from '../state.ts'
import type { Scenario } from './scenario.ts'

/** What is saved beside the overrides. */
export interface SaveOptions {
  /** Default `false`: a context may hold what is nobody else's business. */
  readonly context?: boolean
}

/**
 * Saves what is forced on this page as a scenario.
 *
 * @param name - one line that people know it by
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
  return {
    version: 1,
    name,
    overrides,
    ...(options.context && { context: client.context() }),
  }
}

/**
 * Puts a client into a scenario: forces what it forces, and nothing else, and
 * takes its context. A flag that may not be overridden keeps its own value.
 *
 * @returns how to take it back
 */
export function applyScenario(client: SluiceClient, scenario: Scenario): () => void {
  const overrides = [...client.overrides()]
  const context = client.context()
  // The context first: what a variant stands for depends on what is held.
  if (scenario.context) void client.setContext(scenario.context)
  force(client, Object.entries(scenario.overrides ?? {}))
  return () => {
    if (scenario.context) void client.setContext(context)
    force(client, overrides)
  }
}

function force(client: SluiceClient, overrides: readonly (readonly [string, Override])[]): void {
  client.clearOverrides()
  for (const [key, override] of overrides) {
    const value = override.value ?? valueOf(client, key, override.variant)
    client.setOverride(key, { ...override, ...(value !== undefined && { value }) })
  }
}

/** What a variant stands for, as far as a browser can know: it holds the value of one variant alone. */
function valueOf(client: SluiceClient, key: string, variant: string | undefined) {
  const held = client.peek(key, null)
  if (held.variant === variant) return held.value ?? undefined
  const isGate = typeof held.value === 'boolean' && (variant === 'on' || variant === 'off')
  return isGate ? variant === 'on' : undefined
}
