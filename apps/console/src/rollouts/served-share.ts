import type { FlagDocument } from '../service/shapes/ruleset.ts'

const BPS = 10_000

/**
 * The share of its people that a split rule gives a variant, in basis points.
 *
 * @returns `undefined` when the flag has no such rule
 */
export function servedShare(
  flag: FlagDocument | null | undefined,
  rule: string,
  variant: string,
): number | undefined {
  const serve = flag?.rules?.find(({ id }) => id === rule)?.serve
  if (serve?.split === undefined) return undefined
  const { split, coverageBps = BPS } = serve
  const weight = split
    .filter((one) => one.variant === variant)
    .reduce((sum, { weightBps }) => sum + weightBps, 0)
  return (weight * coverageBps) / BPS
}
