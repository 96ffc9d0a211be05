import type { Socket } from 'node:net'
import { connect } from 'node:net'

/** Streams that are opened at once, so that the listener's queue does not overflow. */
const OPENING = 100

/** Many open streams of server-sent events, each on a socket of its own. */
export interface StreamCrowd extends Disposable {
  readonly open: number
  /** Calls back for each stream that is told to fetch again. */
  onTold: (stream: number) => void
}

/**
 * Opens streams on bare sockets, so that the one who listens needs little of the
 * machine. Resolves when the head of every answer is there.
 *
 * @throws Error when one is refused
 */
export async function openCrowd(url: URL, count: number): Promise<StreamCrowd> {
  const sockets: Socket[] = []
  const crowd: StreamCrowd = {
    open: count,
    onTold: () => {},
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
  for (let from = 0; from < count; from += OPENING) {
    const some = Array.from({ length: Math.min(OPENING, count - from) }, (_, index) =>
      openStream(url, sockets, () => crowd.onTold(from + index)),
    )
    await Promise.all(some)
  }
  return crowd
}

function openStream(url: URL, sockets: Socket[], told: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname, port: Number(url.port) })
    sockets.push(socket)
    let isOpen = false
    socket.on('error', reject)
    socket.on('connect', () => {
      const path = url.pathname + url.search
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${url.host}\r\nAccept: text/event-stream\r\n\r\n`)
    })
    socket.on('data', (chunk) => {
      const text = chunk.toString('latin1')
      if (!isOpen && !text.startsWith('HTTP/1.1 200 ')) {
        reject(new Error(`A stream was refused: ${text.slice(0, 300)}`))
        return
      }
      if (isOpen && text.includes('refetchEvaluation')) told()
      isOpen = true
      resolve()
    })
  })
}
