import { once } from 'node:events'
import { createServer, request as httpRequest, type ServerResponse } from 'node:http'
import { expect, it, onTestFinished, vi } from 'vitest'
import { listen, urlOf } from '../service/listen.ts'
import { startTestService } from '../service/test-service.ts'
import { startWebClient } from './web-client.ts'

const SEED = {
  environment: 'development',
  document: { schemaVersion: 1, flags: { pay: { defaultVariant: 'on' } } },
}

/** A network that can lose the next answer with values, and cuts every stream with it. */
async function openNetwork(port: number) {
  const streams = new Set<ServerResponse>()
  let losing = false
  const lose = (response: ServerResponse): void => {
    losing = false
    for (const each of [response, ...streams]) each.destroy()
    streams.clear()
  }
  const server = createServer((request, response) => {
    const { method, url = '', headers } = request
    const isStream = url.startsWith('/ofrep/v1/events')
    if (isStream) streams.add(response)
    const onward = httpRequest(
      { host: '127.0.0.1', port, method, path: url, headers },
      (answer) => {
        if (losing && !isStream) {
          answer.resume()
          return lose(response)
        }
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      },
    )
    onward.on('error', () => response.destroy())
    response.once('close', () => onward.destroy())
    request.pipe(onward)
  })
  const url = urlOf(await listen(server, 0, '127.0.0.1'))
  onTestFinished(async () => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  })
  return {
    url,
    loseNext: () => (losing = true),
    get hasLost() {
      return !losing
    },
  }
}

it('brings a kill to a page whose answer was lost together with its stream', async () => {
  const service = await startTestService({ seed: SEED, random: () => 0 })
  const network = await openNetwork(service.port)
  const client = await startWebClient(network.url, { targetingKey: 'ann' })
  await service.patch('pay', { description: 'Pay with one click.' })
  expect(await client.read('pay', false)).toMatchObject({ value: true })
  const receipts = async () => {
    const answer = await service.admin('GET', '/v1/environments/development/receipts?version=2')
    return (await answer.json()) as object
  }
  await vi.waitFor(async () => expect(await receipts()).toMatchObject({ fetched: 1 }), 5_000)
  network.loseNext()
  await service.patch('pay', { enabled: false })
  await vi.waitFor(() => expect(network.hasLost).toBe(true), 5_000)
  await vi.waitFor(
    async () => expect(await client.read('pay', true)).toMatchObject({ reason: 'DISABLED' }),
    { timeout: 8_000, interval: 50 },
  )
})
