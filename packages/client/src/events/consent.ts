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
 * Decides what to begin with where the application says nothing: a denial where the
 * browser sends Global Privacy Control or Do Not Track, else `granted`.
 */
export function defaultConsent(): Consent {
  const { globalPrivacyControl, doNotTrack } = (globalThis.navigator ?? {}) as Signals
  return globalPrivacyControl || doNotTrack === '1' ? 'denied' : 'granted'
}
