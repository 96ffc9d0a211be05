import type { Flag } from './ruleset.ts'

type Flags = Readonly<Record<string, { readonly prerequisites: Flag['prerequisites'] }>>

/**
 * Finds the flags that can never be decided: those that require themselves, by
 * whatever way, and those that require one of them.
 *
 * @returns for each such flag the way back to where the cycle closes, keys in order
 */
export function prerequisiteCycles(flags: Flags): ReadonlyMap<string, readonly string[]> {
  const cycles = new Map<string, readonly string[]>()
  const done = new Set<string>()
  for (const start of Object.keys(flags)) if (!done.has(start)) walk(start, flags, done, cycles)
  return cycles
}

// A walk with its own stack: the way may be longer than the engine's stack is deep.
function walk(
  start: string,
  flags: Flags,
  done: Set<string>,
  cycles: Map<string, readonly string[]>,
): void {
  const way: string[] = [start]
  const nexts: number[] = [0]
  const onWay = new Set(way)
  while (way.length > 0) {
    const key = way.at(-1) as string
    const index = nexts.at(-1) as number
    const required = Object.hasOwn(flags, key) ? flags[key]?.prerequisites[index]?.flag : undefined
    if (required === undefined) {
      way.pop()
      nexts.pop()
      onWay.delete(key)
      done.add(key)
      continue
    }
    nexts[nexts.length - 1] = index + 1
    const cycle = onWay.has(required)
      ? [...way.slice(way.indexOf(required)), required]
      : cycles.get(required)
    if (cycle !== undefined) for (const one of way) if (!cycles.has(one)) cycles.set(one, cycle)
    if (!onWay.has(required) && !done.has(required)) {
      way.push(required)
      nexts.push(0)
      onWay.add(required)
    }
  }
}
