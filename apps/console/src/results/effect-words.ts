import { metricDifference, signedPercent, spokenDifference, spokenPercent } from './format.ts'
import type { Row } from './read-row.ts'

type Definition = Parameters<typeof metricDifference>[1]

/** An effect with its interval, written out. */
export interface EffectWords {
  readonly estimate: string
  readonly low: string
  readonly high: string
}

/**
 * Writes out by how much a row differs: by its lift, or where there is none by its difference.
 *
 * @returns nothing where it was not compared
 */
export function effectWords(
  { lift, difference }: Pick<Row, 'lift' | 'difference'>,
  definition: Definition,
  { isSpoken = false }: { readonly isSpoken?: boolean } = {},
): EffectWords | undefined {
  const effect = lift ?? difference
  if (effect === undefined) return undefined
  const ofLift = isSpoken ? spokenPercent : signedPercent
  const ofDifference = isSpoken ? spokenDifference : metricDifference
  const written = (value: number): string =>
    lift === undefined ? ofDifference(value, definition) : ofLift(value)
  return {
    estimate: written(effect.estimate),
    low: written(effect.low),
    high: written(effect.high),
  }
}
