/**
 * Why a value was served, in OpenFeature's words, plus `OVERRIDE`.
 *
 * - `STATIC`: fixed by whoever provided it, without evaluation
 * - `DEFAULT`: no rule matched; the flag's default variant, or the caller's default
 * - `TARGETING_MATCH`: a rule that serves one variant matched
 * - `SPLIT`: the unit's bucket picked the variant, or a holdout kept it back
 * - `CACHED`: from the store of an earlier page, not confirmed by the service yet
 * - `DISABLED`: the flag is off
 * - `UNKNOWN`: the provider gave no reason
 * - `STALE`: older than the service is known to be
 * - `ERROR`: evaluation could not decide; the caller's default is served
 * - `OVERRIDE`: somebody forced it
 */
export type Reason =
  | 'STATIC'
  | 'DEFAULT'
  | 'TARGETING_MATCH'
  | 'SPLIT'
  | 'CACHED'
  | 'DISABLED'
  | 'UNKNOWN'
  | 'STALE'
  | 'ERROR'
  | 'OVERRIDE'

/** OpenFeature's error codes: why evaluation could not decide. */
export type ErrorCode =
  | 'PROVIDER_NOT_READY'
  | 'PROVIDER_FATAL'
  | 'FLAG_NOT_FOUND'
  | 'PARSE_ERROR'
  | 'TYPE_MISMATCH'
  | 'TARGETING_KEY_MISSING'
  | 'INVALID_CONTEXT'
  | 'GENERAL'
