/** That a unit was shown a variant by a grant. */
export interface GrantUse {
  readonly environment: string
  /** `targetingKey` or `anonymousKey`, and its pseudonym. */
  readonly unit: string
  readonly pseudonym: string
  readonly flag: string
  /** Until when events about it are kept apart, epoch milliseconds. */
  readonly until: number
}

/**
 * Which units were shown what by a grant. Their events about those flags count
 * in no statistics, whatever the events say.
 */
export interface GrantUses {
  /**
   * Notes that flags were forced.
   *
   * @param units - pseudonyms by the name of the unit
   * @param expiresAt - when the grant ends, epoch milliseconds
   */
  record(
    environment: string,
    units: Readonly<Record<string, string>>,
    flags: readonly string[],
    expiresAt: number,
  ): void
  /** Forgets a unit: whoever is erased leaves nothing here. */
  forget(environment: string, unit: string, pseudonym: string): void
  /** Whether a flag was ever forced for one of the units. */
  isForced(environment: string, units: Readonly<Record<string, string>>, flag: string): boolean
}

/** What noting uses takes. */
export interface GrantUsesOptions {
  /** Those of before. */
  readonly known: readonly GrantUse[]
  /** Keeps new ones for the next start. */
  readonly keep: (uses: readonly GrantUse[]) => void
}

/** How long after a grant has ended events may still come that were waiting in a browser: as long as they are taken for timely. */
export const AFTER_GRANT_MS: number = 31 * 24 * 60 * 60 * 1000

/** Makes the register of uses. What it notes holds from the moment that it returns. */
export function createGrantUses({ known, keep }: GrantUsesOptions): GrantUses {
  const places = new Map<string, number>()
  for (const use of known) places.set(placeOf(use), use.until)
  return {
    record(environment, units, flags, expiresAt) {
      const until = expiresAt + AFTER_GRANT_MS
      const fresh: GrantUse[] = []
      for (const [unit, pseudonym] of Object.entries(units)) {
        for (const flag of flags) {
          const use = { environment, unit, pseudonym, flag, until }
          const place = placeOf(use)
          if ((places.get(place) ?? 0) >= until) continue
          places.set(place, until)
          fresh.push(use)
        }
      }
      if (fresh.length > 0) keep(fresh)
    },
    forget(environment, unit, pseudonym) {
      const start = placeOf({ environment, unit, pseudonym, flag: '' })
      for (const place of places.keys()) if (place.startsWith(start)) places.delete(place)
    },
    isForced: (environment, units, flag) =>
      places.size > 0 &&
      Object.entries(units).some(([unit, pseudonym]) =>
        places.has(placeOf({ environment, unit, pseudonym, flag })),
      ),
  }
}

function placeOf({ environment, unit, pseudonym, flag }: Omit<GrantUse, 'until'>): string {
  return `${environment}\0${unit}\0${pseudonym}\0${flag}`
}
