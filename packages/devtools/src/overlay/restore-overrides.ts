import type { FlagEntry, Override } from '@sluice/client'
import { DAYS_KEPT } from './days-kept.ts'
import type { Keeper } from './keeper.ts'
import { recall } from './memory.ts'
import { overrideFault } from './override-fault.ts'

/** What was forced again, also by an overlay that stood here before this one. */
const restored = new Set<FlagEntry>()

/**
 * Forces again what was kept, unless that is too old or does not fit; each refusal is a sentence.
 *
 * @returns all that was forced again on this page
 */
export function restoreOverrides({ client, notices }: Keeper): ReadonlySet<FlagEntry> {
  const refuse = (sentence: string): void => void notices.push(sentence)
  const { at, forced } = recall('overrides', refuse)
  if (typeof forced !== 'object' || forced === null) return restored
  const isFresh = Math.abs(Date.now() - (at as number)) < DAYS_KEPT * 86_400_000
  if (!isFresh) {
    refuse(`Overrides were kept for ${DAYS_KEPT} days, and are dropped now.`)
    return restored
  }
  for (const [key, override] of Object.entries(forced) as [string, unknown][]) {
    if (client.overrides().has(key)) continue
    const fault = overrideFault(client.store.getState().flags, key, override)
    if (fault === undefined) {
      client.setOverride(key, { ...(override as Override) })
      restored.add(client.overrides().get(key) as FlagEntry)
    } else refuse(`${key} was kept, and is not forced: ${fault}`)
  }
  return restored
}
