import type { ExposureCount, MixedUnits, VariantLoss, VariantUnits } from '../query/answers.ts'
import type { Analysis, ExposureCountsQuestion, LossQuestion } from '../query/questions.ts'
import type { StoredEvent } from '../stored-event.ts'

const DAY_MS = 86_400_000

// Slow and plain, event by event, so that it can be read beside the definitions.

/** The first event of each id. */
export function distinct(events: readonly StoredEvent[]): StoredEvent[] {
  const first = new Map<string, StoredEvent>()
  for (const event of events) {
    const key = `${event.environment} ${event.id}`
    if (!first.has(key)) first.set(key, event)
  }
  return [...first.values()]
}

export const counts = (event: StoredEvent): boolean =>
  event.override !== true && event.unattributed !== true && event.refusedByGrant !== true

const attribute = (event: StoredEvent, name: string | undefined): string | undefined => {
  const value = name === undefined ? undefined : event.attributes?.[name]
  if (value === undefined || value === '') return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function exposuresIn(
  events: readonly StoredEvent[],
  { environment, flag, from, to }: { environment: string; flag?: string; from: number; to: number },
): StoredEvent[] {
  return distinct(events).filter(
    (event) =>
      event.environment === environment &&
      event.type === 'exposure' &&
      counts(event) &&
      event.variant !== undefined &&
      (flag === undefined || event.flag === flag) &&
      event.at >= from &&
      event.at < to,
  )
}

export function exposureCounts(
  events: readonly StoredEvent[],
  question: ExposureCountsQuestion,
): ExposureCount[] {
  const { bucketMs, segmentBy, from } = question
  const groups = Map.groupBy(exposuresIn(events, question), (event) =>
    JSON.stringify([
      event.flag,
      event.variant,
      bucketMs === undefined ? from : event.at - (event.at % bucketMs),
      attribute(event, segmentBy) ?? '',
    ]),
  )
  return [...groups].map(([key, group]): ExposureCount => {
    const [flag, variant, bucketStart, segment] = JSON.parse(key) as [
      string,
      string,
      number,
      string,
    ]
    return {
      flag,
      variant,
      bucketStart,
      segment: segment === '' ? undefined : segment,
      exposures: group.length,
      weighted: group.reduce((sum, event) => sum + (event.weight ?? 1), 0),
      units: new Set(group.flatMap(({ units }) => units['targetingKey'] ?? [])).size,
    }
  })
}

export interface Assigned {
  readonly unit: string
  readonly firstAt: number
  readonly variant: string
  readonly weight: number
  readonly segment: string | undefined
}

function exposuresByUnit(
  events: readonly StoredEvent[],
  analysis: Analysis,
): Map<string, StoredEvent[]> {
  const { unit = 'targetingKey', allocationVersion, experiment, until = Infinity } = analysis
  const own = exposuresIn(events, analysis).filter(
    (event) =>
      event.units[unit] !== undefined &&
      event.at < until &&
      (allocationVersion === undefined || event.allocationVersion === allocationVersion) &&
      (experiment === undefined || event.experiment === experiment) &&
      (analysis.rule === undefined || event.ruleId === analysis.rule) &&
      (analysis.sentBy === undefined || event.sentBy === analysis.sentBy),
  )
  const without = new Set(
    distinct(events)
      .filter(
        (event) =>
          analysis.withoutRule !== undefined &&
          event.environment === analysis.environment &&
          event.type === 'exposure' &&
          event.flag === analysis.flag &&
          event.ruleId === analysis.withoutRule,
      )
      .map((event) => event.units[unit]),
  )
  const counted = own.filter((event) => !without.has(event.units[unit]))
  return Map.groupBy(counted, (event) => event.units[unit] ?? '')
}

export function assign(events: readonly StoredEvent[], analysis: Analysis): Assigned[] {
  return [...exposuresByUnit(events, analysis)].flatMap(([unit, own]) => {
    const variants = new Set(own.map(({ variant }) => variant))
    if (variants.size > 1 && analysis.mixed !== 'first') return []
    const firstAt = Math.min(...own.map(({ at }) => at))
    const atFirst = own.filter(({ at }) => at === firstAt)
    const segments = atFirst.map((event) => attribute(event, analysis.segmentBy) ?? '').toSorted()
    return {
      unit,
      firstAt,
      variant: atFirst.map(({ variant = '' }) => variant).toSorted()[0] ?? '',
      weight: Math.min(...own.map(({ weight = 1 }) => weight)),
      segment: segments[0] === '' ? undefined : segments[0],
    }
  })
}

export function byArm<T extends { variant: string; segment: string | undefined }>(
  assigned: readonly T[],
): [Pick<T, 'variant' | 'segment'>, T[]][] {
  const groups = Map.groupBy(assigned, ({ variant, segment }) =>
    JSON.stringify([variant, segment ?? '']),
  )
  return [...groups].map(([, group]) => [
    { variant: group[0]?.variant ?? '', segment: group[0]?.segment },
    group,
  ])
}

export function firstExposures(events: readonly StoredEvent[], analysis: Analysis): VariantUnits[] {
  return byArm(assign(events, analysis)).map(([arm, group]) => ({
    ...arm,
    units: group.length,
    weight: group.reduce((sum, { weight }) => sum + weight, 0),
    firstAt: Math.min(...group.map(({ firstAt }) => firstAt)),
    lastAt: Math.max(...group.map(({ firstAt }) => firstAt)),
  }))
}

export function mixedUnits(events: readonly StoredEvent[], analysis: Analysis): MixedUnits[] {
  const sets = [...exposuresByUnit(events, analysis).values()].map((own) =>
    [...new Set(own.map(({ variant = '' }) => variant))].toSorted(),
  )
  const groups = Map.groupBy(
    sets.filter(({ length }) => length > 1),
    (variants) => JSON.stringify(variants),
  )
  return [...groups].map(([key, group]) => ({
    variants: JSON.parse(key) as string[],
    units: group.length,
  }))
}

interface Meeting {
  readonly event: StoredEvent
  readonly variant: string
  readonly dropped: number
}

/** Exposures of the flag that arrived, and those that were told to be given up. */
function meetings(events: readonly StoredEvent[], question: LossQuestion): Meeting[] {
  const { environment, flag, from, to } = question
  const given = distinct(events).filter(
    (event) =>
      event.environment === environment &&
      event.type === 'dropped' &&
      event.at >= from &&
      event.at < to,
  )
  return [
    ...exposuresIn(events, question).map((event) => ({
      event,
      variant: event.variant ?? '',
      dropped: 0,
    })),
    ...given.flatMap((event) =>
      (event.exposures ?? [])
        .filter((exposure) => exposure.flag === flag)
        .map(({ variant, count }) => ({ event, variant, dropped: count })),
    ),
  ]
}

export function lossByVariant(
  events: readonly StoredEvent[],
  question: LossQuestion,
): VariantLoss[] {
  const { environment, unit = 'targetingKey', from, to } = question
  const own = distinct(events).filter((event) => event.environment === environment)
  const bySession = Map.groupBy(meetings(events, question), ({ event }) => event.session)
  const sessions = [...bySession]
    .filter(([, met]) => new Set(met.map(({ variant }) => variant)).size === 1)
    .map(([session, met]) => {
      const seen = own.filter(
        (event) => event.session === session && event.at >= from - DAY_MS && event.at < to,
      )
      const earlier = seen.filter(({ at }) => at < from).map(({ sequence }) => sequence)
      const first = Math.min(...met.map(({ event }) => event.sequence))
      const base = Math.max(first, ...earlier)
      const later = new Set(seen.map(({ sequence }) => sequence).filter((n) => n > base))
      const missing = later.size === 0 ? 0 : Math.max(...later) - base - later.size
      const dropped = met.reduce((sum, meeting) => sum + meeting.dropped, 0)
      const lost = Math.min(1000, Math.max(missing, dropped))
      return {
        session,
        who: met.flatMap(({ event }) => event.units[unit] ?? []).toSorted()[0] ?? session,
        at: Math.min(...met.map(({ event }) => event.at)),
        variant: met[0]?.variant ?? '',
        received: later.size,
        lost,
        share: lost === 0 ? 0 : lost / (lost + later.size),
      }
    })
  const counting = [...Map.groupBy(sessions, ({ who }) => who).values()].map(
    (same) => same.toSorted((a, b) => a.at - b.at || (a.session < b.session ? -1 : 1))[0],
  )
  const known = counting.filter((one) => one !== undefined)
  return [...Map.groupBy(known, ({ variant }) => variant)].map(([variant, group]) => {
    const sum = (of: (one: (typeof group)[number]) => number): number =>
      group.reduce((all, one) => all + of(one), 0)
    return {
      variant,
      sessions: group.length,
      lossy: group.filter(({ lost }) => lost > 0).length,
      received: sum(({ received }) => received),
      lost: sum(({ lost }) => lost),
      shares: { sum: sum(({ share }) => share), ofSquares: sum(({ share }) => share ** 2) },
    }
  })
}
