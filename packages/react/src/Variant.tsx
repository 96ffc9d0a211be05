import type { FlagKey, VariantName } from '@sluice/client'
import type { JsonValue } from '@sluice/core'
import type { ReactNode } from 'react'
import type { ExposurePolicy } from './exposure/policy.ts'
import { LoadingPart } from './LoadingPart.tsx'
import type { TreatmentCode } from './treatment-code.ts'
import { useClientState } from './use-client.ts'
import { useCode, type Drawable, type LoadedProps, type Part } from './use-code.ts'
import { useTreatment } from './use-treatment.tsx'

/** What `Variant` takes. `props` go to cases that are loaded. */
export type VariantProps<
  K extends FlagKey = FlagKey,
  P extends object = object,
> = LoadedProps<P> & {
  readonly flag: K
  /**
   * What to draw for each variant. The control is the case `control`; without
   * one it is `fallback`, else the first case. A function loads its case only for
   * those who are served it: `() => import('./Urgent')`.
   */
  readonly cases: { readonly [V in VariantName<K>]: Drawable<P> }
  /**
   * Drawn until the first answer for this context, or until the client stops
   * waiting; and while a case is loaded that nothing stood in place of before.
   * Default: the control.
   */
  readonly pending?: ReactNode
  /** Drawn when the flag has no variant, or one without a case. Default: the control. */
  readonly fallback?: ReactNode
  /** When what is drawn counts as seen. Default: what the flag says, else with the commit. */
  readonly exposure?: ExposurePolicy | undefined
  /** Where this element is written; filled in by a build plugin while you develop, for an overlay. */
  readonly __sluiceSource?: string | undefined
}

/**
 * Draws the case of the variant that a flag serves.
 *
 * When a case other than the control crashes, in a render, an effect or its
 * clean-up, the control takes its place at once and everywhere for this session,
 * and the client is told. A control that crashes is an error of the app and goes to
 * its own boundary.
 *
 * @example
 * <Variant
 *   flag="checkout-cta"
 *   cases={{ control: <Plain />, urgent: () => import('./Urgent') }}
 *   pending={<Skeleton />}
 * />
 */
export function Variant<K extends FlagKey, P extends object = object>({
  flag,
  cases,
  pending,
  fallback,
  props,
  exposure,
  __sluiceSource: source,
}: VariantProps<K, P>): ReactNode {
  const all: Readonly<Record<string, Drawable<P>>> = cases
  const control = controlOf(all, fallback)
  // A default of null takes a value of any type: the variant decides here.
  const { details, isBroken, isOfServer, draw, drawControl, drawPending } = useTreatment<JsonValue>(
    flag,
    null,
    exposure,
    { kind: 'Variant', source, cases, control },
  )
  const { variant, errorCode } = details
  // Selects nothing that decides nothing: markup of a server that waits for its code to be
  // hydrated is given up when it is drawn again.
  const isPending = useClientState(
    ({ status }) =>
      pending !== undefined && errorCode === 'PROVIDER_NOT_READY' && status.state === 'starting',
  )
  const part = useCode(props)

  const isLoading = Object.values(all).some((drawable) => typeof drawable === 'function')
  const inPlace: Part =
    control === undefined ? { node: fallback } : part(all[control], { flag, variant: control })

  let node: ReactNode
  let code: TreatmentCode | undefined
  const isKnown = variant !== undefined && Object.hasOwn(all, variant)
  if (isPending) {
    node = drawPending(pending)
  } else if (isKnown && variant !== control && !isBroken) {
    const treatment = part(all[variant], { flag, variant })
    code = treatment.code
    node = draw(treatment.node, variant, isLoading ? undefined : inPlace)
  } else if (control === undefined || (!isKnown && fallback !== undefined)) {
    node = drawControl(fallback, ':fallback')
  } else {
    code = inPlace.code
    node = drawControl(inPlace.node, control, code && { node: fallback })
  }
  if (!isLoading) return node
  // A control that has to be loaded itself stands in for nothing.
  const standIn = pending === undefined && !inPlace.code ? inPlace.node : pending
  return (
    <LoadingPart code={code} pending={standIn} isOfServer={isOfServer}>
      {node}
    </LoadingPart>
  )
}

function controlOf(
  cases: Readonly<Record<string, unknown>>,
  fallback: ReactNode,
): string | undefined {
  if (Object.hasOwn(cases, 'control')) return 'control'
  return fallback === undefined ? Object.keys(cases)[0] : undefined
}
