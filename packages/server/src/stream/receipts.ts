import { percentile } from './percentile.ts'

/** How many of the latest versions of an environment are measured. */
const VERSIONS_KEPT = 16

/** How many connections that have not fetched are named. */
const WAITING_NAMED = 100

/** What receipts need to know of a connection. */
export interface Addressee {
  /** A name for people; says nothing about the receipt token. */
  readonly name: string
  /** Epoch milliseconds. */
  readonly connectedAt: number
  /** The same moment on the monotonic clock. */
  readonly connectedAtMonotonic: number
  readonly userAgent: string
  /** The highest version that it is known to have fetched; -1 before the first. */
  readonly fetchedVersion: number
}

/** Which of the connected clients have fetched a version, and how fast. */
export interface ReceiptReport {
  readonly version: number
  /** Clients connected now. */
  readonly connected: number
  /** How many of these have fetched this version or a later one. */
  readonly fetched: number
  /** The first hundred of the others, longest connected first. */
  readonly waiting: readonly {
    readonly connection: string
    /** ISO 8601. */
    readonly connectedAt: string
    readonly userAgent: string
  }[]
  /** From publishing to fetching, over all that were connected when it was published; `null` before the first. */
  readonly p50Ms: number | null
  readonly p99Ms: number | null
}

/** Keeps book of who has fetched which version of one environment. Times are monotonic milliseconds. */
export interface ReceiptBook {
  published(version: number, at: number): void
  /** To be called before the addressee's `fetchedVersion` is raised to `version`. */
  fetched(addressee: Addressee, version: number, at: number): void
  report(version: number, addressees: Iterable<Addressee>): ReceiptReport
}

/** Makes an empty book. */
export function createReceiptBook(): ReceiptBook {
  // Times in milliseconds from publishing to each first fetch, by version, oldest version first.
  const measured = new Map<number, { readonly at: number; readonly delays: number[] }>()
  return {
    published(version, at) {
      measured.set(version, { at, delays: [] })
      for (const oldest of measured.keys()) {
        if (measured.size <= VERSIONS_KEPT) break
        measured.delete(oldest)
      }
    },
    fetched(addressee, version, at) {
      for (const [measuredVersion, { at: publishedAt, delays }] of measured) {
        const isNews = measuredVersion > addressee.fetchedVersion && measuredVersion <= version
        if (isNews && addressee.connectedAtMonotonic <= publishedAt) delays.push(at - publishedAt)
      }
    },
    report(version, addressees) {
      const all = [...addressees]
      const late = all.filter((each) => each.fetchedVersion < version)
      const delays = measured.get(version)?.delays ?? []
      return {
        version,
        connected: all.length,
        fetched: all.length - late.length,
        waiting: late
          .toSorted((a, b) => a.connectedAtMonotonic - b.connectedAtMonotonic)
          .slice(0, WAITING_NAMED)
          .map(({ name, connectedAt, userAgent }) => ({
            connection: name,
            connectedAt: new Date(connectedAt).toISOString(),
            userAgent,
          })),
        p50Ms: rounded(percentile(delays, 0.5)),
        p99Ms: rounded(percentile(delays, 0.99)),
      }
    },
  }
}

/** To a tenth of a millisecond. */
function rounded(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms * 10) / 10
}
