import type { Condition, Ruleset } from '@sluice/core'

/** Names of the attributes that conditions test, those of segments within them included. */
export function namedAttributes(
  segments: Ruleset['segments'],
  conditions: readonly Condition[],
): Set<string> {
  const found = new Set<string>()
  const seen = new Set<string>()
  const open = [...conditions]
  for (let condition = open.pop(); condition !== undefined; condition = open.pop()) {
    if ('all' in condition) open.push(...condition.all)
    else if ('any' in condition) open.push(...condition.any)
    else if ('not' in condition) open.push(condition.not)
    else if ('attribute' in condition) found.add(condition.attribute)
    else if (!seen.has(condition.segment)) {
      seen.add(condition.segment)
      const segment = segments[condition.segment]
      if (segment !== undefined) open.push(segment)
    }
  }
  return found
}
