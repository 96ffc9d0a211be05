import { mountInTree } from './mount-devtools.ts'
import { useMountedOverlay, type SluiceDevtoolsProps } from './use-mounted-overlay.ts'

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
