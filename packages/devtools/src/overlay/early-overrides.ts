import type { Override, SluiceClient } from '@sluice/client'
import { DAYS_KEPT } from './days-kept.ts'
import { checkSettings } from './check-settings.ts'
import { followLink } from './follow-link.ts'
import { finishPill } from './finish-pill.ts'
import { recall } from './memory.ts'
import { kindOf, misfit } from './misfit.ts'
import type { Stand } from './stand.ts'

export { outliveCrash, outliveDraft } from './outlive-crash.ts'

/** Finishes an overlay: forces again what was kept beyond the tab, and opens it for what a link brings. */
export function followPage(stand: Stand): void {
  const { client, notices } = stand
  checkSettings(stand)
  const { settings } = stand
  if (settings.keep === 'browser' || settings.keep === 'servers') {
    restoreOverrides(client, (sentence) => notices.push(sentence))
  }
  finishPill(stand)
  followLink(stand)
}

/** Forces again what was kept, unless that is too old or does not fit; each refusal is a sentence. */
function restoreOverrides(client: SluiceClient, refuse: (sentence: string) => void): void {
  const { at, forced } = recall('overrides', refuse)
  if (typeof forced !== 'object' || forced === null) return
  const isFresh = Math.abs(Date.now() - (at as number)) < DAYS_KEPT * 86_400_000
  if (!isFresh) return refuse(`Overrides were kept for ${DAYS_KEPT} days, and are dropped now.`)
  const restored: string[] = []
  for (const [key, override] of Object.entries(forced) as [string, unknown][]) {
    if (client.overrides().has(key)) continue
    const fault = faultOf(client, key, override)
    if (fault === undefined) {
      client.setOverride(key, { ...(override as Override) })
      restored.push(key)
    } else refuse(`${key} was kept, and is not forced: ${fault}`)
  }
  // What a flag is may be known only now.
  void client.ready().then(() => {
    for (const key of restored) {
      const override = client.overrides().get(key)
      const fault = override && faultOf(client, key, override)
      if (fault === undefined) continue
      refuse(`${key} was kept, and is not forced: ${fault}`)
      client.removeOverride(key)
    }
  })
}

function faultOf(client: SluiceClient, key: string, override: unknown): string | undefined {
  if (kindOf(override) !== 'object') return `it is ${kindOf(override)}, and no override.`
  const { value, variant } = override as { readonly value?: unknown; readonly variant?: unknown }
  if (value === undefined && variant === undefined) return 'it has neither value nor variant.'
  if (variant !== undefined && typeof variant !== 'string')
    return `its variant is ${kindOf(variant)}, and not string.`
  const { flags } = client.store.getState()
  const served = flags.get(key)
  if (flags.size > 0 && !served) return 'there is no such flag.'
  if (value === undefined) return undefined
  const known = served?.value
  return misfit(known === undefined ? 'unknown' : typeof known, value, [known])
}

/** Forces in a frame of the comparison what it was made for, as its name tells. */
export function enterFrame(client: SluiceClient, forced: string): void {
  for (const [key, override] of Object.entries(JSON.parse(forced) as Record<string, Override>))
    client.setOverride(key, override)
}
