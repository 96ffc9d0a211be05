import type { FlagKey, VariantName } from '@sluice/client'
import type { JsonValue } from '@sluice/core'
import { Fragment, type ReactNode } from 'react'
import { CrashBoundary } from './CrashBoundary.tsx'
import type { FlagDetails } from './flag-details.ts'
import { useBreaker } from './use-breaker.ts'
import { selectDetails, useFlag } from './use-flag.ts'
import { useStarting } from './use-sluice-status.ts'

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
  const { variant, errorCode } = useFlag<JsonValue, FlagDetails>(flag, null, selectDetails)
  const breaker = useBreaker(flag, variant)
  const waiting = useStarting(pending !== undefined && errorCode === 'PROVIDER_NOT_READY')
  if (waiting) return pending

  const drawn: Readonly<Record<string, ReactNode>> = cases
  const control = controlOf(drawn, fallback)
  const known = variant !== undefined && Object.hasOwn(drawn, variant)
  if (known && variant !== control && !breaker.open) {
    return (
      <CrashBoundary key={variant} treatment={`${flag} ${variant}`} onCrash={breaker.onCrash}>
        {drawn[variant]}
      </CrashBoundary>
    )
  }
  if (control === undefined || (!known && fallback !== undefined)) return fallback
  return <Fragment key={control}>{drawn[control]}</Fragment>
}

function controlOf(
  cases: Readonly<Record<string, ReactNode>>,
  fallback: ReactNode,
): string | undefined {
  if (Object.hasOwn(cases, 'control')) return 'control'
  return fallback === undefined ? Object.keys(cases)[0] : undefined
}
