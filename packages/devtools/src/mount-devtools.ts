import type { SluiceClient } from '@sluice/client'
import { overlay } from '@sluice/react/overlay'
import { early } from './overlay/early.ts'
import { NO_OVERLAY } from './overlay/no-overlay.ts'
import { openOverlay } from './overlay/open-overlay.ts'
import { Mark, placed } from './overlay/regions.ts'
import type { DevtoolsHandle, DevtoolsOptions } from './options.ts'

// Bundlers put the text in its place. It is written out each time, so that a bundle for production
// holds nothing of what stands behind it.
declare const process: { readonly env: { readonly NODE_ENV?: string } }

try {
  // The one thing that happens on import: gates look there when they are drawn first, and that may be
  // before anything of the overlay is.
  if (process.env.NODE_ENV !== 'production') Object.assign(overlay, { Mark, placed })
} catch {
  // A browser without a bundler: nobody develops there.
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

/** What outlived the tree that had mounted it. */
let outlived: DevtoolsHandle | undefined

/**
 * As `mountDevtools`, for a component: unmounted by a crash of the tree that it stands
 * in, the overlay comes back, until another component mounts one.
 */
export function mountInTree(client: SluiceClient, options: DevtoolsOptions): DevtoolsHandle {
  try {
    if (process.env.NODE_ENV !== 'production') {
      outlived = outlived?.unmount() as undefined
      const handle = mountDevtools(client, options)
      // Loaded now, since it has to hear of the crash.
      const loaded = early()
      const unmount = (): void => {
        handle.unmount()
        void loaded.then(({ outliveCrash }) =>
          outliveCrash(client, () => (outlived = mountDevtools(client, options))),
        )
      }
      return { ...handle, unmount }
    }
  } catch {
    // Without a bundler, as above.
  }
  return NO_OVERLAY
}
