import type { SluiceError } from '@sluice/core'
import { failure } from './failure.ts'
import { sendRequest } from './send-request.ts'
import type { SluiceState } from './state.ts'
import type { SluiceStatus } from './status.ts'
import type { ContextRequest, HeadStart, LoadedSync, StartSync, SyncRequest } from './sync-part.ts'
import { readyTimeoutOf } from './sync-part.ts'

const RELOAD_MS = 30_000

/**
 * Sends the first request with the page and loads meanwhile what keeps the
 * values in step: that is the larger part, and nobody needs it before the answer.
 *
 * @param loadSync - loads it; asked again when it fails
 */
export const startLazily =
  (loadSync: () => Promise<LoadedSync>): StartSync =>
  (options, environment, owner) => {
    let send: ((request: SyncRequest) => void) | undefined
    let from: SluiceState
    let isLoading = false
    let isClosed = false
    let failed: SluiceError | undefined
    let head: HeadStart | undefined
    // The first that is asked for is a context.
    let context: ContextRequest
    /** Of the one timer: somebody waits for an answer, or it is loaded again after a pause. */
    let stopTimer: (() => void) | undefined

    const status = (): SluiceStatus => owner.store.getState().status

    const show = (facts: Partial<SluiceStatus>): void => {
      owner.publish({ status: { ...status(), ...facts } }, true)
    }

    /** Goes on with what is held. */
    const settle = (error: SluiceError): void =>
      show({ state: status().source === 'default' ? 'offline' : 'stale', error })

    const load = (): void => {
      if (isLoading) return
      isLoading = true
      loadSync().then(
        ({ startSync }) => {
          if (isClosed) return
          owner.heed()
          // Tabs that were opened at once made an id each: the last to write it is remembered.
          owner.recall()
          stopTimer?.()
          send = startSync(options, environment, owner, from, head)
          send(context)
        },
        (cause: unknown) => {
          isLoading = false
          if (isClosed) return
          stopTimer?.()
          stopTimer = environment.schedule(load, RELOAD_MS)
          // Told once, however often it is tried.
          if (!failed) owner.report((failed = failure('SYNC_NOT_LOADED', 'Not loaded.', { cause })))
          settle(failed)
        },
      )
    }

    return (request) => {
      if (send) return send(request)
      stopTimer?.()
      if (request.type !== 'refresh') head?.controller.abort()
      if (request.type === 'close') {
        isClosed = true
        owner.events.outbox?.close()
        return show({ state: 'closed' })
      }
      if (request.type === 'context') {
        const controller = new AbortController()
        const { text } = owner.context()
        const response = sendRequest(options, environment, text, controller.signal)
        // Whoever reads the answer reads the failure.
        response.catch(() => {})
        head = { text, controller, response }
        from ??= owner.store.getState()
        context = { ...request, since: environment.now() }
      }
      stopTimer = environment.schedule(
        () => settle(failure('READY_TIMEOUT', 'No answer yet.')),
        readyTimeoutOf(options),
      )
      load()
    }
  }
