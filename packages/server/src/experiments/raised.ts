import type { SealedPlan } from './sealed-plan.ts'

/** What in "stopping" says how many units are read, and how many it takes. */
export function raised({ stopping }: SealedPlan, units: number): string {
  switch (stopping.kind) {
    case 'always_valid':
      return `"maximumUnits" of "stopping" to ${units}`
    case 'fixed':
      return `"units" of "stopping" to ${units}`
    case 'group_sequential':
      return `"units" of "stopping" to ${Math.ceil(units / (stopping.fractions.at(-1) ?? 1))}`
  }
}
