import type { Contestant, Effort } from './interleave.ts'
import { timed } from './timed.ts'

/**
 * Runs an operation a number of times and gives back something that depends on
 * every run, so that no run can be left out. Each contestant writes its own loop:
 * a loop shared by all would be compiled for none.
 */
export type Loop = (times: number) => unknown

let kept: unknown

/**
 * Makes contestants of loops. The first round warms a loop up for ten times as long
 * as a round lasts, so that it is compiled before its pace is taken.
 *
 * @returns contestants whose rounds take nanoseconds per operation
 */
export function loops(
  all: readonly (Omit<Contestant, 'round'> & { readonly loop: Loop })[],
  { loopMs }: Effort,
): Contestant[] {
  return all.map(({ loop, ...contestant }) => {
    let times = 0
    return {
      ...contestant,
      round() {
        if (times === 0) times = warmUp(loop, loopMs)
        const tookMs = timed(() => (kept = loop(times)))
        const perOperationNs = (tookMs / times) * 1e6
        // It may have been compiled better only now.
        if (tookMs < loopMs / 2) times = Math.ceil((times * loopMs) / tookMs)
        return perOperationNs
      },
    }
  })
}

/** Runs a loop until it has lasted long enough in all, and finds how often it goes round in a round. */
function warmUp(loop: Loop, loopMs: number): number {
  let times = 16
  for (let totalMs = 0; totalMs < loopMs * 10;) {
    const tookMs = timed(() => (kept = loop(times)))
    totalMs += tookMs
    if (tookMs < loopMs) times *= 2
  }
  return times
}

/** What the last loop gave back. */
export const lastResult = (): unknown => kept
