import type { Flag, Ruleset } from '@sluice/core'
import { HttpError } from '../http/http-error.ts'

/**
 * A flag as it is kept after its life: what it was, without rules and
 * prerequisites, so that it holds no segment, layer slot or other flag back.
 * Its rules stay in the versions from before.
 */
export function archivedFlag(flag: Flag): Flag {
  return { ...withoutServiceFields(flag), archived: true, rules: [], prerequisites: [] }
}

/** A flag without what the service sets. */
export function withoutServiceFields(flag: Flag): Flag {
  const {
    version: _version,
    allocationVersion: _allocationVersion,
    rolledBack: _rolledBack,
    ...own
  } = flag
  return own
}

/** The keys of flags that are not archived and require the given one. */
export function dependantsOf(flags: Readonly<Record<string, Flag>>, key: string): string[] {
  return Object.entries(flags)
    .filter(
      ([, flag]) => !flag.archived && flag.prerequisites.some((required) => required.flag === key),
    )
    .map(([dependant]) => dependant)
    .filter((dependant) => dependant !== key)
}

/**
 * Refuses flags that require what is archived or gone.
 *
 * @throws HttpError `FLAG_REQUIRED`, status 422, naming them
 */
export function refuseBrokenPrerequisites(next: Ruleset): void {
  for (const [key, flag] of Object.entries(next.flags)) {
    if (flag.archived) refuseRequired(key, dependantsOf(next.flags, key), 'archived')
  }
}

/**
 * Refuses to do something to a flag that others require.
 *
 * @throws HttpError `FLAG_REQUIRED`, status 422, naming them
 */
export function refuseRequired(
  key: string,
  requiredBy: readonly string[],
  done: 'archived' | 'rolled back',
): void {
  if (requiredBy.length === 0) return
  throw new HttpError(
    'FLAG_REQUIRED',
    `The flag "${key}" cannot be ${done}: it is required by ${requiredBy.map((name) => `"${name}"`).join(', ')}. Change these first, or let them go along in one change.`,
    { status: 422, members: { requiredBy } },
  )
}
