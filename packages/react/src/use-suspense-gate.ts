import type { GateKey } from '@sluice/client'
import type { ExposureOptions } from './exposure/policy.ts'
import { useSuspenseFlag } from './use-suspense-flag.ts'

/**
 * As `useGate`, but suspends until the first answer for the present context, or
 * until the client stops waiting (`readyTimeoutMs`). Then the value or the default.
 *
 * Never rejects. Does not suspend when a bootstrap, the cache or an override knows
 * the flag, nor on a server, which has nothing to wait for, nor where hydration
 * goes on with what a server drew. A context that is changed inside a transition
 * leaves the old screen in place until its values are there.
 *
 * @param defaultValue - today's behaviour; `false` unless given
 * @param options - when it counts as seen, where not as the flag says
 *
 * @example
 * <Suspense fallback={<Skeleton />}>
 *   <Checkout /> // calls useSuspenseGate('new-checkout')
 * </Suspense>
 */
export function useSuspenseGate(
  key: GateKey,
  defaultValue: boolean = false,
  options?: ExposureOptions,
): boolean {
  return useSuspenseFlag(key, defaultValue, options)
}
