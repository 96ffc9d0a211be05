import type { PageContestant } from './contestant.ts'
import { flagKeys } from './flags.ts'

/**
 * Reads one flag after the other.
 *
 * @returns what takes how often, and gives nanoseconds per read
 */
export function reading(read: PageContestant['read']): (times: number) => number {
  return (times) => {
    let on = 0
    const startedAt = performance.now()
    for (let index = 0; index < times; index++) {
      if (read?.(flagKeys[index % flagKeys.length] as string) === true) on++
    }
    const perReadNs = ((performance.now() - startedAt) / times) * 1e6
    if (on === times) throw new Error('Every flag is on, and none should be.')
    return perReadNs
  }
}

/** Puts a contestant that draws nothing at the disposal of whoever measures. */
export function install({ start, read }: Pick<PageContestant, 'start' | 'read'>): void {
  globalThis.bench = {
    start: async () => start(),
    read: reading(read),
  } as typeof globalThis.bench
}
