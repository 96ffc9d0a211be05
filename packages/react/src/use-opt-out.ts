import type { SluiceStatus } from '@sluice/client'
import type { OptOut } from '@sluice/client/opt-out'
import { useCallback } from 'react'
import { useClientState, useProvidedClient, type ClientInUse } from './use-client.ts'

/** The attribute of `core`, without what else is in it. */
const OPT_OUT = 'experimentsOptOut'

/** Whether somebody takes part in experiments, and how they say otherwise. */
export interface OptOutControls {
  /** Whether this person takes part in no experiment. */
  readonly hasOptedOut: boolean
  /** Takes over what the person decided. Keeps its identity; never rejects. */
  readonly setOptOut: (isOut: boolean) => Promise<SluiceStatus>
}

/**
 * Lets people opt out of experiments: they get the default of each, and count in none, also not
 * with what they did before. A client of `withOptOut` remembers it; without, it holds until
 * somebody sets another context.
 *
 * @example
 * const { hasOptedOut, setOptOut } = useOptOut()
 * <input type="checkbox" checked={!hasOptedOut} onChange={() => setOptOut(!hasOptedOut)} />
 */
export function useOptOut(): OptOutControls {
  const client: ClientInUse & Partial<OptOut> = useProvidedClient()
  const hasOptedOut = useClientState(({ context }) => context[OPT_OUT] === true)
  const setOptOut = useCallback(
    (isOut: boolean) => {
      if (client.setOptOut) return client.setOptOut(isOut)
      const { [OPT_OUT]: _, ...context } = client.store.getState().context
      return client.setContext(isOut ? { ...context, [OPT_OUT]: true } : context)
    },
    [client],
  )
  return { hasOptedOut, setOptOut }
}
