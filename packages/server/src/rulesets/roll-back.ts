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
import { keepExperiments } from './carry-experiments.ts'
import { changesBetween } from './change.ts'
import { liveRuleset, parseDocument, withFlag, withFlags } from './parse-document.ts'
import type { Proposal } from './propose.ts'

/**
 * Makes a ruleset equal to an earlier version. Flags that were made since are
 * archived; flags that were archived since come back. Experiments stay as they are, and
 * stop where the earlier version has no rule for them.
 */
export function rollBackRuleset(current: Ruleset, target: Ruleset, now: number): Proposal {
  const flags = new Map<string, Flag>()
  for (const [key, flag] of Object.entries(target.flags)) flags.set(key, withoutServiceFields(flag))
  for (const [key, flag] of Object.entries(current.flags)) {
    if (!flags.has(key)) flags.set(key, flag.archived ? flag : archivedFlag(flag))
  }
  const next = keepExperiments(current, withFlags(target, flags), now)
  return { next, rolledBack: changedFlags(current, next) }
}

/**
 * Makes one flag equal to what it was at an earlier version.
 *
 * @throws HttpError `FLAG_NOT_FOUND` (404) when it was not there then,
 *   `FLAG_REQUIRED` when others require it now, SluiceError `INVALID_RULESET`
 *   when it needs something that is gone
 */
export function rollBackFlag(current: Ruleset, target: Ruleset, key: string): Proposal {
  const flag = Object.hasOwn(target.flags, key) ? target.flags[key] : undefined
  if (flag === undefined || !Object.hasOwn(current.flags, key)) {
    throw new HttpError(
      'FLAG_NOT_FOUND',
      `There was no flag "${key}" at version ${target.version}. Archive it if it is not needed any more.`,
      { status: 404 },
    )
  }
  refuseRequired(key, dependantsOf(current.flags, key), 'rolled back')
  const next = withFlag(current, key, withoutServiceFields(flag))
  refuseBrokenPrerequisites(next)
  // Segments, layers and prerequisites of that time may be gone or different by now.
  parseDocument(rulesetDocument(liveRuleset(next)))
  return { next, rolledBack: changedFlags(current, next) }
}

function changedFlags(current: Ruleset, next: Ruleset): Set<string> {
  return new Set(
    changesBetween(current, next)
      .filter((change) => change.subject === 'flag' && change.kind !== 'archived')
      .map((change) => change.key),
  )
}
