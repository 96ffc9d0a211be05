import type { EvaluationDetails } from '@sluice/core'

/** Selects the value alone. */
export const selectValue = <T>({ value }: EvaluationDetails<T>): T => value
