import { rulesetDocument } from '@sluice/core/schema'
import type { Ruleset } from '@sluice/core'
import { HttpError } from '../http/http-error.ts'
import { withoutServiceFields } from '../rulesets/archive.ts'
import { liveRuleset, withFlag } from '../rulesets/parse-document.ts'
import { parseEdit } from '../rulesets/parse-edit.ts'
import type { Proposal } from '../rulesets/propose.ts'

/**
 * Makes one flag what it was at an earlier version, but for that it stays off where it is off;
 * everything else stays as others left it.
 * Flags that require it are no obstacle, other than for people: they follow by themselves, and
 * whoever is hurt by the treatment cannot wait for them.
 *
 * @throws HttpError `FLAG_NOT_FOUND`, SluiceError `INVALID_RULESET` when it needs what is gone
 */
export function restoreFlag(current: Ruleset, target: Ruleset, key: string): Proposal {
  const flag = Object.hasOwn(target.flags, key) ? target.flags[key] : undefined
  const now = Object.hasOwn(current.flags, key) ? current.flags[key] : undefined
  if (flag === undefined || now === undefined) {
    throw new HttpError(
      'FLAG_NOT_FOUND',
      `There was no flag "${key}" at version ${target.version}. Turn it off instead.`,
      { status: 404 },
    )
  }
  const next = withFlag(current, key, {
    ...withoutServiceFields(flag),
    enabled: flag.enabled && now.enabled,
  })
  parseEdit(current, rulesetDocument(liveRuleset(next)))
  return { next, rolledBack: new Set([key]) }
}
