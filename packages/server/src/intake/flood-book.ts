/** That a client key sent more events than a key may, so that some were turned away. */
export interface Flood {
  readonly environment: string
  /** Id of the key. */
  readonly key: string
  readonly name: string
  /** When the first and the last events were turned away, epoch milliseconds. */
  readonly startedAt: number
  readonly endedAt: number
  /** How many events were turned away. */
  readonly events: number
}

/** Remembers floods of events: what came in at that time may be made up, whoever is asked about it. */
export interface FloodBook {
  /** Notes that events of a key were turned away. */
  note(
    environment: string,
    key: { readonly id: string; readonly name: string },
    events: number,
    at: number,
  ): void
  /** Floods that were not over before a moment, the last one first. */
  since(environment: string, from: number): readonly Flood[]
}

/** What remembering floods takes. */
export interface FloodBookOptions {
  /** Those of before. */
  readonly known: readonly Flood[]
  /** Keeps one for the next start, over what was kept of it before. */
  readonly keep: (flood: Flood) => void
}

/** Whoever is quiet for longer than this, in milliseconds, begins a flood of their own. */
const PAUSE_MS = 60 * 60_000
/** A flood that goes on is kept again this often, in milliseconds. */
const KEEP_AGAIN_MS = 10_000
/** How long floods are remembered, in milliseconds; no rollout step counts for longer. */
export const REMEMBERED_MS: number = 180 * 24 * 60 * 60_000

interface Remembered {
  flood: Flood
  keptAt: number
}

/** Makes a book of floods. */
export function createFloodBook({ known, keep }: FloodBookOptions): FloodBook {
  let remembered: Remembered[] = known.map((flood) => ({ flood, keptAt: flood.endedAt }))
  return {
    note(environment, { id, name }, events, at) {
      const last = remembered.findLast(
        ({ flood }) => flood.environment === environment && flood.key === id,
      )
      // A clock that was set back goes on with the same flood.
      if (last !== undefined && at - last.flood.endedAt <= PAUSE_MS) {
        const { flood } = last
        const endedAt = Math.max(flood.endedAt, at)
        last.flood = { ...flood, endedAt, events: flood.events + events }
        if (endedAt - last.keptAt < KEEP_AGAIN_MS) return
        last.keptAt = endedAt
        keep(last.flood)
        return
      }
      const flood = { environment, key: id, name, startedAt: at, endedAt: at, events }
      remembered = remembered.filter((one) => one.flood.endedAt > at - REMEMBERED_MS)
      remembered.push({ flood, keptAt: at })
      keep(flood)
    },
    since: (environment, from) =>
      remembered
        .map(({ flood }) => flood)
        .filter((flood) => flood.environment === environment && flood.endedAt >= from)
        .toSorted((left, right) => right.endedAt - left.endedAt),
  }
}

/** Says of floods why events are not to be believed; `undefined` where there are none. */
export function suspicionOf(floods: readonly Flood[]): string | undefined {
  const [last] = floods
  if (last === undefined) return undefined
  const turnedAway = floods.reduce((sum, { events }) => sum + events, 0)
  const until = new Date(last.endedAt).toISOString().slice(0, 19)
  return `the client key "${last.name}" sends more events than a key may: ${turnedAway} were turned away, the last at ${until}Z, and those that were taken may be made up. Find out who sends them. Whoever pauses and resumes the rollout says that what came until then is good.`
}
