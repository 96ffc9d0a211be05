import type { Flag, JsonValue, Ruleset } from '@sluice/core'
import { HttpError } from '../http/http-error.ts'
import { archivedFlag, refuseBrokenPrerequisites, refuseRequired } from './archive.ts'
import { carryExperiments } from './carry-experiments.ts'
import { withFlags } from './parse-document.ts'
import { parseEdit } from './parse-edit.ts'
import type { Proposal } from './propose.ts'

/**
 * Puts a whole document in the place of a ruleset. What the document leaves out
 * is archived; archived flags stay, whether the document names them or not.
 *
 * @throws SluiceError `INVALID_RULESET`, HttpError `FLAGS_MISSING`, `FLAG_ARCHIVED` or `FLAG_REQUIRED`
 */
export function replaceRuleset(current: Ruleset, document: unknown): Proposal {
  refuseMissingRequired(current, document)
  const parsed = parseEdit(current, document)
  refuseMissingFlags(current, document)
  const flags = new Map<string, Flag>()
  for (const [key, flag] of Object.entries(parsed.flags)) {
    if (current.flags[key]?.archived === true && !flag.archived) throw archivedError(key)
    flags.set(key, flag.archived ? archivedFlag(flag) : flag)
  }
  for (const [key, flag] of Object.entries(current.flags)) {
    if (flag.archived) flags.set(key, flag)
    else if (!flags.has(key)) flags.set(key, archivedFlag(flag))
  }
  const next = carryExperiments(current, withFlags(parsed, flags))
  refuseBrokenPrerequisites(next)
  return { next }
}

// Half a document, such as a file that was cut off, would archive every flag for good.
function refuseMissingFlags(current: Ruleset, document: unknown): void {
  const wouldArchive = Object.values(current.flags).some((flag) => !flag.archived)
  if (!wouldArchive || propertyOf(document, 'flags') !== undefined) return
  const message =
    'There is no "flags". Without it every flag would be archived; if that is meant, write "flags": {}.'
  throw new HttpError('FLAGS_MISSING', message, {
    status: 422,
    faults: [{ path: '$.flags', at: ['flags'], message }],
  })
}

/** The refusal of a key that an archived flag has. */
export function archivedError(key: string): HttpError {
  return new HttpError(
    'FLAG_ARCHIVED',
    `The flag "${key}" is archived, and its key cannot be taken again. Choose another key, or roll the flag back to a version from before.`,
    {
      status: 422,
      faults: [
        {
          path: `$.flags[${JSON.stringify(key)}]`,
          at: ['flags', key],
          message: 'This flag is archived.',
        },
      ],
    },
  )
}

// Before parsing, which could only say that a reference does not hold, and not that the flag is being archived.
function refuseMissingRequired(current: Ruleset, document: unknown): void {
  const flags = entriesOf(propertyOf(document, 'flags'))
  const named = new Set(
    flags.filter(([, flag]) => propertyOf(flag, 'archived') !== true).map(([key]) => key),
  )
  for (const [key, flag] of Object.entries(current.flags)) {
    if (flag.archived || named.has(key)) continue
    const requiredBy = flags
      .filter(([, other]) => requires(other, key))
      .map(([dependant]) => dependant)
    refuseRequired(key, requiredBy, 'archived')
  }
}

function requires(flag: unknown, key: string): boolean {
  const prerequisites = propertyOf(flag, 'prerequisites')
  return (
    propertyOf(flag, 'archived') !== true &&
    Array.isArray(prerequisites) &&
    prerequisites.some((required: unknown) => propertyOf(required, 'flag') === key)
  )
}

function entriesOf(value: unknown): [string, JsonValue][] {
  return typeof value === 'object' && value !== null
    ? (Object.entries(value) as [string, JsonValue][])
    : []
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}
