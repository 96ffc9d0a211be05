import type { JsonObject, JsonValue } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import type { Command } from '../command.ts'
import type { Change } from '../difference/difference.ts'
import { compareDocuments } from '../difference/difference.ts'
import { partOf, recordsOf } from './history.ts'

/** A change that the service made. */
export interface Written {
  readonly version: number
  readonly previousVersion: number
  readonly changes: readonly Change[]
}

/** Merges a patch into a flag, or makes the flag when `ifNew`. */
export async function patchFlag(
  { service, settings }: Command,
  key: string,
  patch: JsonObject,
  options: {
    readonly reason?: string | undefined
    readonly ifMatch?: number
    readonly ifNew?: boolean
  },
): Promise<Written> {
  const { environment } = settings
  try {
    const { body } = await service({
      method: 'PATCH',
      path: ['v1', 'environments', environment, 'flags', key],
      body: patch,
      ...options,
    })
    return readWritten(body)
  } catch (error) {
    throw inWordsOfCommands(error, key, environment)
  }
}

/** The service advises those who write HTTP; here the remedy is a command. */
function inWordsOfCommands(error: unknown, key: string, environment: string): unknown {
  if (!(error instanceof SluiceError)) return error
  const { code, status } = error
  const advice =
    code === 'FLAG_EXISTS'
      ? `There is a flag "${key}" in ${environment} already. Change it with "sluice flags set ${key}".`
      : code === 'FLAG_NOT_FOUND'
        ? `There is no flag "${key}" in ${environment}. List them with "sluice flags list".`
        : undefined
  if (advice === undefined) return error
  return new SluiceError(code, advice, { cause: error, ...(status !== undefined && { status }) })
}

/** Reads what a write answers: the versions and what changed, field by field. */
export function readWritten(body: JsonObject): Written {
  const changes = recordsOf(body['changes'])
  const side = (name: 'before' | 'after'): JsonObject => {
    const sections: Record<string, Record<string, JsonValue>> = {}
    for (const change of changes) {
      const value = change[name]
      const part = partOf(change)
      if (part === undefined || value === undefined || value === null) continue
      const section = (sections[part[0]] ??= {})
      section[part[1]] = value
    }
    return sections
  }
  return {
    version: Number(body['version']),
    previousVersion: Number(body['previousVersion']),
    changes: compareDocuments(side('before'), side('after')),
  }
}
