import type { SluiceClient } from '@sluice/client'
import { Mark, overlay, placed } from '@sluice/react/overlay'
import { early } from './overlay/early.ts'
import { NO_OVERLAY } from './overlay/no-overlay.ts'
import { openOverlay } from './overlay/open-overlay.ts'
import { takeLinks } from './overlay/take-link.ts'
import type { DevtoolsHandle, DevtoolsOptions } from './options.ts'
import type { Draft } from './overlay/draft.ts'

// Bundlers put the text in its place. It is written out each time, so that a bundle for production
// holds nothing of what stands behind it.
declare const process: { readonly env: { readonly NODE_ENV?: string } }

/** React takes a tree down in the task in which it tells of the error, or right after it. */
const SAME_CRASH_MS = 1000

/** When something failed last that nobody caught. */
let failedAt = -Infinity

/** What is being drawn in this very task, by provider. */
let drafts: readonly Draft[] = []

/** What outlived the tree that it belongs to, and whether that tree was never on the page. */
let outlived: DevtoolsHandle | undefined
let isOfNoTree = false

try {
  // What happens on import: gates look there when they are drawn first, and that may be before
  // anything of the overlay is. And so may a crash.
  if (process.env.NODE_ENV !== 'production') {
    Object.assign(overlay, { Mark, placed, drawn })
    globalThis.addEventListener?.('error', () => {
      failedAt = performance.now()
      const lost = drafts
      if (lost.length === 0) return
      isOfNoTree = true
      void early().then((part) => part?.outliveDraft(lost, () => isOfNoTree, outlive))
    })
    // Before a router reads the address. A server has none, and comes no further.
    takeLinks()
  }
} catch {
  // A browser without a bundler: nobody develops there. Or a server.
}

/**
 * Puts the overlay on the page while you develop, and nothing in production: a
 * bundler that sets `process.env.NODE_ENV` leaves nothing of it there. Call it before
 * the app is drawn, or whenever you like.
 *
 * A page has one overlay: a second one is refused with a warning, and its handle is
 * that of the first.
 *
 * @example
 * mountDevtools(client)
 */
export function mountDevtools(client: SluiceClient, options: DevtoolsOptions = {}): DevtoolsHandle {
  try {
    if (process.env.NODE_ENV !== 'production' && typeof document !== 'undefined')
      return openOverlay(client, options)
  } catch (error) {
    // Without a bundler there is no `process`. Whatever else fails here is no reason for the page to.
    if (!(error instanceof ReferenceError)) reportError(error)
  }
  return NO_OVERLAY
}

/**
 * As `mountDevtools`, for a component: unmounted by a crash of the tree that it stands
 * in, the overlay comes back, until another component mounts one.
 */
export function mountInTree(client: SluiceClient, options: DevtoolsOptions): DevtoolsHandle {
  try {
    if (process.env.NODE_ENV !== 'production') {
      drawn()
      outlived = outlived?.unmount() as undefined
      const handle = mountDevtools(client, options)
      // Loaded now, since it may be too late when the page has crashed.
      const loaded = early()
      const unmount = (): void => {
        const at = performance.now()
        const isLost = (): boolean => Math.abs(failedAt - at) < SAME_CRASH_MS
        handle.unmount()
        void loaded.then((part) => part?.outliveCrash(client, options, isLost, outlive))
      }
      return { ...handle, unmount }
    }
  } catch {
    // Without a bundler, as above.
  }
  return NO_OVERLAY
}

/**
 * Hears of a tree that is being drawn. When it crashes before any of it is on the page,
 * an overlay that stands in it comes all the same, until a tree without one is there.
 */
export function drawing(draft: Draft): void {
  if (typeof document === 'undefined') return
  drafts = [...drafts, draft]
  // React tells of a crash in the task in which it drew last; what is thrown away else leaves nothing.
  setTimeout(() => (drafts = []))
}

/** Hears of a tree that is on the page. */
function drawn(): void {
  if (isOfNoTree) outlived = outlived?.unmount() as undefined
  isOfNoTree = false
}

function outlive(client: SluiceClient, options: DevtoolsOptions): DevtoolsHandle {
  return (outlived = mountDevtools(client, options))
}
