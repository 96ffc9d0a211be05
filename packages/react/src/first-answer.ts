import type { EvaluationContext } from '@sluice/core'
import type { ClientInUse } from './use-client.ts'

const answers = new WeakMap<EvaluationContext, Promise<void>>()

/** Whether the present context has had no answer yet, and the client still waits for one. */
export function isStarting({ store }: ClientInUse): boolean {
  return store.getState().status.state === 'starting'
}

/**
 * Gives what settles with the first answer for the present context, when the
 * client stops waiting for one, or with another context. It is the same promise
 * for the same client and context.
 *
 * @returns `undefined` when nothing is awaited
 */
export function firstAnswer(client: ClientInUse): Promise<void> | undefined {
  if (!isStarting(client)) return undefined
  // Each context of each client is an object of its own.
  const { context } = client.store.getState()
  let answer = answers.get(context)
  if (!answer) {
    answer = new Promise((resolve) => {
      const stop = client.store.subscribe((state) => {
        if (isStarting(client) && state.context === context) return
        stop()
        resolve()
      })
    })
    answers.set(context, answer)
  }
  return answer
}
