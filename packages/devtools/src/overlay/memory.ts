import type { FlagEntry, SluiceClient } from '@sluice/client'
import type { Corner } from '../options.ts'

/** What the person who looks has decided, and the browser remembers. */
export interface Settings {
  /** Whether it is wanted in this browser; in production only where somebody has said so. */
  readonly isEnabled?: boolean
  readonly corner?: Corner
  /** Whether the trigger waits outside until the pointer is near. */
  readonly isShy?: boolean
  readonly theme?: 'light' | 'dark'
  /**
   * How long overrides live: with the page, the tab, or for some days in this browser;
   * `servers` is as `browser`, and servers that draw pages are told by a cookie. Default `tab`.
   */
  readonly keep?: 'page' | 'tab' | 'browser' | 'servers'
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

/**
 * Whether an earlier page of this tab has left an override, rather than this page made it.
 * What a client finds stored may be of anybody, so it reads that into objects without a prototype.
 */
export function isKept({ metadata }: FlagEntry): boolean {
  return Object.getPrototypeOf(metadata) === null
}

/** Resets what an earlier page of this tab has left; what the app forces by itself stays. */
export function dropKept(client: SluiceClient): void {
  for (const [key, entry] of client.overrides()) if (isKept(entry)) client.removeOverride(key)
}
