import type { GateKey } from '@sluice/client'
import type { ReactNode } from 'react'
import { LoadingPart } from './LoadingPart.tsx'
import type { ExposurePolicy } from './exposure/policy.ts'
import { useCode, type Drawable, type LoadedProps } from './use-code.ts'
import { useTreatment } from './use-treatment.tsx'

/** What `Gate` takes. `props` go to children that are loaded. */
export type GateProps<P extends object = object> = LoadedProps<P> & {
  readonly flag: GateKey
  /** The control: drawn while the gate is closed, and in place of a treatment that crashed. Default: nothing. */
  readonly fallback?: ReactNode
  /**
   * The treatment: drawn while the gate is open. A function loads it only then:
   * `{() => import('./NewCheckout')}`; the fallback stands there meanwhile.
   */
  readonly children?: Drawable<P>
  /** When what is drawn counts as seen. Default: what the flag says, else with the commit. */
  readonly exposure?: ExposurePolicy | undefined
  /** Where this element is written; filled in by a build plugin while you develop, for an overlay. */
  readonly __sluiceSource?: string | undefined
}

/**
 * Draws its children while a gate is open, else the fallback.
 *
 * When the children crash, in a render, an effect or its clean-up, the fallback
 * takes their place at once and everywhere for this session, and the client is
 * told. A fallback that crashes is an error of the app and goes to its own
 * boundary.
 *
 * @example
 * <Gate flag="new-checkout" fallback={<OldCheckout />}>
 *   <NewCheckout />
 * </Gate>
 */
export function Gate<P extends object = object>({
  flag,
  fallback,
  children,
  props,
  exposure,
  __sluiceSource: source,
}: GateProps<P>): ReactNode {
  const { details, isBroken, isOfServer, draw, drawControl } = useTreatment(flag, false, exposure, {
    kind: 'Gate',
    source,
  })
  const part = useCode(props)
  const isOpen = details.value && !isBroken
  if (typeof children !== 'function')
    return isOpen ? draw(children, '', { node: fallback }) : drawControl(fallback, '')
  const { node, code } = part(children, { flag })
  return (
    <LoadingPart code={isOpen ? code : undefined} pending={fallback} isOfServer={isOfServer}>
      {isOpen ? draw(node, '', undefined) : drawControl(fallback, '')}
    </LoadingPart>
  )
}
