import type { SluiceContext, SluiceStatus } from '@sluice/client'
import type { SluiceManifest } from '../manifest.ts'

/** A context that may be shown to others. */
export interface SafeContext {
  readonly context: SluiceContext
  /** The attributes that were left out. */
  readonly hidden: readonly string[]
}

const KEYS = ['targetingKey', 'anonymousKey']

/**
 * Leaves out of a context what is nobody else's business: what the manifest calls
 * sensitive, and without a manifest everything that does not travel with events anyway.
 */
export function safeContext(
  context: SluiceContext,
  manifest: SluiceManifest | undefined,
  { eventAttributes }: Pick<SluiceStatus, 'eventAttributes'>,
): SafeContext {
  const { attributes } = manifest ?? {}
  const open = new Set([
    ...KEYS,
    ...(eventAttributes?.units ?? []),
    ...(eventAttributes?.stored ?? []),
  ])
  const isSafe = (name: string): boolean =>
    attributes && Object.hasOwn(attributes, name)
      ? attributes[name]?.sensitive !== true
      : open.has(name)
  const entries = Object.entries(context)
  return {
    context: Object.fromEntries(entries.filter(([name]) => isSafe(name))),
    hidden: entries.map(([name]) => name).filter((name) => !isSafe(name)),
  }
}
