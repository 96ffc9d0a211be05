import type { GateKey } from '@sluice/client'
import type { ReactNode } from 'react'
import { useTreatment } from './use-treatment.tsx'

/** What `Gate` takes. */
export interface GateProps {
  readonly flag: GateKey
  /** The control: drawn while the gate is closed, and in place of a treatment that crashed. Default: nothing. */
  readonly fallback?: ReactNode
  /** The treatment: drawn while the gate is open. */
  readonly children?: ReactNode
}

/**
 * Draws its children while a gate is open, else the fallback.
 *
 * When the children crash, in a render or an effect, the fallback takes their
 * place at once and everywhere for this session, and the client is told. A
 * fallback that crashes is an error of the app and goes to its own boundary.
 *
 * @example
 * <Gate flag="new-checkout" fallback={<OldCheckout />}>
 *   <NewCheckout />
 * </Gate>
 */
export function Gate({ flag, fallback, children }: GateProps): ReactNode {
  const { details, isBroken, draw } = useTreatment(flag, false)
  return details.value && !isBroken ? draw(children, fallback) : fallback
}
