import type { Generator } from '@sluice/stats'

/** A count of rare things, by Knuth's product; by the normal distribution where there are many. */
export function poisson({ uniform }: Generator, mean: number): number {
  if (mean > 60) {
    const [u, v] = [1 - uniform(), uniform()]
    const normal = Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v)
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal))
  }
  const limit = Math.exp(-mean)
  let count = 0
  let product = uniform()
  while (product > limit) {
    count++
    product *= uniform()
  }
  return count
}
