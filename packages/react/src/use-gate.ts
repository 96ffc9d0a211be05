import type { GateKey } from '@sluice/client'
import { toFlagDetails, type FlagDetails } from './flag-details.ts'
import { selectValue, useFlag } from './use-flag.ts'

/**
 * Tells whether a gate is open, and renders the component again when that changes.
 *
 * Never throws and never waits: without a provider, before the first answer and
 * for an unknown flag it gives the default.
 *
 * @param defaultValue - today's behaviour; `false` unless given
 */
export function useGate(key: GateKey, defaultValue: boolean = false): boolean {
  return useFlag(key, defaultValue, selectValue)
}

/**
 * As `useGate`, with the reason why: for a line of explanation or a log. Renders
 * again when any of the details changes, so prefer `useGate` where the value is enough.
 */
export function useGateDetails(key: GateKey, defaultValue: boolean = false): FlagDetails<boolean> {
  return useFlag(key, defaultValue, toFlagDetails)
}
