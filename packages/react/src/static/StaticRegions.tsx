import type { FlagKey, SluiceClient } from '@sluice/client'
import type { EvaluationDetails } from '@sluice/core'
import { useContext } from 'react'
import { ClientContext } from '../client-context.ts'
import { codeListeners, loadingCode } from '../loading-code.ts'
import { useCommit } from '../use-commit.ts'
import { useSluiceStatus } from '../use-sluice-status.ts'
import { STATIC_KEY, WAIT_ATTRIBUTE } from './static-page.ts'

/** What `StaticRegions` takes. */
export interface StaticRegionsProps {
  /** The flags of the regions. */
  readonly flags: readonly FlagKey[]
}

/**
 * Shows the regions that `StaticFlags` made invisible, in the commit that draws
 * their variants, and remembers for the next visit what was shown. A region whose
 * variant has to be loaded first waits for that. Draws nothing; stands once in the
 * page, from the start.
 *
 * @example
 * <StaticRegions flags={['hero']} />
 */
export function StaticRegions({ flags }: StaticRegionsProps): null {
  const client = useContext(ClientContext) as Partial<SluiceClient>
  const status = useSluiceStatus()
  const { state, source, storage } = status
  const isKnown = state !== 'starting' || source !== 'default'
  const keys = JSON.stringify(flags)
  useCommit(() => {
    if (!isKnown) return undefined
    showRegions()
    codeListeners.add(showRegions)
    return () => void codeListeners.delete(showRegions)
  }, [isKnown])
  useCommit(() => {
    if (!isKnown || storage !== 'local') return
    const peek = client.peek as ((key: string, defaultValue: null) => EvaluationDetails) | undefined
    try {
      // Beside what other pages showed of theirs.
      const shown = {
        ...(JSON.parse(localStorage.getItem(STATIC_KEY) as string) as Record<string, unknown>),
      }
      for (const key of JSON.parse(keys) as string[]) shown[key] = peek?.(key, null).variant
      localStorage.setItem(STATIC_KEY, JSON.stringify(shown))
    } catch {
      // Full or blocked: the next visit starts with what is static.
    }
    // The whole status, since it is another one whenever values may be.
  }, [client, isKnown, keys, status, storage])
  return null
}

/** Shows what waits for no code, at the end of a commit: until then not all of it has said so. */
function showRegions(): void {
  queueMicrotask(() => {
    const root = document.documentElement
    const loading = new Set(Array.from(loadingCode, ({ flag }) => flag))
    const waiting = root.getAttribute(WAIT_ATTRIBUTE)?.split(' ')
    const left = waiting?.filter((flag) => loading.has(flag)) ?? []
    if (left.length) root.setAttribute(WAIT_ATTRIBUTE, left.join(' '))
    else root.removeAttribute(WAIT_ATTRIBUTE)
  })
}
