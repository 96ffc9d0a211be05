import type { Ruleset } from './ruleset.ts'

/**
 * Collects the moments at which a window opens or closes, of flags that are on.
 *
 * @returns epoch milliseconds, ascending
 */
export function edgesOf(ruleset: Ruleset): readonly number[] {
  const edges = new Set<number>()
  for (const flag of Object.values(ruleset.flags)) {
    if (flag.archived || !flag.enabled) continue
    for (const { window } of flag.rules) {
      if (window?.startsAt !== undefined) edges.add(window.startsAt)
      if (window?.endsAt !== undefined) edges.add(window.endsAt)
    }
  }
  return [...edges].sort((a, b) => a - b)
}

/** Finds the first of ascending numbers that is greater than `limit`. */
export function firstAfter(ascending: readonly number[], limit: number): number | undefined {
  return ascending.find((edge) => edge > limit)
}
