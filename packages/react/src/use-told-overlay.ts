import type { SluiceClient } from '@sluice/client'
import { useEffect, type ReactNode } from 'react'
import { overlay } from './told-overlay.ts'

/**
 * Tells an overlay of a tree that is drawn, and again when it is on the page: one that
 * crashes in between never comes to what mounts an overlay. For development.
 */
export function useToldOverlay(client: SluiceClient, children: ReactNode): void {
  overlay.drawing?.(client, children)
  // With every commit, and after the effects of what stands below.
  useEffect(() => {
    overlay.drawn?.()
  })
}
