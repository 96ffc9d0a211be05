import { mayHoldGrant } from './may-hold-grant.ts'
import { useMountedOverlay, type SluiceDevtoolsProps } from '../use-mounted-overlay.ts'
import { Mark, overlay, placed } from '@sluice/react/overlay'
import { mountDevtools } from './mount-devtools.ts'

/**
 * Puts the overlay on a page in production, for whoever has a signed grant. Draws
 * nothing where it stands. Options count when it is mounted. Where it stands before the
 * app, X-ray knows what was drawn first.
 *
 * @example
 * <SluiceProvider client={client}>
 *   <SluiceDevtools />
 *   <App />
 * </SluiceProvider>
 */
export function SluiceDevtools(props: SluiceDevtoolsProps): null {
  // What is drawn below looks there while it is drawn first: an effect would be too late.
  if (mayHoldGrant()) Object.assign(overlay, { Mark, placed })
  useMountedOverlay(mountDevtools, props)
  return null
}
