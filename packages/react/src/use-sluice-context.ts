import type { SluiceContext, SluiceStatus } from '@sluice/client'
import type { EvaluationContext } from '@sluice/core'
import { useClientState, useProvidedClient } from './use-client.ts'

/** Who the flags are evaluated for, and how to say that it is somebody else. */
export interface SluiceContextControls {
  /** The context as it is sent, with `targetingKey` and `anonymousKey`; empty without a provider. */
  readonly context: EvaluationContext
  /**
   * Replaces the context, as after signing in. Values of the previous person are
   * gone at once. Never rejects.
   */
  readonly setContext: (context: SluiceContext) => Promise<SluiceStatus>
  /** Signs out: a new anonymous key and no attributes. Never rejects. */
  readonly reset: () => Promise<SluiceStatus>
}

/**
 * Gives the evaluation context, and the functions that change it. The functions
 * keep their identity; without a provider they do nothing.
 *
 * @example
 * const { setContext, reset } = useSluiceContext()
 * const signIn = (user: User) => setContext({ targetingKey: user.id, country: user.country })
 */
export function useSluiceContext(): SluiceContextControls {
  const { setContext, reset } = useProvidedClient()
  return { context: useClientState((state) => state.context), setContext, reset }
}
