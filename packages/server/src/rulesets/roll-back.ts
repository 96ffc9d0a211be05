import { rulesetDocument } from '@sluice/core/schema'
import type { Flag, Ruleset } from '@sluice/core'
import { HttpError } from '../http/http-error.ts'
import {
  archivedFlag,
  dependantsOf,
  refuseBrokenPrerequisites,
  refuseRequired,
  withoutServiceFields,
} from './archive.ts'
import {
  keepExperiments,
  withoutHomelessPlans,
  type ExperimentsGoingBack,
} from './carry-experiments.ts'
import { changesBetween } from './change.ts'
import { liveRuleset, withFlag, withFlags } from './parse-document.ts'
import { parseEdit } from './parse-edit.ts'
import type { Proposal } from './propose.ts'

/** When a rollback is made, and what becomes of the experiments that it leaves without a rule. */
export type RollbackChoice = Omit<ExperimentsGoingBack, 'version'>

/**
 * Makes a ruleset equal to an earlier version. Flags that were made since are
 * archived; flags that were archived since come back. Experiments stay as they are; plans that
 * the earlier version has no rule for go.
 *
 * @throws HttpError `EXPERIMENT_RUNNING` (409) where one runs that the earlier version has no rule for
 */
export function rollBackRuleset(
  current: Ruleset,
  target: Ruleset,
  choice: RollbackChoice,
): Proposal {
  const flags = new Map<string, Flag>()
  for (const [key, flag] of Object.entries(target.flags)) flags.set(key, withoutServiceFields(flag))
  for (const [key, flag] of Object.entries(current.flags)) {
    if (!flags.has(key)) flags.set(key, flag.archived ? flag : archivedFlag(flag))
  }
  const earlier = withFlags(target, flags)
  const metrics = { ...current.metrics, ...target.metrics }
  const next = withoutHomelessPlans(
    keepExperiments(current, { ...earlier, metrics }, { ...choice, version: target.version }),
  )
  return { next, rolledBack: changedFlags(current, next) }
}

/**
 * Makes one flag equal to what it was at an earlier version.
 *
 * @throws HttpError `FLAG_NOT_FOUND` (404) when it was not there then,
 *   `FLAG_REQUIRED` when others require it now, `EXPERIMENT_RUNNING` (409) where one runs that it
 *   then has no rule for, SluiceError `INVALID_RULESET` when it needs something that is gone
 */
export function rollBackFlag(
  current: Ruleset,
  target: Ruleset,
  key: string,
  choice: RollbackChoice,
): Proposal {
  const flag = Object.hasOwn(target.flags, key) ? target.flags[key] : undefined
  if (flag === undefined || !Object.hasOwn(current.flags, key)) {
    throw new HttpError(
      'FLAG_NOT_FOUND',
      `There was no flag "${key}" at version ${target.version}. Archive it if it is not needed any more.`,
      { status: 404 },
    )
  }
  refuseRequired(key, dependantsOf(current.flags, key), 'rolled back')
  const going = { ...choice, version: target.version }
  const next = keepExperiments(current, withFlag(current, key, withoutServiceFields(flag)), going)
  refuseBrokenPrerequisites(next)
  // Segments, layers and prerequisites of that time may be gone or different by now.
  parseEdit({ ...current, experiments: next.experiments }, rulesetDocument(liveRuleset(next)))
  return { next, rolledBack: changedFlags(current, next) }
}

function changedFlags(current: Ruleset, next: Ruleset): Set<string> {
  return new Set(
    changesBetween(current, next)
      .filter((change) => change.subject === 'flag' && change.kind !== 'archived')
      .map((change) => change.key),
  )
}
