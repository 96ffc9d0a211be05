import { Suspense, useDeferredValue, type ReactElement, type ReactNode } from 'react'
import type { TreatmentCode } from './treatment-code.ts'

interface LoadingPartProps {
  /** The code that `children` need, if they need any. */
  readonly code: TreatmentCode | undefined
  /** Drawn while code is loaded and nothing stands there yet. */
  readonly pending: ReactNode
  readonly children: ReactNode
}

/**
 * Draws what may have to be loaded. What stood there stays as it is until the code
 * has come, and hydration leaves what the server drew.
 */
export function LoadingPart({ code, pending, children }: LoadingPartProps): ReactElement {
  const last = useDeferredValue(children)
  return <Suspense fallback={pending}>{code && !code.isLoaded ? last : children}</Suspense>
}
