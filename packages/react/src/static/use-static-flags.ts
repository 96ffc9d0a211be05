import type { FlagKey } from '@sluice/client'
import { useContext, useEffect, useLayoutEffect } from 'react'
import { ClientContext, useClientState } from '../client-context.ts'
import { STATIC_KEY, WAIT_ATTRIBUTE } from './static-page.ts'

// A layout effect shows a region in the same frame; on a server React 18 warns of one.
const useCommit = typeof document === 'undefined' ? useEffect : useLayoutEffect

/**
 * Shows the regions that `StaticFlags` made invisible, in the commit that draws
 * their variant, and remembers for the next visit what was shown. For use in a
 * component that is part of the page from the start.
 *
 * @param keys - flags of the regions; a list that keeps its identity
 *
 * @example
 * const REGIONS = ['hero'] as const
 * useStaticFlags(REGIONS)
 */
export function useStaticFlags(keys: readonly FlagKey[]): void {
  const client = useContext(ClientContext)
  // A string, so that only another answer makes another render.
  const shown = useClientState((state) => {
    const { state: how, source, storage } = state.status
    if (how === 'starting' && source === 'default') return undefined
    const variants = keys.map((key) => [key, state.flags.get(key)?.variant] as const)
    return JSON.stringify([storage === 'local', Object.fromEntries(variants)])
  })
  useCommit(() => {
    if (shown === undefined) return
    document.documentElement.removeAttribute(WAIT_ATTRIBUTE)
    const [isKept, variants] = JSON.parse(shown) as [boolean, object]
    if (!isKept) return
    try {
      localStorage.setItem(STATIC_KEY, JSON.stringify(variants))
    } catch {
      // Full or blocked: the next visit starts with what is static.
    }
  }, [client, shown])
}
