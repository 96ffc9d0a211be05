import type { EvaluationContext } from './context.ts'

/** Always known, without being declared; both may be split by. */
export const BUILT_IN_ATTRIBUTES = ['targetingKey', 'anonymousKey'] as const

/**
 * Reads an attribute of a context; `null` and an empty targeting key count as missing.
 *
 * Own properties only, so that an attribute called `toString` is missing unless somebody sent it.
 */
export function readAttribute(context: EvaluationContext, name: string): unknown {
  if (name === 'targetingKey') return readTargetingKey(context)
  return Object.hasOwn(context, name) ? (context[name] ?? undefined) : undefined
}

/**
 * As `readAttribute` of the targeting key, in half the time: a context mostly inherits
 * from what has no such name, so that the value that was found can only be its own.
 */
export function readTargetingKey(context: EvaluationContext): unknown {
  const value: unknown = context.targetingKey
  const lender: unknown = Object.getPrototypeOf(context)
  const isLent =
    lender !== null &&
    'targetingKey' in (lender as object) &&
    !Object.hasOwn(context, 'targetingKey')
  return isLent || value === null || value === '' ? undefined : value
}

/**
 * Reads the unit to split by.
 *
 * @returns the string, or the finite number written as one; `undefined` for anything else and for an empty string
 */
export function readUnit(context: EvaluationContext, by: string): string | undefined {
  return unitOf(readAttribute(context, by))
}

/** Turns the attribute that is split by into the unit, as `readUnit` does. */
export function unitOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined
}
