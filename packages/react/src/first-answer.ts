import type { EvaluationContext } from '@sluice/core'
import type { ClientInUse } from './use-client.ts'

const answers = new WeakMap<EvaluationContext, Promise<unknown>>()

/**
 * Gives what settles with the first answer for the present context, or when the
 * client stops waiting; the same promise for the same client and context.
 *
 * @returns `undefined` when nothing is awaited
 */
export function firstAnswer(client: ClientInUse): Promise<unknown> | undefined {
  // Each context of each client is an object of its own.
  const { context, status } = client.store.getState()
  if (status.state !== 'starting') return undefined
  const answer = answers.get(context) ?? client.ready()
  answers.set(context, answer)
  return answer
}
