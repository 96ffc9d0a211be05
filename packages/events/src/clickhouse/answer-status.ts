import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'

/** What the channel says, as Node.js documents it. */
interface Answered {
  readonly response: { readonly statusCode?: number | undefined }
}

const asked = new AsyncLocalStorage<{ status: number | undefined }>()

// The client throws the text of a failed answer and forgets its status; a proxy often says no more than that.
subscribe('http.client.response.finish', (message) => {
  const answer = asked.getStore()
  if (answer === undefined) return
  answer.status = (message as Answered).response.statusCode
})

/** Runs what asks over HTTP. @param onFailure - hears of an error with the status of the last answer */
export function withStatus<T>(
  work: () => Promise<T>,
  onFailure: (cause: unknown, status: number | undefined) => Error,
): Promise<T> {
  const answer: { status: number | undefined } = { status: undefined }
  return asked.run(answer, async () => {
    try {
      return await work()
    } catch (cause) {
      throw onFailure(cause, answer.status)
    }
  })
}
