import { BPS } from '@sluice/core'
import { sql } from 'kysely'
import type { LiveEnvironment } from '../live/live-environments.ts'
import type { Store } from '../store/store.ts'

/** Reads which shares of exposures versions of a flag had recorded, in basis points, of those after a version. */
export type ReadSamplings = (
  environment: string,
  flag: string,
  afterVersion: number,
) => Promise<readonly number[]>

/** Which weights exposures may have: those of what a flag samples, or ever did. */
export interface Samplings {
  /** Whether a weight is known to fit, without asking anybody. */
  isKnown(environment: LiveEnvironment, flag: string, weight: number): boolean
  /**
   * Whether a weight fits any version of a flag that there was.
   *
   * @throws HttpError `STORE_UNAVAILABLE` (503) where that cannot be told now
   */
  wasEver(environment: LiveEnvironment, flag: string, weight: number): Promise<boolean>
}

interface Remembered {
  readonly through: number
  readonly shares: ReadonlySet<number>
}

/**
 * Remembers what flags sampled. The versions of a flag are read with the first weight that does
 * not fit its present one, and from then on those alone that came since.
 */
export function createSamplings(read: ReadSamplings): Samplings {
  const remembered = new Map<string, Promise<Remembered>>()
  const fits = new Map<string, ReadonlySet<number>>()
  return {
    isKnown(environment, flag, weight) {
      const { flags } = environment.compiled.ruleset
      const own = Object.hasOwn(flags, flag) ? flags[flag] : undefined
      // Of a flag that nobody knows nothing is counted; what was not sampled stands for itself.
      if (own === undefined || weight === 1 || isWeightOf(own.exposure.sampleBps, weight))
        return true
      const shares = fits.get(nameOf(environment.key, flag)) ?? []
      return [...shares].some((share) => isWeightOf(share, weight))
    },
    async wasEver(environment, flag, weight) {
      const name = nameOf(environment.key, flag)
      const { version } = environment.compiled
      const before = remembered.get(name)
      const next = readOn(read, before, environment.key, flag, version)
      remembered.set(name, next)
      try {
        const { shares } = await next
        fits.set(name, shares)
        return [...shares].some((share) => isWeightOf(share, weight))
      } catch (error) {
        if (remembered.get(name) === next) remembered.delete(name)
        throw error
      }
    },
  }
}

/** Reads them from the rulesets that are kept. */
export function samplingsOf(store: Pick<Store, 'read'>): ReadSamplings {
  return async (environment, flag, afterVersion) => {
    const share = sql<
      number | null
    >`json_extract(ruleset, ${`$.flags."${flag}".exposure.sampleBps`})`
    const rows = await store.read(async (db) =>
      db
        .selectFrom('ruleset_versions')
        .select(share.as('share'))
        .distinct()
        .where('environment', '=', environment)
        .where('version', '>', afterVersion)
        .where('changes', 'like', `%"flag":${JSON.stringify(flag)}%`)
        .execute(),
    )
    return rows.flatMap(({ share: found }) => (found === null ? [] : [found]))
  }
}

async function readOn(
  read: ReadSamplings,
  before: Promise<Remembered> | undefined,
  environment: string,
  flag: string,
  version: number,
): Promise<Remembered> {
  const known = (await before) ?? { through: -1, shares: new Set<number>() }
  if (known.through >= version) return known
  const more = await read(environment, flag, known.through)
  return { through: version, shares: new Set([...known.shares, ...more]) }
}

function isWeightOf(sampleBps: number, weight: number): boolean {
  const due = BPS / sampleBps
  return Number.isFinite(due) && Math.abs(weight - due) <= 1e-9 * due
}

function nameOf(environment: string, flag: string): string {
  return `${environment}\0${flag}`
}
