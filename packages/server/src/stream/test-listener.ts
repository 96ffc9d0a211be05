import { setImmediate } from 'node:timers/promises'

/** One event of a stream, as a client sees it. */
export interface ReceivedEvent {
  readonly id: string
  readonly type: string
  /** What the fetch brings back. */
  readonly etag: string
}

/** Reads a stream, for tests. */
export interface TestListener {
  /** Everything received so far. */
  readonly text: string
  readonly events: readonly ReceivedEvent[]
  readonly ended: boolean
  /** Goes away, as a client does. */
  leave(): Promise<void>
}

/** Listens to a stream. What was sent has been received after `arrival`. */
export function listenTo(stream: ReadableStream<Uint8Array> | null | undefined): TestListener {
  if (stream === null || stream === undefined) throw new Error('There is no stream to listen to.')
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let ended = false
  const read = async (): Promise<void> => {
    const { value, done } = await reader.read()
    if (done) ended = true
    else {
      text += decoder.decode(value, { stream: true })
      await read()
    }
  }
  void read().catch(() => {
    ended = true
  })
  return {
    get text() {
      return text
    },
    get events() {
      return [...text.matchAll(/^id: (.*)\ndata: (.*)\n\n/gm)].map(([, id = '', data = '']) => {
        const { type, etag } = JSON.parse(data) as { type: string; etag: string }
        return { id, type, etag }
      })
    },
    get ended() {
      return ended
    },
    leave: () => reader.cancel(),
  }
}

/** Lets everything that is on its way arrive. */
export async function arrival(): Promise<void> {
  await setImmediate()
  await setImmediate()
}
