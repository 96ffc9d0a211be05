import type { ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Speaks for the services of peers that cannot be run here: one boolean flag, live. */
export interface StandIn extends AsyncDisposable {
  readonly url: string
}

const JSON_HEADERS = { 'Content-Type': 'application/json', 'x-sse-support': 'enabled' }

/**
 * Starts a server that answers and streams in the formats of GrowthBook, LaunchDarkly
 * and Unleash. `PATCH /` turns the flag over: the streams are told, then it answers.
 *
 * @param flag - key of the one flag
 */
export async function startStandIn(flag: string): Promise<StandIn> {
  let on = false
  let version = 1
  const streams = new Map<ServerResponse, () => string>()
  const growthBook = () =>
    JSON.stringify({ status: 200, features: { [flag]: { defaultValue: on } } })
  const launchDarkly = () => ({ version, flagVersion: version, value: on, variation: on ? 0 : 1 })
  const unleash = () =>
    JSON.stringify({
      toggles: [
        {
          name: flag,
          enabled: on,
          impressionData: false,
          variant: { name: 'disabled', enabled: false },
        },
      ],
    })

  const server = createServer((request, response) => {
    const { method = 'GET', url = '/' } = request
    response.setHeader('Access-Control-Allow-Origin', '*')
    response.setHeader(
      'Access-Control-Allow-Headers',
      request.headers['access-control-request-headers'] ?? '*',
    )
    response.setHeader('Access-Control-Expose-Headers', 'x-sse-support, etag')
    response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin')
    const stream = (first: string, next: () => string): void => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
      response.write(first)
      streams.set(response, next)
      response.on('close', () => streams.delete(response))
    }
    if (method === 'OPTIONS') response.writeHead(204).end()
    else if (method === 'PATCH') {
      on = !on
      version++
      for (const [open, next] of streams) open.write(next())
      response.writeHead(200).end()
    } else if (url.startsWith('/api/features/')) {
      response.writeHead(200, JSON_HEADERS).end(growthBook())
    } else if (url.startsWith('/sub/')) {
      const event = () => `event: features\ndata: ${growthBook()}\n\n`
      stream(': hello\n\n', event)
    } else if (url.startsWith('/sdk/evalx/')) {
      response.writeHead(200, JSON_HEADERS).end(JSON.stringify({ [flag]: launchDarkly() }))
    } else if (url.startsWith('/eval/')) {
      const put = `event: put\ndata: ${JSON.stringify({ [flag]: launchDarkly() })}\n\n`
      stream(
        put,
        () => `event: patch\ndata: ${JSON.stringify({ key: flag, ...launchDarkly() })}\n\n`,
      )
    } else if (url.startsWith('/api/frontend')) {
      response.writeHead(200, JSON_HEADERS).end(unleash())
    } else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
