import type { SluiceClient } from '@sluice/client'
import { followLink } from './follow-link.ts'
import { finishPill } from './finish-pill.ts'
import type { Keeper } from './keeper.ts'
import { lostPart } from './lost-part.ts'
import { isKept } from './memory.ts'
import { part } from './part.ts'
import type { Stand } from './stand.ts'

export { followLink }
export { outliveCrash, outliveDraft } from './outlive-crash.ts'

const loadFrame = part(() => import('./enter-frame.ts'))
const loadRestore = part(() => import('./restore-overrides.ts'))

/** Finishes an overlay: takes up what was kept, and opens it for what a link brings. */
export function followPage(stand: Stand): void {
  // First, so that whoever waits has the panel whatever else fails.
  finishPill(stand)
  takeUp(stand)
  followLink(stand)
}

/** Forces again what was kept beyond the tab, and looks at all that is from before. */
export function takeUp(keeper: Keeper): void {
  const { settings } = keeper
  if (Object.keys(settings).length > 0)
    void load(import('./check-settings.ts'), keeper, (loaded) => loaded.checkSettings(keeper))
  if (settings.keep === 'browser' || settings.keep === 'servers')
    void load(loadRestore(), keeper, (loaded) => loaded.restoreOverrides(keeper)).then(checkKept)
  else checkKept()

  /** Looks at what is forced from before once more, where there is anything. */
  function checkKept(restored?: ReadonlySet<object> | void): void {
    const forced = new Map(
      [...keeper.client.overrides()].filter(([, entry]) => isKept(entry) || restored?.has(entry)),
    )
    let isAny = forced.size > 0
    try {
      isAny ||= Object.keys(sessionStorage).some((name) => name.endsWith('.tab'))
    } catch {
      // Blocked: nothing was kept there.
    }
    if (isAny)
      void load(import('./check-tab.ts'), keeper, (loaded) => loaded.checkTab(keeper, forced))
  }
}

/** Does something with a part that is loaded, or says that it was not. */
function load<T, R>(loading: Promise<T>, { notices }: Keeper, use: (loaded: T) => R) {
  return loading.then(
    use,
    lostPart(notices, 'What was kept is not looked at, since a part did not load.'),
  )
}

/** Forces in a frame of the comparison what it was made for, as its name tells. */
export async function enterFrame(client: SluiceClient, forced: string): Promise<void> {
  try {
    const loaded = await loadFrame()
    loaded.enterFrame(client, forced)
  } catch {
    // Of a frame that tells nothing the comparison says so.
  }
}
