import type { JsonObject, JsonValue } from '@sluice/core'
import type { Connection } from './connection.ts'

/** Which part of a list to fetch. */
export interface Page {
  readonly limit?: number | undefined
  /** Only what came before this number. */
  readonly before?: number | undefined
}

/** One version of a ruleset. */
export interface VersionItem {
  readonly version: number
  /** ISO 8601. */
  readonly createdAt: string
  /** The name of who made it. */
  readonly actor: string
  readonly reason?: string
  /** What changed, such as `checkout-cta`. */
  readonly subjects: readonly string[]
}

/** A part of a list, and where it goes on. */
export interface Listed<T> {
  readonly items: readonly T[]
  readonly next?: JsonValue
  /** As the service wrote it. */
  readonly body: JsonObject
}

/** Lists the versions of an environment, newest first. */
export async function listVersions(
  service: Connection,
  environment: string,
  page: Page,
): Promise<Listed<VersionItem>> {
  const { body } = await service({
    path: ['v1', 'environments', environment, 'versions'],
    query: { limit: page.limit, before: page.before },
  })
  return listed(body, (item) => ({
    version: Number(item['version']),
    createdAt: textOf(item['createdAt']) ?? '',
    actor: actorName(item['actor']),
    ...reasonOf(item),
    subjects: recordsOf(item['changes']).map(subjectOf),
  }))
}

/** Takes the items of a list out of an answer. */
export function listed<T>(body: JsonObject, read: (item: JsonObject) => T): Listed<T> {
  const { next } = body
  return {
    items: recordsOf(body['items']).map(read),
    body,
    ...(next !== undefined && next !== null && { next }),
  }
}

/** The name of an actor, however much of it is known. */
export function actorName(actor: JsonValue | undefined): string {
  if (typeof actor === 'string') return actor
  const [record] = recordsOf([actor ?? null])
  return textOf(record?.['name']) ?? textOf(record?.['id']) ?? 'somebody'
}

/** The reason of a change, where one was given. */
export function reasonOf(item: JsonObject): { readonly reason?: string } {
  const reason = textOf(item['reason'])
  return reason === undefined ? {} : { reason }
}

/** The objects of a list; everything else is left out. */
export function recordsOf(value: JsonValue | undefined): JsonObject[] {
  const items = Array.isArray(value) ? (value as readonly JsonValue[]) : []
  return items.filter(
    (item): item is JsonObject => typeof item === 'object' && item !== null && !Array.isArray(item),
  )
}

/** A text that is not empty. */
export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The parts of a ruleset by the word that the service has for one of each. */
const SECTIONS = {
  flag: 'flags',
  segment: 'segments',
  layer: 'layers',
  holdout: 'holdouts',
  attribute: 'attributes',
  metric: 'metrics',
  experiment: 'experiments',
} as const

/** What a change is about: the section of the document and the name in it. */
export function partOf(change: JsonObject): readonly [section: string, name: string] | undefined {
  for (const [subject, section] of Object.entries(SECTIONS)) {
    const name = change[subject]
    if (typeof name === 'string') return [section, name]
  }
  return undefined
}

function subjectOf(change: JsonObject): string {
  const part = partOf(change)
  if (part === undefined) return 'ruleset'
  return part[0] === 'flags' ? part[1] : part.join('.')
}
