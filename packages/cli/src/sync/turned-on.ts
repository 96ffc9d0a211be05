import type { JsonObject } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import type { Command } from '../command.ts'
import { isObject } from '../difference/align.ts'
import type { VersionItem } from '../service/history.ts'
import { listVersions } from '../service/history.ts'
import { fetchRuleset } from '../service/remote-ruleset.ts'

/** How many changes of a flag are looked through for the one that turned it off. */
const MAX_LOOKS = 10

/** A flag that is off in the service and would be on again. */
export interface TurnedOn {
  readonly flag: string
  /** The version that turned it off; absent when it was not found. */
  readonly by?: VersionItem
}

/**
 * Finds the flags that somebody turned off in the service and that a document
 * would turn on again. A flag that was made turned off is not among them.
 */
export async function turnedBackOn(
  command: Command,
  before: JsonObject,
  after: JsonObject,
): Promise<TurnedOn[]> {
  const flags = Object.keys(flagsOf(before)).filter(
    (key) => isOff(flagOf(before, key)) && isOn(flagOf(after, key)),
  )
  if (flags.length === 0) return []
  const { service, settings } = command
  const { items } = await listVersions(service, settings.environment, { limit: 100 })
  const found = await Promise.all(
    flags.map(async (flag): Promise<TurnedOn | undefined> => {
      const touched = items.filter(({ subjects }) => subjects.includes(flag)).slice(0, MAX_LOOKS)
      for (const by of touched) {
        const earlier = await flagAt(command, flag, by.version - 1)
        if (earlier === undefined) return undefined
        if (isOn(earlier)) return { flag, by }
      }
      return { flag }
    }),
  )
  return found.filter((one) => one !== undefined)
}

async function flagAt(
  { service, settings }: Command,
  flag: string,
  version: number,
): Promise<JsonObject | undefined> {
  try {
    return flagOf((await fetchRuleset(service, settings.environment, { version })).document, flag)
  } catch (error) {
    // A version that cannot be shown proves nothing: the flag counts as off all along.
    if (error instanceof SluiceError && error.status !== undefined) return { enabled: false }
    throw error
  }
}

function flagsOf(document: JsonObject): JsonObject {
  const { flags } = document
  return isObject(flags) ? flags : {}
}

function flagOf(document: JsonObject, key: string): JsonObject | undefined {
  const flags = flagsOf(document)
  const flag = Object.hasOwn(flags, key) ? flags[key] : undefined
  return isObject(flag) ? flag : undefined
}

function isOff(flag: JsonObject | undefined): boolean {
  return flag !== undefined && flag['enabled'] === false
}

function isOn(flag: JsonObject | undefined): boolean {
  return flag !== undefined && flag['enabled'] !== false
}
