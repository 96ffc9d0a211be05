import type { Override, SluiceClient } from '@sluice/client'

/** How a frame of the comparison is called; what it shows follows. */
export const FRAME = 'sluice-compare:'

/**
 * Shows in a frame of the comparison what it was made for.
 *
 * @returns whether this page is such a frame
 */
export function enterFrame(client: SluiceClient): boolean {
  try {
    // Only a page of the same origin finds its frame, so no foreign page forces anything.
    if (!window.frameElement || !window.name.startsWith(FRAME)) return false
    const forced = JSON.parse(window.name.slice(FRAME.length)) as Record<string, Override>
    for (const [key, override] of Object.entries(forced)) client.setOverride(key, override)
    return true
  } catch {
    return false
  }
}
