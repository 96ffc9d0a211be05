import type { Interaction } from '../service/shapes/results.ts'
import { pValue } from './format.ts'

/**
 * Says whether other experiments on the same units change the effect: a sentence for each that
 * does, and one for those that were not asked about.
 */
export function interactionWords(
  interactions: readonly Interaction[],
  titleOf: (metric: string) => string,
  unasked: readonly string[] = [],
): readonly string[] {
  const others = [...new Set(interactions.map(({ experiment }) => experiment))]
  if (others.length === 0) return []
  const there = interactions.filter(({ isThere }) => isThere)
  const rest =
    unasked.length === 0
      ? []
      : [
          `${unasked.join(', ')} ${unasked.length === 1 ? 'shares' : 'share'} them too; no interaction was looked for there, as only the latest ${others.length} are read.`,
        ]
  const compared = others.filter((other) =>
    interactions.some(
      ({ experiment, difference }) => experiment === other && !('refused' in difference),
    ),
  )
  const few = others.filter((other) => !compared.includes(other))
  if (few.length > 0) {
    rest.unshift(`Too few units are also in ${few.join(', ')} to look for an interaction there.`)
  }
  if (there.length === 0) {
    return compared.length === 0
      ? rest
      : [`Runs on the same units as ${compared.join(', ')}; no interaction is seen.`, ...rest]
  }
  const found = there.map(
    ({ experiment, metric, treatment, otherTreatment, adjustedP = 1 }) =>
      `The effect of ${treatment} on ${titleOf(metric)} is another one with ${otherTreatment} of ${experiment} (p ${pValue(adjustedP)}): neither stands for both.`,
  )
  return [...found, ...rest]
}
