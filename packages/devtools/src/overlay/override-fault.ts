import type { FlagTable } from '@sluice/client'
import type { ManifestFlag } from '../manifest.ts'
import { kindOf, misfit } from './misfit.ts'

/**
 * Looks whether what was kept can be forced.
 *
 * @param flags - what the service gave; while there is nothing, every flag may be one
 * @param about - what else says that there is such a flag
 * @returns what is wrong with it, in a sentence; `undefined` where it fits
 */
export function overrideFault(
  flags: FlagTable,
  key: string,
  override: unknown,
  about?: ManifestFlag,
): string | undefined {
  if (kindOf(override) !== 'object') return `it is ${kindOf(override)}, and no override.`
  const { value, variant } = override as { readonly value?: unknown; readonly variant?: unknown }
  if (value === undefined && variant === undefined) return 'it has neither value nor variant.'
  if (variant !== undefined && typeof variant !== 'string')
    return `its variant is ${kindOf(variant)}, and not string.`
  const served = flags.get(key)
  if (flags.size > 0 && !served && !about) return 'there is no such flag.'
  if (served?.metadata.overridable === false) return 'it may not be overridden.'
  if (value === undefined) return undefined
  const known = served?.value
  return misfit(known === undefined ? (about?.type ?? 'unknown') : typeof known, value, [
    known,
    ...Object.values(about?.variants ?? {}).map((one) => one.value),
  ])
}
