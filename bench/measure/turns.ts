/**
 * Gives everybody a turn, each round in an order of its own: so nobody always works
 * after the same one, in what that left in the processor's caches. The same in every run.
 *
 * @param round - any whole number
 */
export function turnsOf<T>(all: readonly T[], round: number): T[] {
  return all
    .map((one, index) => [chance(round * 64 + index), one] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, one]) => one)
}

/** Scatters whole numbers over 32 bits: the finalizer of MurmurHash3. */
function chance(whole: number): number {
  let bits = Math.imul(whole ^ (whole >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
