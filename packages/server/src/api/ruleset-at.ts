import type { Ruleset } from '@sluice/core'
import { HttpError } from '../http/http-error.ts'
import type { LiveEnvironment } from '../live/live-environments.ts'
import { findRuleset } from '../store/environment-rows.ts'
import type { Store } from '../store/store.ts'

/**
 * The ruleset of an environment at a version; from memory when it is the one that is served.
 *
 * @throws HttpError `VERSION_NOT_FOUND`, status 404
 */
export async function rulesetAt(
  store: Pick<Store, 'read'>,
  { key, ruleset }: Pick<LiveEnvironment, 'key' | 'ruleset'>,
  version: number,
): Promise<Ruleset> {
  if (version === ruleset.version) return ruleset
  const found = await store.read(async (db) => findRuleset(db, key, version))
  if (found === undefined) throw noVersion(key, version)
  return found.ruleset
}

/** The refusal of a version that an environment never had. */
export function noVersion(environment: string, version: number): HttpError {
  return new HttpError(
    'VERSION_NOT_FOUND',
    `The environment "${environment}" has no version ${version}.`,
    { status: 404 },
  )
}
