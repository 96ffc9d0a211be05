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
      (analysis.rule === undefined || event.ruleId === analysis.rule),
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

export function lossByVariant(
  events: readonly StoredEvent[],
  question: LossQuestion,
): VariantLoss[] {
  const { environment, flag, from, to } = question
  const own = distinct(events).filter((event) => event.environment === environment)
  const met = Map.groupBy(exposuresIn(events, question), ({ variant = '' }) => variant)
  const dropped = new Map<string, number>()
  for (const event of own) {
    if (event.type !== 'dropped' || event.at < from || event.at >= to) continue
    for (const given of event.exposures ?? []) {
      if (given.flag !== flag) continue
      dropped.set(given.variant, (dropped.get(given.variant) ?? 0) + given.count)
    }
  }
  return [...new Set([...met.keys(), ...dropped.keys()])].map((variant) => {
    const sessions = new Set((met.get(variant) ?? []).map(({ session }) => session))
    let received = 0
    let missing = 0
    for (const session of sessions) {
      const seen = own.filter(
        (event) => event.session === session && event.at >= from - DAY_MS && event.at < to,
      )
      const earlier = seen.filter(({ at }) => at < from).map(({ sequence }) => sequence)
      const base = Math.max(0, ...earlier)
      const later = new Set(seen.map(({ sequence }) => sequence).filter((n) => n > base))
      received += later.size
      missing += later.size === 0 ? 0 : Math.max(...later) - base - later.size
    }
    return {
      variant,
      sessions: sessions.size,
      received,
      missing,
      dropped: dropped.get(variant) ?? 0,
    }
  })
}
