import {
  Suspense,
  useDeferredValue,
  useEffect,
  useState,
  type ReactElement,
  type ReactNode,
} from 'react'
import { waitForCode } from './loading-code.ts'
import type { TreatmentCode } from './treatment-code.ts'
import { useClientState } from './use-client.ts'
import { useCommit } from './use-commit.ts'

interface LoadingPartProps {
  /** The code that `children` need, if they need any. */
  readonly code: TreatmentCode | undefined
  /** Drawn while code is loaded and nothing stands there yet. */
  readonly pending: ReactNode
  /** Whether a server draws it, or drew it. */
  readonly isOfServer: boolean
  readonly children: ReactNode
}

/**
 * Draws what may have to be loaded. What stood there stays as it is until the code
 * has come, unless it was another person's; and hydration leaves what the server
 * drew, whatever is drawn again around it meanwhile.
 */
export function LoadingPart({
  code,
  pending,
  isOfServer,
  children,
}: LoadingPartProps): ReactElement {
  const person = useClientState(({ context }) =>
    JSON.stringify([context.targetingKey, context['anonymousKey']]),
  )
  const isSamePerson = useDeferredValue(person) === person
  const last = useDeferredValue(children)
  const isLoading = code !== undefined && !code.isLoaded
  useCommit(() => (isLoading ? waitForCode(code) : undefined), [isLoading, code])
  const [isWaiting, setIsWaiting] = useState(isOfServer)
  const arrival = isWaiting && <Arrival tell={setIsWaiting} />
  const now = (
    <Suspense
      fallback={
        <>
          {pending}
          {arrival}
        </>
      }
    >
      {isLoading && isSamePerson ? last : children}
      {arrival}
    </Suspense>
  )
  // React gives up markup that waits to be hydrated when it is drawn again.
  const [first] = useState({ code, person, node: now })
  const isSame = code !== undefined && code === first.code && person === first.person
  return isWaiting && isSame ? first.node : now
}

/** Tells that what stands around it is alive, so that it may be drawn again. */
function Arrival({ tell }: { readonly tell: (isWaiting: false) => void }): null {
  useEffect(() => tell(false), [tell])
  return null
}
