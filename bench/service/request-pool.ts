import type { Socket } from 'node:net'
import { connect } from 'node:net'

/** Connections that stay open, unless told otherwise. */
const CONNECTIONS = 16

/** Asks one server over connections that stay open. */
export interface Pool extends Disposable {
  readonly connections: number
  /** Sends a request as soon as a connection is free. Resolves to the head of the answer. */
  ask(request: Buffer): Promise<string>
}

interface Waiting {
  readonly request: Buffer
  readonly resolve: (head: string) => void
  readonly reject: (error: Error) => void
}

/**
 * Opens connections to a server. Written on bare sockets, so that whoever asks is
 * not what is measured.
 */
export async function openPool(url: URL, connections: number = CONNECTIONS): Promise<Pool> {
  const waiting: Waiting[] = []
  const free: ((next: Waiting) => void)[] = []
  const sockets: Socket[] = []
  const done = (take: (next: Waiting) => void): void => {
    const next = waiting.shift()
    if (next === undefined) free.push(take)
    else take(next)
  }
  await Promise.all(Array.from({ length: connections }, () => openConnection(url, sockets, done)))
  return {
    connections,
    ask: (request) =>
      new Promise((resolve, reject) => {
        const next = { request, resolve, reject }
        const take = free.pop()
        if (take === undefined) waiting.push(next)
        else take(next)
      }),
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
}

function openConnection(
  url: URL,
  sockets: Socket[],
  done: (take: (next: Waiting) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true })
    sockets.push(socket)
    let current: Waiting | undefined
    let head = ''
    /** Bytes of the answer that are still to come; negative while its head is. */
    let missing = -1
    const take = (next: Waiting): void => {
      current = next
      socket.write(next.request)
    }
    const fail = (error: Error): void => {
      current?.reject(error)
      reject(error)
      socket.destroy()
    }
    socket.on('error', fail)
    socket.on('close', () => current?.reject(new Error('A server closed a connection.')))
    socket.on('connect', () => {
      resolve()
      done(take)
    })
    socket.on('data', (chunk) => {
      let rest = chunk.length
      if (missing < 0) {
        head += chunk.toString('latin1')
        const end = head.indexOf('\r\n\r\n')
        if (end < 0) return
        const length = lengthOf(head.slice(0, end + 2))
        if (length === undefined) {
          fail(new Error(`An answer has no Content-Length: ${head.slice(0, 300)}`))
          return
        }
        missing = length
        rest = head.length - end - 4
      }
      missing -= rest
      if (missing > 0) return
      const answered = current
      const answer = head
      current = undefined
      head = ''
      missing = -1
      answered?.resolve(answer)
      done(take)
    })
  })
}

function lengthOf(head: string): number | undefined {
  if (head.startsWith('HTTP/1.1 304 ')) return 0
  const length = /\r\ncontent-length: (\d+)\r\n/i.exec(head)?.[1]
  return length === undefined ? undefined : Number(length)
}
