import type { GateKey } from '@sluice/client'
import type { ExposureOptions } from './exposure/policy.ts'
import { toFlagDetails, type FlagDetails } from './flag-details.ts'
import { selectValue } from './select-value.ts'
import { useFlag } from '#use-flag'

/**
 * Tells whether a gate is open, and renders the component again when that changes.
 *
 * Never throws and never waits: without a provider, before the first answer and
 * for an unknown flag it gives the default.
 *
 * @param defaultValue - today's behaviour; `false` unless given
 * @param options - when it counts as seen, where not as the flag says
 */
export function useGate(
  key: GateKey,
  defaultValue: boolean = false,
  options?: ExposureOptions,
): boolean {
  return useFlag(key, defaultValue, selectValue, options)
}

/**
 * As `useGate`, with the reason why: for a line of explanation or a log. Renders
 * again when any of the details changes, so prefer `useGate` where the value is enough.
 */
export function useGateDetails(
  key: GateKey,
  defaultValue: boolean = false,
  options?: ExposureOptions,
): FlagDetails<boolean> {
  return useFlag(key, defaultValue, toFlagDetails, options)
}
