import type { JsonObject, Ruleset } from '@sluice/core'
import type { Connection } from './connection.ts'

/** What the service serves for an environment. */
export interface RemoteRuleset {
  readonly version: number
  /** The history that the version counts in, where the service names it. */
  readonly epoch?: string
  readonly ruleset: Ruleset
  /** The smallest spelling of the ruleset. */
  readonly document: JsonObject
}

/** Fetches the ruleset of an environment: as it is now, or as it was at a version. */
export async function fetchRuleset(
  service: Connection,
  environment: string,
  options: {
    /** Archived flags too. */
    readonly include?: 'archived' | undefined
    readonly version?: number
  } = {},
): Promise<RemoteRuleset> {
  const { body, version, epoch } = await service({
    path: ['v1', 'environments', environment, 'ruleset'],
    query: options,
  })
  const { parseRuleset, rulesetDocument } = await import('@sluice/core/schema')
  const { ruleset } = parseRuleset(body, { mode: 'read' })
  return {
    version: version ?? 0,
    ruleset,
    document: rulesetDocument(ruleset),
    ...(epoch !== undefined && { epoch }),
  }
}

/** Writes a ruleset; the service refuses when it is no longer at `ifMatch`. */
export async function putRuleset(
  service: Connection,
  environment: string,
  document: JsonObject,
  options: {
    readonly ifMatch: number
    readonly reason?: string | undefined
    readonly dryRun?: boolean
  },
): Promise<JsonObject> {
  const { body } = await service({
    method: 'PUT',
    path: ['v1', 'environments', environment, 'ruleset'],
    query: { dryRun: options.dryRun },
    body: document,
    ifMatch: options.ifMatch,
    reason: options.reason,
  })
  return body
}
