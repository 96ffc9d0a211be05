import { SluiceError } from '@sluice/core'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * Opens the port of a server.
 *
 * @returns the address that is listened on
 * @throws SluiceError `PORT_TAKEN`, or `PORT_REFUSED` with what the system says
 */
export async function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen({ port, host }, resolve)
  try {
    await promise
  } catch (error) {
    throw refusalOf(error, port, host)
  }
  server.off('error', reject)
  // A server that listens on a port has an address with a port.
  return server.address() as AddressInfo
}

function refusalOf(error: unknown, port: number, host: string): SluiceError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  if (code === 'EADDRINUSE') {
    return new SluiceError(
      'PORT_TAKEN',
      `Port ${port} on ${host} is taken by another program. Stop that, or choose another port.`,
      { cause: error },
    )
  }
  return new SluiceError('PORT_REFUSED', `Cannot listen on port ${port} of ${host}: ${code}.`, {
    cause: error,
  })
}

/** The URL of an address, in brackets where it needs them. */
export function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
