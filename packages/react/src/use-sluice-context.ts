import type { SluiceClient, SluiceContext, SluiceStatus } from '@sluice/client'
import type { EvaluationContext } from '@sluice/core'
import { useContext, useMemo, useSyncExternalStore } from 'react'
import { ClientContext, warnOfMissingProvider } from './client-context.ts'
import { never } from './use-flag.ts'
import { UNPROVIDED } from './use-sluice-status.ts'

/** Who the flags are evaluated for, and how to say that it is somebody else. */
export interface SluiceContextControls {
  /** The context as it is sent, with `targetingKey` and `anonymousKey`. */
  readonly context: EvaluationContext
  /** Replaces the context, as after signing in. Values of the previous person are gone at once. Never rejects. */
  readonly setContext: (context: SluiceContext) => Promise<SluiceStatus>
  /** Signs out: a new anonymous key and no attributes. Never rejects. */
  readonly reset: () => Promise<SluiceStatus>
}

const NOBODY: EvaluationContext = {}

const controlsOf = (
  client: SluiceClient | undefined,
): Pick<SluiceContextControls, 'setContext' | 'reset'> =>
  client === undefined
    ? { setContext: () => Promise.resolve(UNPROVIDED), reset: () => Promise.resolve(UNPROVIDED) }
    : { setContext: (context) => client.setContext(context), reset: () => client.reset() }

/**
 * Gives the evaluation context and the functions that change it. The functions
 * keep their identity; without a provider they do nothing.
 *
 * @example
 * const { setContext, reset } = useSluiceContext()
 * const signIn = (user: User) => setContext({ targetingKey: user.id, country: user.country })
 */
export function useSluiceContext(): SluiceContextControls {
  const client = useContext(ClientContext)
  if (client === undefined) warnOfMissingProvider()
  const context = useSyncExternalStore(
    client?.store.subscribe ?? never,
    () => client?.context() ?? NOBODY,
    () => client?.store.getInitialState().context ?? NOBODY,
  )
  const controls = useMemo(() => controlsOf(client), [client])
  return useMemo(() => ({ context, ...controls }), [context, controls])
}
