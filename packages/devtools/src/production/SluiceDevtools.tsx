import { useMountedOverlay, type SluiceDevtoolsProps } from '../use-mounted-overlay.ts'
import { mountDevtools } from './mount-devtools.ts'

/**
 * Puts the overlay on a page in production, for whoever has a signed grant. Draws
 * nothing where it stands. Options count when it is mounted.
 *
 * @example
 * <SluiceProvider client={client}>
 *   <App />
 *   <SluiceDevtools />
 * </SluiceProvider>
 */
export function SluiceDevtools(props: SluiceDevtoolsProps): null {
  useMountedOverlay(mountDevtools, props)
  return null
}
