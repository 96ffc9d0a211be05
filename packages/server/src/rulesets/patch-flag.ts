import { rulesetDocument } from '@sluice/core/schema'
import type { Flag, JsonObject, Ruleset } from '@sluice/core'
import { HttpError } from '../http/http-error.ts'
import {
  archivedFlag,
  dependantsOf,
  refuseBrokenPrerequisites,
  refuseRequired,
  withoutServiceFields,
} from './archive.ts'
import { carryExperiments } from './carry-experiments.ts'
import { mergePatch } from './merge-patch.ts'
import { liveRuleset, withFlag, withFlags } from './parse-document.ts'
import { parseEdit } from './parse-edit.ts'
import type { Proposal } from './propose.ts'
import { archivedError } from './replace.ts'

/** Tells whether a patch only turns a flag off, which takes less permission than any other. */
export function isTurnOff(patch: JsonObject): boolean {
  return Object.keys(patch).join() === 'enabled' && patch['enabled'] === false
}

/**
 * Merges a patch into one flag.
 *
 * @throws HttpError `FLAG_NOT_FOUND`, `FLAG_ARCHIVED` or `FLAG_REQUIRED`, SluiceError `INVALID_RULESET`
 */
export function patchFlag(current: Ruleset, key: string, patch: JsonObject): Proposal {
  const flag = existing(current, key)
  // Off without parsing the rest anew: nothing that is wrong elsewhere may stand in its way.
  if (isTurnOff(patch))
    return { next: withFlag(current, key, { ...withoutServiceFields(flag), enabled: false }) }
  if (patch['archived'] === true) refuseRequired(key, dependantsOf(current.flags, key), 'archived')
  return { next: parsedWith(current, key, patch) }
}

/**
 * Adds a flag under a key that was never taken.
 *
 * @throws HttpError `FLAG_EXISTS` (412) or `FLAG_ARCHIVED`, SluiceError `INVALID_RULESET`
 */
export function createFlag(current: Ruleset, key: string, document: JsonObject): Proposal {
  const taken = Object.hasOwn(current.flags, key) ? current.flags[key] : undefined
  if (taken?.archived === true) throw archivedError(key)
  if (taken !== undefined) {
    throw new HttpError(
      'FLAG_EXISTS',
      `There is a flag "${key}" already. Leave out If-None-Match to change it.`,
      {
        status: 412,
        members: { currentVersion: current.version },
      },
    )
  }
  return { next: parsedWith(current, key, document) }
}

function existing(current: Ruleset, key: string): Flag {
  const flag = Object.hasOwn(current.flags, key) ? current.flags[key] : undefined
  if (flag === undefined) {
    throw new HttpError(
      'FLAG_NOT_FOUND',
      `There is no flag "${key}". Send If-None-Match: * to create it.`,
      { status: 404 },
    )
  }
  if (flag.archived) throw archivedError(key)
  return flag
}

function parsedWith(current: Ruleset, key: string, patch: JsonObject): Ruleset {
  const document = rulesetDocument(liveRuleset(current))
  const merged = mergePatch(
    { flags: document['flags'] ?? {} },
    { flags: { [key]: patch } },
  ) as JsonObject
  const parsed = parseEdit(current, { ...document, ...merged })
  const flag = parsed.flags[key]
  const flags = new Map([
    ...Object.entries(parsed.flags),
    ...Object.entries(current.flags).filter(([, other]) => other.archived),
  ])
  if (flag?.archived === true) flags.set(key, archivedFlag(flag))
  const next = carryExperiments(current, withFlags(parsed, flags))
  refuseBrokenPrerequisites(next)
  return next
}
