import type { DetailsSource, EvaluationContext, JsonValue } from '@sluice/core'
import { forcedNode, type Evaluating } from '../forced-node.ts'

/** What somebody forces on a flag in their browser: a value, a variant, or both. */
export interface Override {
  readonly value?: JsonValue
  readonly variant?: string
}

const COOKIE = /(?:^|; ?)sluice-overrides=([^;]*)/

/** A cookie is no larger in any browser. */
const LONGEST_COOKIE = 4_096

/**
 * Finds what the overlay forces in a browser, where it tells servers by the cookie
 * `sluice-overrides`. What cannot be read forces nothing.
 *
 * @param cookies - the `Cookie` header
 */
export function readOverrides(cookies: string | null | undefined): ReadonlyMap<string, Override> {
  const text = COOKIE.exec(cookies ?? '')?.[1] ?? ''
  const overrides = new Map<string, Override>()
  if (text === '' || text.length > LONGEST_COOKIE) return overrides
  try {
    const given: unknown = JSON.parse(decodeURIComponent(text))
    if (typeof given === 'object' && given !== null)
      for (const [key, override] of Object.entries(given))
        if (isOverride(override)) overrides.set(key, override)
  } catch {
    // Anybody can write a cookie.
  }
  return overrides
}

/**
 * Gives a node as somebody is to see it who forces values in the overlay, so that a
 * server draws what their page shows. For one request, and for development: whatever
 * may only be forced by a grant stays as it is, which is every flag of a protected
 * environment, and so does what a page is never served.
 *
 * @example
 * const flags = evaluateFlags(withOverrides(sluice, readOverrides(cookies)), context)
 */
export function withOverrides(
  node: Evaluating,
  overrides: ReadonlyMap<string, Override>,
): Evaluating {
  if (overrides.size === 0) return node
  return forcedNode(node, (context) => permitted(node, overrides, context))
}

function permitted(
  node: Evaluating,
  overrides: ReadonlyMap<string, Override>,
  context: EvaluationContext,
): ReadonlyMap<string, DetailsSource> {
  const forced = new Map<string, DetailsSource>()
  for (const { key, metadata } of node.evaluateAll(context).flags) {
    const override = overrides.get(key)
    if (override === undefined || metadata?.['overridable'] === false) continue
    forced.set(key, {
      key,
      ...override,
      reason: 'OVERRIDE',
      // As with a grant: no stability contract keeps it for longer.
      metadata: { override: true, pierce: true },
    })
  }
  return forced
}

function isOverride(given: unknown): given is Override {
  if (typeof given !== 'object' || given === null) return false
  const { value, variant } = given as { readonly value?: unknown; readonly variant?: unknown }
  return (
    (variant === undefined || typeof variant === 'string') &&
    (value !== undefined || variant !== undefined)
  )
}
