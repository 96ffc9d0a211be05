import type { FlagTable, Override, SluiceClient } from '@sluice/client'
import type { Corner } from '../options.ts'

/** How long overrides are kept that are kept for the browser, days. */
export const DAYS_KEPT = 7

/** What the person who looks has decided, and the browser remembers. */
export interface Settings {
  readonly isEnabled: boolean
  readonly corner?: Corner
  /** Whether the trigger waits outside until the pointer is near. */
  readonly isShy?: boolean
  readonly theme?: 'light' | 'dark'
  /** How long overrides live: with the page, the tab, or for some days in this browser. Default `tab`. */
  readonly keep?: 'page' | 'tab' | 'browser'
}

/** Reads what this overlay has kept under a name; what is broken counts as nothing, and is told of. */
export function recall(name: string, refuse: (sentence: string) => void): Record<string, unknown> {
  try {
    const text = localStorage.getItem(`sluice.devtools.${name}`)
    if (text === null) return {}
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // Blocked, or no JSON.
  }
  refuse(`What was kept of ${name} cannot be read, and is left alone.`)
  return {}
}

/** Keeps something under a name. @returns whether the browser took it */
export function keep(name: string, value: object | undefined): boolean {
  try {
    const key = `sluice.devtools.${name}`
    if (value) localStorage.setItem(key, JSON.stringify(value))
    else localStorage.removeItem(key)
    return true
  } catch {
    return false
  }
}

/** Keeps what is forced for the next days. */
export function keepOverrides(overrides: FlagTable): void {
  const forced = Object.fromEntries(
    [...overrides].map(([key, { value, variant }]) => [key, { value, variant }]),
  )
  keep('overrides', overrides.size > 0 ? { at: Date.now(), forced } : undefined)
}

/** Forces again what was kept, unless that is too old. */
export function restoreOverrides(client: SluiceClient, refuse: (sentence: string) => void): void {
  const { at, forced } = recall('overrides', refuse)
  if (typeof forced !== 'object' || forced === null) return
  if (!(Math.abs(Date.now() - (at as number)) < DAYS_KEPT * 86_400_000)) {
    keep('overrides', undefined)
    return refuse(`Overrides that were kept are older than ${DAYS_KEPT} days, and were dropped.`)
  }
  for (const [key, override] of Object.entries(forced))
    if (!client.overrides().has(key)) client.setOverride(key, override as Override)
}
