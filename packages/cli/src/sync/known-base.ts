import { SluiceError } from '@sluice/core'
import type { Command } from '../command.ts'
import type { RemoteRuleset } from '../service/remote-ruleset.ts'
import { fetchRuleset } from '../service/remote-ruleset.ts'
import type { Synced } from './synced.ts'
import { digestOf } from './synced.ts'

/** The version that a file was in step with, when it is of the history that the service has now. */
export interface KnownBase {
  readonly version: number
  /** As the ruleset was then; absent when the service does not have it any more. */
  readonly document?: RemoteRuleset['document']
}

/**
 * Finds the version that a file was last in step with.
 *
 * @returns `undefined` when nothing is remembered, or what is remembered is of
 *   another history, such as that of a service that started anew
 */
export async function knownBase(
  { service, settings }: Command,
  synced: Synced | undefined,
  current: Pick<RemoteRuleset, 'version' | 'epoch' | 'document'>,
): Promise<KnownBase | undefined> {
  if (synced === undefined || synced.version > current.version) return undefined
  const { version, epoch, digest } = synced
  if (epoch !== undefined && current.epoch !== undefined && epoch !== current.epoch)
    return undefined
  try {
    const { document } =
      version === current.version
        ? current
        : await fetchRuleset(service, settings.environment, { version })
    return digestOf(document) === digest ? { version, document } : undefined
  } catch (error) {
    // A service that cannot show the version again may still count on from it.
    if (error instanceof SluiceError && isRefusal(error.status)) return { version }
    throw error
  }
}

function isRefusal(status: number | undefined): boolean {
  return status === 400 || status === 404 || status === 422
}
