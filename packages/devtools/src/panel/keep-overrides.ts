import type { FlagTable } from '@sluice/client'
import { keep } from '../overlay/keep.ts'
import type { Settings } from '../overlay/memory.ts'
import { tellServers } from './tell-servers.ts'

/**
 * Keeps what is forced where it is to outlive the tab.
 *
 * @returns a sentence about what could not be done
 */
export function keepOverrides(wish: Settings['keep'], overrides: FlagTable): string | undefined {
  if (wish !== 'browser' && wish !== 'servers') return undefined
  const forced = Object.fromEntries(
    [...overrides].map(([key, { value, variant }]) => [key, { value, variant }]),
  )
  keep('overrides', overrides.size > 0 ? { at: Date.now(), forced } : undefined)
  return wish === 'servers' ? tellServers(overrides) : undefined
}

/** Forgets what was kept beyond the tab, here and for servers. */
export function forgetOverrides(): void {
  keep('overrides', undefined)
  tellServers(new Map())
}
