import { Suspense, useDeferredValue, type ReactElement, type ReactNode } from 'react'
import type { TreatmentCode } from './treatment-code.ts'
import { useClientState } from './use-client.ts'

interface LoadingPartProps {
  /** The code that `children` need, if they need any. */
  readonly code: TreatmentCode | undefined
  /** Drawn while code is loaded and nothing stands there yet. */
  readonly pending: ReactNode
  readonly children: ReactNode
}

/**
 * Draws what may have to be loaded. What stood there stays as it is until the code
 * has come, unless it was another person's; and hydration leaves what the server
 * drew.
 */
export function LoadingPart({ code, pending, children }: LoadingPartProps): ReactElement {
  const person = useClientState(({ context }) =>
    JSON.stringify([context.targetingKey, context['anonymousKey']]),
  )
  const isSamePerson = useDeferredValue(person) === person
  const last = useDeferredValue(children)
  const isLoading = code !== undefined && !code.isLoaded
  return <Suspense fallback={pending}>{isLoading && isSamePerson ? last : children}</Suspense>
}
