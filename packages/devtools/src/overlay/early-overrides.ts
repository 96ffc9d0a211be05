import type { FlagEntry, Override, SluiceClient } from '@sluice/client'
import { DAYS_KEPT } from './days-kept.ts'
import { followLink } from './follow-link.ts'
import { finishPill } from './finish-pill.ts'
import type { Keeper } from './keeper.ts'
import { tellFrame } from './frame-told.ts'
import { lostPart } from './lost-part.ts'
import { isKept, recall } from './memory.ts'
import { overrideFault } from './override-fault.ts'
import type { Stand } from './stand.ts'

export { followLink }
export { outliveCrash, outliveDraft } from './outlive-crash.ts'

/** Finishes an overlay: takes up what was kept, and opens it for what a link brings. */
export function followPage(stand: Stand): void {
  // First, so that whoever waits has the panel whatever else fails.
  finishPill(stand)
  takeUp(stand)
  followLink(stand)
}

/** Forces again what was kept beyond the tab, and looks at all that is from before. */
export function takeUp(keeper: Keeper): void {
  const { client, notices, settings } = keeper
  if (Object.keys(settings).length > 0)
    load(import('./check-settings.ts'), keeper, (part) => part.checkSettings(keeper))
  if (settings.keep === 'browser' || settings.keep === 'servers') {
    restoreOverrides(client, (sentence) => notices.push(sentence))
  }
  checkKept(keeper)
}

/** What was forced again, also by an overlay that stood here before this one. */
const restored = new WeakSet<FlagEntry>()

/** Looks at what is forced from before once more, where there is anything. */
function checkKept(keeper: Keeper): void {
  const forced = new Map(
    [...keeper.client.overrides()].filter(([, entry]) => isKept(entry) || restored.has(entry)),
  )
  let isAny = forced.size > 0
  try {
    isAny ||= Object.keys(sessionStorage).some((name) => name.endsWith('.tab'))
  } catch {
    // Blocked: nothing was kept there.
  }
  if (isAny) load(import('./check-tab.ts'), keeper, (part) => part.checkTab(keeper, forced))
}

/** Does something with a part that is loaded, or says that it was not. */
function load<T>(loading: Promise<T>, { notices }: Keeper, use: (part: T) => unknown): void {
  void loading.then(
    use,
    lostPart(notices, 'What was kept is not looked at, since a part did not load.'),
  )
}

/** Forces again what was kept, unless that is too old or does not fit; each refusal is a sentence. */
function restoreOverrides(client: SluiceClient, refuse: (sentence: string) => void): void {
  const { at, forced } = recall('overrides', refuse)
  if (typeof forced !== 'object' || forced === null) return
  const isFresh = Math.abs(Date.now() - (at as number)) < DAYS_KEPT * 86_400_000
  if (!isFresh) return refuse(`Overrides were kept for ${DAYS_KEPT} days, and are dropped now.`)
  for (const [key, override] of Object.entries(forced) as [string, unknown][]) {
    if (client.overrides().has(key)) continue
    const fault = overrideFault(client.store.getState().flags, key, override)
    if (fault === undefined) {
      client.setOverride(key, { ...(override as Override) })
      restored.add(client.overrides().get(key) as FlagEntry)
    } else refuse(`${key} was kept, and is not forced: ${fault}`)
  }
}

/**
 * Forces in a frame of the comparison what it was made for, as its name tells. Where that
 * crashes, the control takes its place, and the frame says so.
 */
export function enterFrame(client: SluiceClient, forced: string): void {
  client.onError(({ code, message, cause }) => {
    if (code === 'TREATMENT_CRASHED')
      tellFrame(`${message}, and the control took its place. ${String(cause)}`)
  })
  addEventListener('error', ({ message }) => tellFrame(`The page has an error. ${message}`))
  tellFrame()
  for (const [key, override] of Object.entries(JSON.parse(forced) as Record<string, Override>)) {
    client.setOverride(key, override)
    if (client.isBroken(key, override.variant))
      tellFrame(`"${key}" crashed before in this tab, and the control stands in its place.`)
  }
}
