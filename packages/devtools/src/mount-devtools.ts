import type { SluiceClient } from '@sluice/client'
import { overlay } from '@sluice/react/overlay'
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
