import type { FlagTable } from '@sluice/client'
import { kindOf, misfit } from './misfit.ts'

/**
 * Looks whether what was kept can be forced.
 *
 * @param flags - what the service gave; while there is nothing, every flag may be one
 * @returns what is wrong with it, in a sentence; `undefined` where it fits
 */
export function overrideFault(
  flags: FlagTable,
  key: string,
  override: unknown,
): string | undefined {
  if (kindOf(override) !== 'object') return `it is ${kindOf(override)}, and no override.`
  const { value, variant } = override as { readonly value?: unknown; readonly variant?: unknown }
  if (value === undefined && variant === undefined) return 'it has neither value nor variant.'
  if (variant !== undefined && typeof variant !== 'string')
    return `its variant is ${kindOf(variant)}, and not string.`
  const served = flags.get(key)
  if (flags.size > 0 && !served) return 'there is no such flag.'
  if (value === undefined) return undefined
  const known = served?.value
  return misfit(known === undefined ? 'unknown' : typeof known, value, [known])
}
