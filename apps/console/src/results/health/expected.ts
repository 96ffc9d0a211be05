import type { Results } from '../../service/shapes/results.ts'

/** How units are to divide: as planned, or as somebody edited it since. */
export function expectedShares({
  plan,
  shares,
}: Pick<Results, 'plan' | 'shares'>): readonly { readonly key: string; readonly share: number }[] {
  return plan.variants.map(({ key, share }) => ({ key, share: shares?.[key] ?? share }))
}

/** Whether units divide by other shares than those that were planned. */
export function isEdited(results: Pick<Results, 'plan' | 'shares'>): boolean {
  const expected = expectedShares(results)
  return results.plan.variants.some(
    ({ share }, at) => Math.abs(share - (expected[at]?.share ?? 0)) > 1e-9,
  )
}

/** Whether there is nothing yet that a check could find good or bad. */
export function isNothingYet({ units, analysis }: Pick<Results, 'units' | 'analysis'>): boolean {
  return (
    analysis.health.severalVariants.units === 0 &&
    Object.values(units).every((count) => count === 0)
  )
}
