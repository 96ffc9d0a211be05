import type { EvaluationDetails } from '@sluice/core'

/**
 * When what a flag gives counts as seen.
 *
 * - `commit`: when the component that used it is on the page
 * - `visible`: when half of what is drawn was in the viewport for one second
 * - `manual`: when `useExposure` says so
 * - `off`: never
 */
export type ExposurePolicy = 'commit' | 'visible' | 'manual' | 'off'

/** How one call differs from what the flag says. */
export interface ExposureOptions {
  /** When what is read here counts as seen. Default: what the flag says, else `commit`. */
  readonly exposure?: ExposurePolicy | undefined
}

/** The policy for one place: its own, else that of the flag. One that is not known here counts as `commit`. */
export function policyOf(
  { metadata }: EvaluationDetails<unknown>,
  own: ExposurePolicy | undefined,
): ExposurePolicy {
  const policy = own ?? metadata.exposure
  return policy === 'visible' || policy === 'manual' || policy === 'off' ? policy : 'commit'
}

/**
 * When details count as seen at one place; `undefined` where there is nothing to
 * have seen: neither a variant, nor a value that somebody forced, but a default
 * that stands in for an answer.
 */
export function countsAs(
  details: EvaluationDetails<unknown>,
  own: ExposurePolicy | undefined,
): ExposurePolicy | undefined {
  const { variant, errorCode, metadata } = details
  const isAnswer = errorCode === undefined && (variant !== undefined || metadata.override === true)
  return isAnswer ? policyOf(details, own) : undefined
}
