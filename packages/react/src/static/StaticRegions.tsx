import type { FlagKey } from '@sluice/client'
import type { EvaluationDetails } from '@sluice/core'
import { useContext, useEffect, useLayoutEffect } from 'react'
import { ClientContext } from '../client-context.ts'
import { useSluiceStatus } from '../use-sluice-status.ts'
import { STATIC_KEY, WAIT_ATTRIBUTE } from './static-page.ts'

// A layout effect shows a region in the same frame; on a server React 18 warns of one.
const useCommit = typeof document === 'undefined' ? useEffect : useLayoutEffect

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
    if (storage !== 'local') return
    const peek = client.peek as ((key: string, defaultValue: null) => EvaluationDetails) | undefined
    const shown = (JSON.parse(keys) as string[]).map((key) => [key, peek?.(key, null).variant])
    try {
      localStorage.setItem(STATIC_KEY, JSON.stringify(Object.fromEntries(shown)))
    } catch {
      // Full or blocked: the next visit starts with what is static.
    }
    // The whole status, since it is another one whenever values may be.
  }, [client, keys, state, source, storage, status])
  return null
}
