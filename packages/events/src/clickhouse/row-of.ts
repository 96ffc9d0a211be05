import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { EventValue } from '@sluice/core'
import type { StoredEvent } from '../stored-event.ts'
import { unitNumber } from '../unit-number.ts'

/** A row of the event table, as it is sent. */
export type EventRow = Readonly<Record<string, unknown>> & {
  readonly environment: string
  readonly id: string
  readonly id_time: number
  readonly received_at: number
  readonly body: number
}

/** Turns an event into a row. @param place - of the event among those of its segment */
export function rowOf(event: StoredEvent, place: number): EventRow {
  const { targetingKey, anonymousKey, ...others } = event.units
  const id = uuidOf(event.id)
  return {
    environment: event.environment,
    id,
    id_time: Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16),
    type: event.type,
    happened_at: event.at,
    received_at: event.receivedAt,
    raw_at: event.rawAt,
    clock_suspect: event.clockSuspect ?? false,
    session: event.session,
    sequence: event.sequence,
    targeting_key: targetingKey === undefined ? null : unitNumber(targetingKey),
    anonymous_key: anonymousKey === undefined ? null : unitNumber(anonymousKey),
    units: mapped(others, unitNumber),
    attributes: mapped(event.attributes, textOf),
    flag: event.flag ?? null,
    variant: event.variant ?? null,
    allocation_version: event.allocationVersion ?? null,
    version: event.version ?? null,
    overridden: event.override ?? false,
    experiment: event.experiment ?? null,
    rule_id: event.ruleId ?? null,
    reason: event.reason ?? null,
    phase: event.phase ?? null,
    weight: event.weight ?? null,
    context_hash: event.contextHash ?? null,
    name: event.name ?? null,
    value: event.value ?? null,
    properties: mapped(event.properties, textOf),
    message: event.message ?? null,
    component_stack: event.componentStack ?? null,
    reads: event.reads ?? {},
    drop_reason: event.dropReason ?? null,
    dropped_count: event.count ?? null,
    dropped_exposures: event.exposures ?? [],
    unattributed: event.unattributed ?? false,
    refused_by_grant: event.refusedByGrant ?? false,
    key_id: event.keyId ?? null,
    sent_by: event.sentBy ?? null,
    reader: event.reader ?? null,
    sdk: event.sdk ?? null,
    counted: isCounted(event),
    body: bodyOf(event),
    precedence: precedenceOf(event.receivedAt, place),
  }
}

function isCounted({
  type,
  variant,
  override,
  unattributed,
  refusedByGrant,
}: StoredEvent): boolean {
  const marks = [override, unattributed, refusedByGrant]
  return !marks.includes(true) && (type !== 'exposure' || variant !== undefined)
}

/** What the service adds, and a retry may change. */
const ADDED: ReadonlySet<string> = new Set([
  'id',
  'environment',
  'receivedAt',
  'at',
  'clockSuspect',
  'unattributed',
  'refusedByGrant',
  'keyId',
  'sentBy',
  'reader',
  'sdk',
])

/** Of all that the sender wrote. */
function bodyOf(event: StoredEvent): number {
  const sent = Object.entries(event).filter(([name]) => !ADDED.has(name))
  return crc32(JSON.stringify(sent))
}

/** Higher for what came sooner. */
function precedenceOf(receivedAt: number, place: number): string {
  const arrival = BigInt(Math.max(0, Math.floor(receivedAt))) * 2n ** 20n
  return (2n ** 63n - 1n - arrival - BigInt(place % 2 ** 20)).toString()
}

function uuidOf(id: string): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return id.toLowerCase()
  const hex = createHash('md5').update(id).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}

function textOf(value: EventValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function mapped<T>(
  values: Readonly<Record<string, T>> | undefined,
  convert: (value: T) => string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]) => [name, convert(value)]),
  )
}
