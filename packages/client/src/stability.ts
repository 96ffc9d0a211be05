import { canonical } from './canonical.ts'
import type { FlagEntry, FlagTable } from './state.ts'

/** What a page shows, and which of its flags wait for their moment. */
export interface SteadyFlags {
  /** `latest` itself when nothing waits. */
  readonly flags: FlagTable
  /** Keys of the flags whose latest value is not shown yet. */
  readonly pending: readonly string[]
}

/**
 * Keeps each flag to its stability contract: what was shown stays until the
 * contract lets the latest value through. What was off, killed or rolled back
 * pierces every contract, and is not held against what comes after it. A flag
 * that nothing was shown of takes the latest value, and one that is gone goes.
 *
 * @param hasNavigated - whether the pathname is another one than it was for `shown`
 */
export function keepSteady(
  shown: FlagTable,
  latest: FlagTable,
  hasNavigated?: boolean,
): SteadyFlags {
  const flags = new Map<string, FlagEntry>()
  const pending: string[] = []
  for (const [key, entry] of latest) {
    const last = shown.get(key)
    const { stability, pierce } = entry.metadata
    const isHeld =
      last?.value !== undefined &&
      last !== entry &&
      !pierce &&
      !last.metadata.pierce &&
      (stability === 'session' || (stability === 'navigation' && !hasNavigated)) &&
      canonical([last.value, last.variant]) !== canonical([entry.value, entry.variant])
    if (isHeld) pending.push(key)
    flags.set(key, isHeld ? last : entry)
  }
  return { flags: pending.length ? flags : latest, pending }
}
