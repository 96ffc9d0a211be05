import type { FlagTable } from '@sluice/client'
import { keep } from '../overlay/memory.ts'

/** Keeps what is forced for the next days. */
export function keepOverrides(overrides: FlagTable): void {
  const forced = Object.fromEntries(
    [...overrides].map(([key, { value, variant }]) => [key, { value, variant }]),
  )
  keep('overrides', overrides.size > 0 ? { at: Date.now(), forced } : undefined)
}
