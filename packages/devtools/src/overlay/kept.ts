import type { FlagEntry, SluiceClient } from '@sluice/client'

/**
 * Whether an earlier page of this tab has left an override, rather than this page made it.
 * What a client finds stored may be of anybody, so it reads that into objects without a prototype.
 */
export function isKept({ metadata }: FlagEntry): boolean {
  return !Object.getPrototypeOf(metadata)
}

/** Resets what an earlier page of this tab has left; what the app forces by itself stays. */
export function dropKept(client: SluiceClient): void {
  for (const [key, entry] of client.overrides()) if (isKept(entry)) client.removeOverride(key)
}
