import type { FlagTable, Override } from '@sluice/client'
import { DAYS_KEPT } from '../overlay/days-kept.ts'
import { keep } from '../overlay/keep.ts'
import { recall, type Settings } from '../overlay/memory.ts'
import { overrideFault } from '../overlay/override-fault.ts'
import { tellServers } from './tell-servers.ts'

const NONE: FlagTable = new Map()

/**
 * Keeps what is forced where it is to outlive the tab, and forgets it where it is not. What other
 * tabs have kept stays: only what differs from before is written.
 *
 * @param flags - what the service gives
 * @param before - what was forced before; `undefined`: the wish itself is new
 * @returns a sentence about what could not be done
 */
export function keepOverrides(
  wish: Settings['keep'],
  flags: FlagTable,
  now: FlagTable,
  before?: FlagTable,
): string | undefined {
  const isTold = wish === 'servers'
  const isKept = isTold || wish === 'browser'
  const forced = isKept ? changed(keptNow(flags), now, before ?? NONE) : new Map<string, Override>()
  const isDone = keep(
    'overrides',
    forced.size > 0 ? { at: Date.now(), forced: Object.fromEntries(forced) } : undefined,
  )
  const fault = isTold || !before ? tellServers(forced, isTold) : undefined
  const lost = isDone ? undefined : 'This browser keeps nothing for the page.'
  return isKept ? [lost, fault].filter(Boolean).join(' ') || undefined : undefined
}

/** What is kept, by whichever tab, and may be forced again. */
function keptNow(flags: FlagTable): Map<string, Override> {
  const { at, forced } = recall('overrides', () => {})
  const isFresh = Math.abs(Date.now() - (at as number)) < DAYS_KEPT * 86_400_000
  const kept = Object.entries(isFresh ? (forced ?? {}) : {}) as [string, Override][]
  return new Map(
    kept.filter(([key, override]) => overrideFault(flags, key, override) === undefined),
  )
}

/** Takes over what a tab has changed. */
function changed(
  kept: Map<string, Override>,
  now: FlagTable,
  before: FlagTable,
): Map<string, Override> {
  for (const key of before.keys()) if (!now.has(key)) kept.delete(key)
  for (const [key, entry] of now) {
    const { value, variant } = entry
    if (before.get(key) !== entry) kept.set(key, { value, variant } as Override)
  }
  return kept
}
