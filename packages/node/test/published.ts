import { parseRuleset } from '@sluice/core/schema'

/** How a published ruleset differs from a small one with one boolean flag. */
export interface PublishedOptions {
  readonly version?: number
  readonly epoch?: string
  readonly flags?: object
  readonly attributes?: object
  readonly headers?: Readonly<Record<string, string>>
  /** Changes the document after it was parsed, for faults that no writer lets through. */
  readonly damage?: (document: { flags: Record<string, Record<string, unknown>> }) => void
}

/** The text of a ruleset as a service publishes it. */
export function publishedText({
  version = 1,
  flags = { gate: open },
  attributes = { email: { type: 'string' } },
  damage,
}: PublishedOptions = {}): string {
  const { ruleset } = parseRuleset({ schemaVersion: 1, attributes, flags })
  const document = JSON.parse(JSON.stringify({ ...ruleset, version })) as {
    flags: Record<string, Record<string, unknown>>
  }
  damage?.(document)
  return JSON.stringify(document)
}

/** What `GET /v1/ruleset` answers. */
export function published(options: PublishedOptions = {}): Response {
  const { version = 1, epoch = 'one', headers } = options
  return new Response(publishedText(options), {
    headers: { ETag: `"${epoch}.${version}"`, 'Sluice-Epoch': epoch, ...headers },
  })
}

/** A flag whose first rule serves everybody `on`. */
export const open: object = { rules: [{ id: 'all', serve: { variant: 'on' } }] }
