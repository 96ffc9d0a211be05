import type { Override, SluiceClient } from '@sluice/client'
import { DAYS_KEPT } from './days-kept.ts'
import { followLink } from './follow-link.ts'
import { recall } from './memory.ts'
import type { Stand } from './stand.ts'

export { outliveCrash } from './outlive-crash.ts'

/** Forces again what was kept beyond the tab, and opens an overlay for what a link brings. */
export function followPage(stand: Stand): void {
  const { client, notices, settings } = stand
  if (settings.keep === 'browser' || settings.keep === 'servers') {
    restoreOverrides(client, (sentence) => notices.push(sentence))
    stand.show()
  }
  followLink(stand)
}

/** Forces again what was kept, unless that is too old. */
function restoreOverrides(client: SluiceClient, refuse: (sentence: string) => void): void {
  const { at, forced } = recall('overrides', refuse)
  if (typeof forced !== 'object' || forced === null) return
  const isFresh = Math.abs(Date.now() - (at as number)) < DAYS_KEPT * 86_400_000
  if (!isFresh) return refuse(`Overrides were kept for ${DAYS_KEPT} days, and are dropped now.`)
  for (const [key, override] of Object.entries(forced))
    // Whatever is not an override forces nothing.
    if (!client.overrides().has(key)) client.setOverride(key, { ...(override as Override) })
}

/** Forces in a frame of the comparison what it was made for, as its name tells. */
export function enterFrame(client: SluiceClient, forced: string): void {
  for (const [key, override] of Object.entries(JSON.parse(forced) as Record<string, Override>))
    client.setOverride(key, override)
}
