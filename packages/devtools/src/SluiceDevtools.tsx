import { overlay } from '@sluice/react/overlay'
import { drawing, mountInTree } from './mount-devtools.ts'
import { useMountedOverlay, type SluiceDevtoolsProps } from './use-mounted-overlay.ts'

// As in `mount-devtools.ts`, and written out here too.
declare const process: { readonly env: { readonly NODE_ENV?: string } }

try {
  if (process.env.NODE_ENV !== 'production')
    overlay.drawing = (client, children) => drawing([client, children, SluiceDevtools])
} catch {
  // A browser without a bundler.
}

/**
 * Puts the overlay on the page while you develop, and nothing in production. Draws
 * nothing where it stands. Options count when it is mounted.
 *
 * @example
 * <SluiceProvider client={client}>
 *   <App />
 *   <SluiceDevtools />
 * </SluiceProvider>
 */
export function SluiceDevtools(props: SluiceDevtoolsProps): null {
  useMountedOverlay(mountInTree, props)
  return null
}
