import { connect, type Socket } from 'node:net'

/** A socket under a test's control, with everything it has received. */
export interface RawConnection {
  readonly socket: Socket
  readonly text: string
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<void>
}

/** Opens a connection and sends what it is given, byte by byte as it is. */
export function rawConnect(port: number, ...bytes: string[]): RawConnection {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    text += chunk
  })
  // A reset is one of the ways in which a server closes.
  socket.on('error', () => undefined)
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  for (const part of bytes) socket.write(part, 'latin1')
  return {
    socket,
    closed,
    get text() {
      return text
    },
  }
}

/** Sends a request that the server answers and closes, and hands back everything that came. */
export async function rawRequest(port: number, request: string): Promise<string> {
  const connection = rawConnect(port, request)
  await connection.closed
  return connection.text
}
