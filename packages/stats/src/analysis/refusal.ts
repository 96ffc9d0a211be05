import type { RefusalCategory } from '../errors.ts'
import { StatsError } from '../errors.ts'

/** Why a number of the analysis is missing. */
export interface Refusal {
  readonly refused: RefusalCategory
  readonly message: string
}

/** Computes something, or says why it is refused. */
export function orRefusal<T extends object>(compute: () => T): T | Refusal {
  try {
    return compute()
  } catch (error) {
    if (!(error instanceof StatsError)) throw error
    return { refused: error.category, message: error.message }
  }
}

/** Tells a refusal from an answer. */
export function isRefusal(answer: object | null): answer is Refusal {
  return typeof answer === 'object' && answer !== null && 'refused' in answer
}

/** The same, the other way round, for lists. */
export function isAnswer<T extends object>(answer: T): answer is Exclude<T, Refusal> {
  return !isRefusal(answer)
}
