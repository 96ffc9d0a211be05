/** Freezes a JSON value and all that is in it; without recursion, so that depth is no limit. */
export function deepFreeze(value: unknown): void {
  const open: unknown[] = [value]
  while (open.length > 0) {
    const next = open.pop()
    if (typeof next !== 'object' || next === null || Object.isFrozen(next)) continue
    Object.freeze(next)
    for (const inner of Object.values(next as Record<string, unknown>)) open.push(inner)
  }
}
