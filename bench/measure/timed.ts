/** Does some work and tells how long it took, milliseconds. */
export function timed(work: () => unknown): number {
  const startedAt = performance.now()
  work()
  return performance.now() - startedAt
}
