import type { Listener, StreamHub } from './stream-hub.ts'
import { BUFFER_LIMIT_BYTES, type StreamSink } from './stream-sink.ts'

const encoder = new TextEncoder()

/**
 * Opens a stream as the body of a `Response`.
 *
 * @param abort - breaks the connection under it, where there is one
 * @returns `undefined` when there is no room
 */
export function openWebStream(
  hub: StreamHub,
  listener: Listener,
  abort?: () => void,
): ReadableStream<Uint8Array> | undefined {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const stream = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given
      },
      cancel: () => connection?.left(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: BUFFER_LIMIT_BYTES }),
  )
  const sink: StreamSink = {
    lingers: abort !== undefined,
    send(text) {
      const bytes = encoder.encode(text)
      if ((controller?.desiredSize ?? 0) < bytes.byteLength) return false
      controller?.enqueue(bytes)
      return true
    },
    end: () => controller?.close(),
    cut() {
      if (abort === undefined) controller?.error(new Error('The client reads too slowly.'))
      else abort()
    },
  }
  const connection = hub.open(listener, sink)
  return connection && stream
}
