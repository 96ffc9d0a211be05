/**
 * What the person allows.
 *
 * - `unknown`: nobody has asked yet
 * - `granted`: ids, values and events may be stored, and events sent
 * - `denied`: they may not; what was stored is deleted
 */
export type Consent = 'unknown' | 'granted' | 'denied'

/** The part of `navigator` in which a person says no to everybody. */
interface Signals {
  readonly globalPrivacyControl?: boolean
  readonly doNotTrack?: string | null
}

/**
 * Decides what to begin with: what the application says, else a denial where the
 * browser sends Global Privacy Control or Do Not Track, else `granted`.
 *
 * @param given - what is none of the three counts as `unknown`
 */
export function firstConsent(given: unknown): Consent {
  if (given !== undefined) return given === 'granted' || given === 'denied' ? given : 'unknown'
  const { globalPrivacyControl, doNotTrack } = (globalThis.navigator ?? {}) as Signals
  return globalPrivacyControl === true || doNotTrack === '1' ? 'denied' : 'granted'
}
