import type { Override } from '@sluice/client'
import type { Overrides } from '../panel/desk.ts'

/**
 * What becomes of each flag that would be forced otherwise than now: the value that the
 * page has and the one that it gets, since a name alone may say anything.
 *
 * @param flags - what the service gives
 * @param next - what would be forced
 */
export function changes(flags: Overrides, now: Overrides, next: Overrides): readonly string[] {
  return [...new Set([...next.keys(), ...now.keys()])]
    .filter((key) => next.get(key) !== now.get(key))
    .map((key) => {
      const served = flags.get(key)
      const becomes = next.get(key)
      const words = becomes ? wordsOf(becomes) : `${wordsOf(served)}, as the service gives it`
      return `${key}: ${wordsOf(now.get(key) ?? served)} → ${words}`
    })
}

/** A value as JSON, whole, and the name that it goes by. */
function wordsOf(entry: Override | undefined): string {
  const { value, variant } = entry ?? {}
  if (value !== undefined)
    return JSON.stringify(value) + (variant === undefined ? '' : ` (${variant})`)
  return variant === undefined ? 'no value' : `the variant ${variant}`
}
