import type { FlagKey, VariantName } from '@sluice/client'
import type { JsonValue } from '@sluice/core'
import { Fragment, type ReactNode } from 'react'
import { useClientState } from './client-context.ts'
import { useTreatment } from './use-treatment.tsx'

/** What `Variant` takes. */
export interface VariantProps<K extends FlagKey = FlagKey> {
  readonly flag: K
  /**
   * What to draw for each variant. The control is the case `control`; without
   * one it is `fallback`, else the first case.
   */
  readonly cases: { readonly [V in VariantName<K>]: ReactNode }
  /** Drawn until the first answer for this context, or until the client stops waiting. Default: the control. */
  readonly pending?: ReactNode
  /** Drawn when the flag has no variant, or one without a case. Default: the control. */
  readonly fallback?: ReactNode
}

/**
 * Draws the case of the variant that a flag serves.
 *
 * When a case other than the control crashes, in a render or an effect, the
 * control takes its place at once and everywhere for this session, and the client
 * is told. A control that crashes is an error of the app and goes to its own
 * boundary.
 *
 * @example
 * <Variant
 *   flag="checkout-cta"
 *   cases={{ control: <Plain />, urgent: <Urgent /> }}
 *   pending={<Skeleton />}
 * />
 */
export function Variant<K extends FlagKey>({
  flag,
  cases,
  pending,
  fallback,
}: VariantProps<K>): ReactNode {
  // A default of null takes a value of any type: the variant decides here.
  const { details, isBroken, draw } = useTreatment<JsonValue>(flag, null)
  const { variant, errorCode } = details
  const isStarting = useClientState(({ status }) => status.state === 'starting')
  if (pending !== undefined && isStarting && errorCode === 'PROVIDER_NOT_READY') {
    return part(':pending', pending)
  }

  const nodes: Readonly<Record<string, ReactNode>> = cases
  const control = controlOf(nodes, fallback)
  const isKnown = variant !== undefined && Object.hasOwn(nodes, variant)
  if (isKnown && variant !== control && !isBroken) {
    return draw(nodes[variant], control === undefined ? fallback : nodes[control], variant)
  }
  if (control === undefined || (!isKnown && fallback !== undefined)) return fallback
  return part(control, nodes[control])
}

/** Keeps what stands in one place apart: a part of another name does not take over state. */
const part = (name: string, node: ReactNode): ReactNode => <Fragment key={name}>{node}</Fragment>

function controlOf(
  nodes: Readonly<Record<string, ReactNode>>,
  fallback: ReactNode,
): string | undefined {
  if (Object.hasOwn(nodes, 'control')) return 'control'
  return fallback === undefined ? Object.keys(nodes)[0] : undefined
}
