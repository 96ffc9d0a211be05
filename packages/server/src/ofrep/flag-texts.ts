import { toOfrep, type Evaluation, type OfrepFailure, type OfrepFlag } from '@sluice/core'
import type { LiveEnvironment } from '../live/live-environments.ts'

/** Who an answer is for: a client key is for everybody to see, the others are not. */
export type Audience = 'client' | 'trusted'

const PREREQUISITE = 'prerequisite:'

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
  if (!environment.compiled.has(key)) return false
  return audience === 'trusted' || environment.ruleset.flags[key]?.serverOnly !== true
}

/** Writes an evaluation as the JSON text of an OFREP item. */
export function flagText(
  audience: Audience,
  environment: LiveEnvironment,
  evaluation: Evaluation,
): string {
  const known = texts[audience].get(evaluation)
  if (known !== undefined) return known
  const item = toOfrep(evaluation)
  const text = JSON.stringify(audience === 'client' ? withoutSecrets(environment, item) : item)
  texts[audience].set(evaluation, text)
  return text
}

// A flag that does not exist for the reader is not named either.
function withoutSecrets(
  environment: LiveEnvironment,
  item: OfrepFlag | OfrepFailure,
): OfrepFlag | OfrepFailure {
  if ('errorCode' in item) {
    if (item.errorCode === 'TARGETING_KEY_MISSING') return item
    return { ...item, errorDetails: 'The flag cannot be evaluated. Its owner can see why.' }
  }
  const ruleId = item.metadata?.ruleId
  if (ruleId === undefined || !ruleId.startsWith(PREREQUISITE)) return item
  if (existsFor('client', environment, ruleId.slice(PREREQUISITE.length))) return item
  return { ...item, metadata: { ...item.metadata, ruleId: 'prerequisite' } }
}
