import type { Bootstrap } from '@sluice/client'
import { parseBulkResponse } from '@sluice/core'

/**
 * Where a browser finds the code of treatments that are loaded: addresses by flag
 * key and variant. A bundler's manifest knows them.
 */
export type TreatmentModules = Readonly<
  Record<string, Readonly<Record<string, string | readonly string[]>>>
>

/** Gives the addresses of what this request is served, and of nothing else; each once. */
export function servedModules(bootstrap: Bootstrap, modules: TreatmentModules = {}): string[] {
  const { flags } = parseBulkResponse(bootstrap)
  const addresses = Object.entries(modules).flatMap(([flag, byVariant]) => {
    const variant = flags.get(flag)?.variant
    return variant !== undefined && Object.hasOwn(byVariant, variant)
      ? (byVariant[variant] ?? [])
      : []
  })
  return [...new Set(addresses)]
}
