import type { ChartData } from '../charts/chart.ts'
import type { ExposureCount } from '../service/shapes/environment.ts'

const HOUR_S = 3_600
const DAY_S = 24 * HOUR_S

/** Stretches of time that exposures are shown for. */
export const SPANS = {
  day: { text: 'Last 24 hours', seconds: DAY_S, bucketSeconds: HOUR_S },
  fortnight: { text: 'Last 14 days', seconds: 14 * DAY_S, bucketSeconds: DAY_S },
  quarter: { text: 'Last 90 days', seconds: 90 * DAY_S, bucketSeconds: DAY_S },
} as const

/** The name of such a stretch. */
export type SpanName = keyof typeof SPANS

/** A stretch of time up to now, in buckets. */
export interface Span {
  /** A time; on a whole bucket, so that it stays the same for as long as one lasts. */
  readonly from: string
  readonly bucketSeconds: number
  readonly buckets: number
  readonly bucketText: string
}

/** Takes a name from an address; `undefined` for any other. */
export function spanName(value: unknown): SpanName | undefined {
  return typeof value === 'string' && Object.hasOwn(SPANS, value) ? (value as SpanName) : undefined
}

/** A stretch of time that ends with the bucket of now. */
export function spanOf(name: SpanName, now: number): Span {
  const { seconds, bucketSeconds } = SPANS[name]
  const bucketMs = bucketSeconds * 1_000
  const buckets = seconds / bucketSeconds
  const last = Math.floor(now / bucketMs) * bucketMs
  return {
    from: new Date(last - (buckets - 1) * bucketMs).toISOString(),
    bucketSeconds,
    buckets,
    bucketText: bucketSeconds === HOUR_S ? 'an hour' : 'a day',
  }
}

/** Exposures along time, a line for each variant; what nobody was shown is zero, not missing. */
export function exposureChart(items: readonly ExposureCount[], span: Span): ChartData {
  const { from, bucketSeconds, buckets } = span
  const start = Date.parse(from)
  const places = Array.from({ length: buckets }, (_, at) => {
    const time = new Date(start + at * bucketSeconds * 1_000).toISOString()
    return bucketSeconds === HOUR_S ? time.slice(0, 16).replace('T', ' ') : time.slice(0, 10)
  })
  const byVariant = Map.groupBy(items, ({ variant }) => variant)
  return {
    places,
    axis: bucketSeconds === HOUR_S ? 'Hour (UTC)' : 'Day (UTC)',
    lines: [...byVariant]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, own]) => {
        const counts = new Map(own.map((one) => [Date.parse(one.bucketStart), one.exposures]))
        return {
          name,
          points: places.map((_, at) => ({
            at,
            value: counts.get(start + at * bucketSeconds * 1_000) ?? 0,
          })),
        }
      }),
  }
}
