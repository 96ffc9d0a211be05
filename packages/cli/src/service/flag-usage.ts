import type { JsonObject } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import type { Command } from '../command.ts'
import { recordsOf, textOf } from './history.ts'

/** When a flag was last read, and by whom. */
export interface FlagUsage {
  /** ISO 8601; `undefined` when nobody read it in the time that is looked at. */
  readonly lastSeenAt: string | undefined
  readonly reads: number
  readonly exposures: number
  /** Names of applications, the latest first. */
  readonly readers: readonly string[]
}

/** Which refusals leave the rest of a list worth showing: a role that may not, an event store that is away, an older service. */
const WITHOUT = new Set(['FORBIDDEN', 'EVENT_STORE_UNAVAILABLE', 'NOT_FOUND', 'METHOD_NOT_ALLOWED'])

/** Asks which flags are still read; `undefined` when that cannot be told. */
export async function fetchFlagUsage({
  service,
  settings,
}: Command): Promise<ReadonlyMap<string, FlagUsage> | undefined> {
  const usage = new Map<string, FlagUsage>()
  let after: string | undefined
  try {
    do {
      const { body } = await service({
        path: ['v1', 'environments', settings.environment, 'flags'],
        query: { limit: 1_000, after },
      })
      for (const item of recordsOf(body['items'])) {
        const key = textOf(item['key'])
        if (key !== undefined) usage.set(key, usageOf(item))
      }
      after = textOf(body['next'])
    } while (after !== undefined)
    return usage
  } catch (error) {
    if (error instanceof SluiceError && WITHOUT.has(error.code)) return undefined
    throw error
  }
}

function usageOf(item: JsonObject): FlagUsage {
  return {
    lastSeenAt: textOf(item['lastSeenAt']),
    reads: Number(item['reads']),
    exposures: Number(item['exposures']),
    readers: recordsOf(item['readers']).map(({ reader }) => textOf(reader) ?? 'unnamed'),
  }
}
