import type { AnalysisPlan } from './plan.ts'

/** Variants other than the control that get units, in the order of the plan. */
export function treatmentsOf({ variants, control }: AnalysisPlan): readonly string[] {
  return variants.filter(({ key, share }) => key !== control && share > 0).map(({ key }) => key)
}
