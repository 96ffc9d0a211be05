import { isBroken as isBrokenIn, reportCrash } from '@sluice/client/crashes'
import type { EvaluationDetails, JsonValue } from '@sluice/core'
import {
  Suspense,
  useCallback,
  useMemo,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react'
import { CrashBoundary } from './CrashBoundary.tsx'
import { Exposed } from './exposure/Exposed.tsx'
import { policyOf, type ExposurePolicy } from './exposure/policy.ts'
import type { DrawnPlace } from './drawn-place.ts'
import { overlay } from './told-overlay.ts'
import { createRegionRef, drawIn } from './exposure/region.ts'
import { loadFailures } from './load-failures.ts'
import { createStage } from './stage.tsx'
import { LoadFailure } from './treatment-code.ts'
import { useClient, type ClientInUse } from './use-client.ts'
import { useReading } from './use-reading.ts'

/** What a flag asks to be drawn, and what stands between that and the page around it. */
export interface Treatment<T> {
  readonly details: EvaluationDetails<T>
  /** Whether it crashed here, or anywhere in this session: draw the control. */
  readonly isBroken: boolean
  /** Whether a server draws it, or drew what hydrates here. */
  readonly isOfServer: boolean
  /**
   * Draws the treatment so that a crash is caught, reported and remembered.
   *
   * @param name - a treatment of another name does not take over state
   * @param control - drawn by a server where the treatment crashes or waits; `undefined`
   *   where something around it sees to that
   */
  readonly draw: (treatment: ReactNode, name: string, control: Control | undefined) => ReactNode
  /**
   * Draws what is no treatment, and counts it as what the flag gives, unless it
   * stands in for a treatment that crashed.
   *
   * @param name - as for `draw`
   * @param instead - of a control that is loaded: drawn where its code does not come
   */
  readonly drawControl: (control: ReactNode, name: string, instead?: Control) => ReactNode
  /** Draws what is there before the flag gives anything, and counts nothing. */
  readonly drawPending: (pending: ReactNode) => ReactNode
}

interface Control {
  readonly node: ReactNode
}

/** Reads a flag whose variant decides what is drawn at one place in the tree. */
export function useTreatment<T extends JsonValue>(
  flag: string,
  defaultValue: T,
  exposure: ExposurePolicy | undefined,
  place: Pick<DrawnPlace, 'kind' | 'source' | 'cases' | 'control'>,
): Treatment<T> {
  const client = useClient()
  const [select] = useState(keepSame<T>)
  const [details, reader] = useReading(flag, defaultValue, select)
  const { variant } = details
  const id = `${flag} ${variant}`
  const [crashed, setCrashed] = useState('')

  const subscribe = useCallback((listener: () => void) => client.onError(listener), [client])
  const [forgiven] = useState(() => new Set(loadFailures(client)))
  const breaker = useMemo(
    () => breakerOf(client, flag, variant, forgiven),
    [client, flag, variant, forgiven],
  )
  const isBrokenInSession = useSyncExternalStore(subscribe, breaker.now, breaker.first)
  const [isOfServer] = useState(breaker.isOfServer)

  const [stage] = useState(createStage)
  const [region] = useState(createRegionRef)
  const isBroken = crashed === id || isBrokenInSession
  const { Mark } = overlay
  const isWatched = Mark !== undefined || policyOf(details, exposure) === 'visible'
  const drawShown = (node: ReactNode, isCounted: boolean): ReactNode => (
    <>
      {drawIn(isWatched ? region : undefined, node)}
      {isCounted && (
        <Exposed reader={reader} details={details} select={select} own={exposure} region={region} />
      )}
      {Mark && <Mark {...{ ...place, flag, details, isBroken, region }} />}
    </>
  )

  return {
    details,
    isBroken,
    isOfServer,
    draw: (treatment, name, control) =>
      stage.drawTreatment(
        // Hydration comes to this last. By then a broken treatment has made way without being
        // tried again, and one that crashes only now takes nothing around it along.
        isOfServer && control ? (
          <Suspense fallback={control.node}>{drawShown(treatment, true)}</Suspense>
        ) : (
          drawShown(treatment, true)
        ),
        // After a crash the next treatment gets a boundary of its own.
        name + crashed,
        (error, { componentStack }, hasLeft) => {
          // What is drawn by now keeps its boundary, and its state.
          if (!hasLeft) setCrashed(id)
          const isFailure = error instanceof LoadFailure
          loadFailures(client)[isFailure ? 'add' : 'delete'](id)
          // Further effects of the same commit may throw, here and elsewhere: one crash is enough.
          if (!isBrokenIn(client, flag, variant)) {
            reportCrash(client, { flag, variant, error, componentStack })
          }
        },
      ),
    drawControl: (control, name, instead) =>
      stage.drawOther(
        drawShown(
          instead ? (
            // Nothing else could take its place.
            <CrashBoundary
              onCrash={client.report as () => void}
              only={LoadFailure}
              instead={instead.node}
            >
              {control}
            </CrashBoundary>
          ) : (
            control
          ),
          !isBroken,
        ),
        name,
      ),
    drawPending: (pending) => stage.drawOther(pending, ':pending'),
  }
}

/** Reads whether a treatment is broken, and learns from how it is read whether a server draws it. */
function breakerOf(
  client: ClientInUse,
  flag: string,
  variant: string | undefined,
  forgiven: ReadonlySet<string>,
) {
  const id = `${flag} ${variant}`
  let isOfServer = false
  return {
    now: () =>
      isBrokenIn(client, flag, variant) && !(forgiven.has(id) && loadFailures(client).has(id)),
    // The server knows no session: hydration repeats what it drew.
    first: () => !(isOfServer = true),
    isOfServer: () => isOfServer,
  }
}

/**
 * Selects what decides about the drawing. What differs in nothing else keeps its
 * identity: React 18 gives up markup that waits to be hydrated when it is drawn again.
 */
function keepSame<T>(): (details: EvaluationDetails<T>) => EvaluationDetails<T> {
  let last: EvaluationDetails<T> | undefined
  return (details) => {
    const isSame =
      last?.value === details.value &&
      last.variant === details.variant &&
      last.errorCode === details.errorCode
    return isSame && last ? last : (last = details)
  }
}
