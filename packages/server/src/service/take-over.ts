import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Takes the socket of a request that has no body away from HTTP, which holds
 * thirteen kilobytes for each: parser, request and answer. Node does that for a
 * request that changes the protocol, and is told here that this one does.
 *
 * @param give - is given the socket, for the whole answer to be written to; or `undefined` when it
 *   could not be had, since another request followed at once, and the answer goes the usual way
 */
export function takeOver(
  server: Server,
  request: IncomingMessage,
  response: ServerResponse,
  give: (socket: Socket | undefined) => void,
): void {
  const { socket } = request
  const onUpgrade = (upgraded: IncomingMessage): void => {
    if (upgraded !== request) return
    server.off('upgrade', onUpgrade)
    response.detachSocket(socket)
    give(socket)
  }
  // For this one request only: a server that listens all the time would take others for upgrades too.
  server.on('upgrade', onUpgrade)
  const marked = request as { upgrade?: boolean }
  marked.upgrade = true
  // The parser reaches the end of the request, and the event, before anything else runs.
  process.nextTick(() => {
    if (!server.listeners('upgrade').includes(onUpgrade)) return
    server.off('upgrade', onUpgrade)
    marked.upgrade = false
    give(undefined)
  })
}
