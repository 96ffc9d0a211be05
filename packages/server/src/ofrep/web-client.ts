import { fork } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

/** What a read gave. */
export interface WebDetails {
  readonly value: unknown
  readonly variant?: string
  readonly reason?: string
  readonly errorCode?: string
  readonly flagMetadata: Readonly<Record<string, unknown>>
}

/** The published web client, held by a thread. */
export interface WebClient {
  setContext(context: object): Promise<void>
  read(key: string, defaultValue: unknown): Promise<WebDetails>
  /** The keys of each change that was announced. */
  changes(): Promise<readonly (readonly string[])[]>
}

/** Starts the published web client against a service; it ends with the test. */
export async function startWebClient(baseUrl: string, context: object): Promise<WebClient> {
  const child = fork(new URL('./web-client-process.ts', import.meta.url), {
    execArgv: ['--experimental-eventsource', '--no-warnings'],
  })
  onTestFinished(async () => {
    if (child.exitCode === null && child.kill()) await once(child, 'exit')
  })
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  child.on('message', ({ id, value, error }: { id: number; value: unknown; error?: string }) => {
    if (error === undefined) waiting.get(id)?.resolve(value)
    else waiting.get(id)?.reject(new Error(error))
    waiting.delete(id)
  })
  let ids = 0
  const call = async (method: string, ...args: unknown[]): Promise<unknown> => {
    const answer = Promise.withResolvers<unknown>()
    waiting.set(++ids, answer)
    child.send({ id: ids, method, args })
    return answer.promise
  }
  await call('start', baseUrl, context)
  return {
    setContext: async (next) => void (await call('setContext', next)),
    read: async (key, defaultValue) => (await call('read', key, defaultValue)) as WebDetails,
    changes: async () => (await call('changes')) as readonly (readonly string[])[],
  }
}
