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
 * Whether there is something to have seen: a variant, or a value that somebody
 * forced. A default that stands in for an answer is neither.
 */
export function isExposable({ variant, errorCode, metadata }: EvaluationDetails<unknown>): boolean {
  return errorCode === undefined && (variant !== undefined || metadata.override === true)
}
