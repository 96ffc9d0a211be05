import { existsForClients, toClientOfrep, toOfrep, type Evaluation } from '@sluice/core'
import type { LiveEnvironment } from '../live/live-environments.ts'

/** Who an answer is for: a client key is for everybody to see, the others are not. */
export type Audience = 'client' | 'trusted'

// Outcomes are shared objects, so each is written once per compiled ruleset and audience.
const texts: Readonly<Record<Audience, WeakMap<Evaluation, string>>> = {
  client: new WeakMap(),
  trusted: new WeakMap(),
}

/** The keys of the flags that exist for an audience. */
export function keysFor(audience: Audience, environment: LiveEnvironment): readonly string[] {
  return audience === 'client' ? environment.clientKeys : environment.compiled.keys
}

/** Tells whether a flag exists for an audience. */
export function existsFor(audience: Audience, environment: LiveEnvironment, key: string): boolean {
  const { compiled } = environment
  return audience === 'client' ? existsForClients(compiled, key) : compiled.has(key)
}

/** Writes an evaluation as the JSON text of an OFREP item. */
export function flagText(
  audience: Audience,
  environment: LiveEnvironment,
  evaluation: Evaluation,
): string {
  const known = texts[audience].get(evaluation)
  if (known !== undefined) return known
  const text = JSON.stringify(
    audience === 'client' ? toClientOfrep(environment.compiled, evaluation) : toOfrep(evaluation),
  )
  texts[audience].set(evaluation, text)
  return text
}
