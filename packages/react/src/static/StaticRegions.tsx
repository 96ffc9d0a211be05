import type { FlagKey, SluiceClient } from '@sluice/client'
import type { EvaluationDetails } from '@sluice/core'
import { useContext } from 'react'
import { ClientContext } from '../client-context.ts'
import { useCommit } from '../use-commit.ts'
import { useSluiceStatus } from '../use-sluice-status.ts'
import { STATIC_KEY, WAIT_ATTRIBUTE } from './static-page.ts'

/** Of how many flags a browser remembers what it showed, over all static pages. */
const FLAGS_KEPT = 100

/** What `StaticRegions` takes. */
export interface StaticRegionsProps {
  /** The flags of the regions. */
  readonly flags: readonly FlagKey[]
}

/**
 * Shows the regions that `StaticFlags` made invisible, in the commit that draws
 * their variants, and remembers for the next visit what was shown. Draws nothing;
 * stands once in the page, from the start.
 *
 * @example
 * <StaticRegions flags={['hero']} />
 */
export function StaticRegions({ flags }: StaticRegionsProps): null {
  const client = useContext(ClientContext)
  const status = useSluiceStatus()
  const { state, source, storage } = status
  const keys = JSON.stringify(flags)
  useCommit(() => {
    if (state === 'starting' && source === 'default') return
    document.documentElement.removeAttribute(WAIT_ATTRIBUTE)
    const { peek, consent } = client as Partial<SluiceClient>
    const allowed = consent?.()
    if (allowed === 'denied') return remember()
    // What was withdrawn a moment ago the status may not say yet.
    if (storage !== 'local' || allowed !== 'granted') return
    const read = peek as ((key: string, defaultValue: null) => EvaluationDetails) | undefined
    remember((JSON.parse(keys) as string[]).map((key) => [key, read?.(key, null).variant]))
    // The whole status, since it is another one whenever values may be.
  }, [client, keys, state, source, storage, status])
  return null
}

/** Adds what this page shows to what others of this browser showed, the latest last; without anything it forgets. */
function remember(shown?: readonly (readonly [key: string, variant: string | undefined])[]): void {
  try {
    if (!shown) return localStorage.removeItem(STATIC_KEY)
    const kept = new Map(Object.entries(stored()))
    for (const [key, variant] of shown) {
      kept.delete(key)
      if (variant !== undefined) kept.set(key, variant)
    }
    const latest = [...kept].slice(-FLAGS_KEPT)
    localStorage.setItem(STATIC_KEY, JSON.stringify(Object.fromEntries(latest)))
  } catch {
    // Full or blocked: the next visit starts with what is static.
  }
}

function stored(): object {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(STATIC_KEY) ?? '{}')
    if (typeof value === 'object' && value) return value
  } catch {
    // Not ours, or cut off: written over.
  }
  return {}
}
