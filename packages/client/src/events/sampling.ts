import type { EvaluationDetails } from '@sluice/core'
import { fingerprint } from '../canonical.ts'
import type { Exposure } from './exposure.ts'

// A prime, so that every bit of the fingerprint has a say.
const SHARES = 999_983

/**
 * Whether a unit is among those whose exposures of a flag are sent: always the same
 * answer, so that a unit is counted for all of its variants or for none. A company is
 * one unit, whoever of it looks: all of its people are sent, or nobody.
 */
export function isSampled(
  { units, flag, weight }: Pick<Exposure, 'units' | 'flag' | 'weight'>,
  { metadata }: EvaluationDetails,
): boolean {
  const unit = units[metadata.sampleBy as string] ?? units['targetingKey']
  // Ten digits of base 36 are what a number holds exactly.
  const hash = parseInt(fingerprint(`${flag}\0${unit}`).slice(-10), 36)
  return (hash % SHARES) * weight < SHARES
}
