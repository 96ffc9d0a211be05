import type { Ruleset } from '@sluice/core'
import { HttpError } from '../http/http-error.ts'
import { whyUncounted, whyUnreachable } from '../reach/why-nobody.ts'
import type { FoundExperiment } from './find-experiment.ts'

const WEEK_MS = 7 * 86_400_000

/**
 * Refuses an experiment whose rule nobody can come to, or whom nobody would count: its flag is off,
 * or held back by another that is, or records no exposures, an earlier rule takes everybody, or the
 * rule does not hold in the planned time.
 *
 * @param now - epoch milliseconds; when it would start
 * @throws HttpError `INVALID_EXPERIMENT`, status 422, with what to change
 */
export function refuseUnreachable(ruleset: Ruleset, found: FoundExperiment, now: number): void {
  const problem = whyNobody(ruleset, found, now)
  if (problem === undefined) return
  throw new HttpError('INVALID_EXPERIMENT', problem, { status: 422 })
}

function whyNobody(ruleset: Ruleset, found: FoundExperiment, now: number): string | undefined {
  const { flag, experiment } = found
  const { flag: key, weeks } = experiment
  if (!flag.enabled) {
    return `The flag "${key}" is off, so that nobody would take part. Turn it on first.`
  }
  return (
    whyUncounted(key, flag) ??
    whyUnreachable(ruleset, key, found, { from: now, to: now + weeks * WEEK_MS })
  )
}
