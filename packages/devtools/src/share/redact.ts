import type { SluiceContext } from '@sluice/client'
import type { SluiceManifest } from '../manifest.ts'

/** What stands in place of what is nobody else's business. */
export const REDACTED = 'left-out'

/** Shorter ones are words of everything. */
const SHORTEST = 4

const PARAMETER =
  /([?#&](?:[\w-]*(?:token|secret|passw(?:or)?d|api[-_]?key|session(?:[-_]?id)?|signature|jwt|auth))=)[^&#\s]*/gi
const JWT = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g

/** Takes out of a text what it says of somebody, and what lets anybody in. */
export type Redact = (text: string) => string

/**
 * Makes what takes out of a text the values of attributes, in whatever way an address writes them,
 * and what looks like a token.
 */
export function redactor(context: SluiceContext, hidden: readonly string[]): Redact {
  const open = Object.entries(context).filter(([name]) => !hidden.includes(name))
  const shown = new Set(open.flatMap(([, value]) => textsOf(value)))
  const values = hidden
    .flatMap((name) => textsOf(context[name]))
    .filter((text) => text.length >= SHORTEST && !shown.has(text))
  const written = values.flatMap((text) => [
    text,
    encodeURIComponent(text),
    encodeURI(text),
    new URLSearchParams([[text, '']]).toString().slice(0, -1),
  ])
  // The longest first: one may be a part of another.
  const all = [...new Set(written)].toSorted((a, b) => b.length - a.length)
  const known = all.length === 0 ? undefined : new RegExp(all.map(escaped).join('|'), 'gi')
  return (text) => {
    const bare = text.replace(PARAMETER, `$1${REDACTED}`).replace(JWT, REDACTED)
    return known ? bare.replace(known, REDACTED) : bare
  }
}

/**
 * Takes the same out of an address. Its path stays a way to the page, so that only what
 * the manifest calls sensitive is taken out there; where the page is from stays as it is.
 */
export function redactAddress(
  address: string,
  context: SluiceContext,
  hidden: readonly string[],
  manifest: SluiceManifest | undefined,
): string {
  const [, origin = '', path = '', rest = ''] =
    /^(\w+:\/\/[^/]*)?([^?#]*)(.*)$/s.exec(address) ?? []
  const sensitive = hidden.filter((name) => manifest?.attributes?.[name]?.sensitive === true)
  return origin + redactor(context, sensitive)(path) + redactor(context, hidden)(rest)
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+./?[\\\]^{|}-]/g, String.raw`\$&`)
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsOf)
  return typeof value === 'string' || typeof value === 'number' ? [`${value}`] : []
}
