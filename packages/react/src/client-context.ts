import type { SluiceClient, SluiceState } from '@sluice/client'
import type { EvaluationDetails, ExposurePhase, JsonValue } from '@sluice/core'
import { createContext, type Context } from 'react'

// Bundlers put the text in its place.
declare const process: { readonly env: { readonly NODE_ENV?: string } }

/** Reads one flag. */
export type Read = <T extends JsonValue>(key: string, defaultValue: T) => EvaluationDetails<T>

/**
 * Tells that what a flag gives is on the screen.
 *
 * @param id - of the event, where the page may report the same
 * @param isSent - whether the page has done so
 * @returns how to tell that it has left
 */
export type Expose = (
  details: EvaluationDetails,
  phase?: ExposurePhase,
  id?: string,
  isSent?: boolean,
) => () => void

/** A client as it is read, with what an `<Override>` makes of it. */
export interface ReadClient {
  readonly store: Pick<SluiceClient['store'], 'getState' | 'getInitialState' | 'keep'>
  readonly peek: Read
  /** Reads what the server drew, and hydration has to repeat. */
  readonly peekFirst: Read
  readonly subscribeFlag: SluiceClient['subscribeFlag']
  readonly expose: Expose
  /** On a server: what was drawn, and by which policy of its own. */
  readonly drawn?: (EvaluationDetails | string | undefined)[] | undefined
  /** Makes of another client what the `<Override>` boundaries above make of this one. */
  readonly wrap?: (client: ReadClient) => ReadClient
}

let warned = false

/** Tells somebody who develops, once a page, that something has no provider above it, and what to do. */
export function warnOfMissingProvider(): void {
  try {
    if (warned || process.env.NODE_ENV === 'production') return
    warned = true
    // oxlint-disable-next-line no-console -- nothing else tells why every flag serves its default
    console.warn(
      'Sluice: only defaults without <SluiceProvider client={createSluiceClient(options)}>',
    )
  } catch {
    // A browser without a bundler: nobody develops there.
  }
}

/** Tells nobody. */
export const exposeNothing = () => (): void => {}

const STATE = {} as SluiceState
const getState = (): SluiceState => STATE

/** Reads where there is no provider. */
export const readUnprovided: Read = (key, value) => {
  warnOfMissingProvider()
  return { key, value, reason: 'ERROR', errorCode: 'PROVIDER_NOT_READY', metadata: {} }
}

/** Stands where there is no provider: holds nothing. */
export const UNPROVIDED: ReadClient = {
  store: { getState, getInitialState: getState },
  peek: readUnprovided,
  peekFirst: readUnprovided,
  subscribeFlag: exposeNothing,
  expose: exposeNothing,
}

/** The client that the nearest `SluiceProvider` was given, as it is read here. */
export const ClientContext: Context<ReadClient> = createContext(UNPROVIDED)
