import type { Evaluation, EvaluationMetadata, Resolved, Unresolved } from './evaluation.ts'
import { deepFreeze } from './freeze.ts'
import { ownValue } from './records.ts'
import type { ErrorCode, Reason } from './reasons.ts'
import type { Flag } from './ruleset.ts'
import { BPS } from './ruleset.ts'

/** Makes the outcomes of one flag; each is made once, when compiling, and shared by every evaluation. */
export interface Outcomes {
  /** Serves a variant; `pierce` is for values that may not wait, `experiment` counts who sees it. */
  resolved(
    variant: string,
    reason: Reason,
    ruleId?: string,
    pierce?: boolean,
    experiment?: string,
  ): Evaluation
  unresolved(errorCode: ErrorCode, errorMessage: string, ruleId?: string): Unresolved
}

/**
 * Prepares the outcomes of a flag: its values are frozen, its metadata written once.
 *
 * @param by - the unit that decides whose exposures are sent, where not all are; default: of the flag
 */
export function outcomesOf(key: string, flag: Flag, by?: string): Outcomes {
  const base = metadataOf(flag, by)
  const metadataWith = (
    ruleId: string | undefined,
    pierce: boolean,
    experiment?: string,
  ): EvaluationMetadata =>
    Object.freeze({
      ...base,
      ...(ruleId !== undefined && { ruleId }),
      ...(experiment !== undefined && { experiment }),
      ...((pierce || flag.rolledBack === true) && { pierce: true }),
    })
  const unresolved: Outcomes['unresolved'] = (errorCode, errorMessage, ruleId) =>
    Object.freeze({
      key,
      reason: 'ERROR',
      errorCode,
      errorMessage,
      metadata: metadataWith(ruleId, false),
    })
  return {
    unresolved,
    resolved(name, reason, ruleId, pierce = false, experiment) {
      const variant = ownValue(flag.variants, name)
      if (variant === undefined) {
        return unresolved('PARSE_ERROR', `Flag "${key}" has no variant "${name}".`, ruleId)
      }
      const { value } = variant
      deepFreeze(value)
      const metadata = metadataWith(ruleId, pierce, experiment)
      return Object.freeze<Resolved>({ key, value, variant: name, reason, metadata })
    },
  }
}

/** Makes the outcome of a key that no flag has, or an archived one. */
export function notFound(key: string): Unresolved {
  return Object.freeze({
    key,
    reason: 'ERROR',
    errorCode: 'FLAG_NOT_FOUND',
    errorMessage: `There is no flag "${key}".`,
    metadata: Object.freeze({}),
  })
}

// What is left out is the default of whoever reads it: live, commit, all units, by the targeting
// key, overridable.
function metadataOf(flag: Flag, by: string | undefined): EvaluationMetadata {
  const { version, allocationVersion, stability, exposure, overridable } = flag
  return {
    ...(version !== undefined && { version }),
    ...(allocationVersion !== undefined && { allocationVersion }),
    ...(stability !== 'live' && { stability }),
    ...(exposure.policy !== 'commit' && { exposure: exposure.policy }),
    ...(exposure.sampleBps !== BPS && sampledBy(exposure.sampleBps, by ?? unitOfFlag(flag))),
    ...(!overridable && { overridable }),
  }
}

function sampledBy(sampleBps: number, sampleBy: string): EvaluationMetadata {
  return sampleBy === 'targetingKey' ? { sampleBps } : { sampleBps, sampleBy }
}

/** The unit of a flag where no split decided: what its first split counts. */
function unitOfFlag({ rules }: Flag): string {
  for (const { serve } of rules) if ('split' in serve) return serve.by
  return 'targetingKey'
}
