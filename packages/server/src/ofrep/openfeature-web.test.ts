import { expect, it, vi } from 'vitest'
import { systemClock } from '../live/clock.ts'
import { startTestService, type TestService } from '../service/test-service.ts'
import { startWebClient } from './web-client.ts'

const SEED = {
  environment: 'development',
  document: {
    schemaVersion: 1,
    attributes: { country: { type: 'string' } },
    flags: {
      'new-checkout': {
        rules: [
          {
            id: 'us',
            when: { attribute: 'country', op: 'in', values: ['US'] },
            serve: { variant: 'on' },
          },
        ],
      },
      cta: {
        type: 'string',
        variants: { plain: 'Buy now', urgent: 'Only 2 left' },
        defaultVariant: 'plain',
      },
      'page-size': { type: 'number', variants: { few: 10, many: 50 }, defaultVariant: 'few' },
      theme: { type: 'object', variants: { dark: { ink: '#fff' } }, defaultVariant: 'dark' },
      split: {
        rules: [
          {
            id: 'half',
            serve: { split: [{ variant: 'on', weightBps: 10_000 }] },
          },
        ],
      },
    },
  },
}

const ANN = { targetingKey: 'ann', country: 'CA' }
const WAIT = { timeout: 15_000, interval: 50 }

/** How often a route was answered with a status. */
async function countOf(service: TestService, route: string, status: number): Promise<number> {
  const text = await (await service.admin('GET', '/metrics')).text()
  const line = `route="${route}",status="${status}"} `
  const counts = text.split('\n').filter((each) => each.includes('duration_seconds_count'))
  return Number(
    counts
      .find((each) => each.includes(line))
      ?.split(' ')
      .at(-1) ?? 0,
  )
}

it('reads values of every type, with variant, reason and metadata', async () => {
  const service = await startTestService({ seed: SEED })
  const client = await startWebClient(service.url, ANN)
  expect(await client.read('new-checkout', true)).toMatchObject({
    value: false,
    variant: 'off',
    reason: 'DEFAULT',
    flagMetadata: { version: 1 },
  })
  expect(await client.read('cta', '')).toMatchObject({ value: 'Buy now', variant: 'plain' })
  expect(await client.read('page-size', 0)).toMatchObject({ value: 10 })
  expect(await client.read('theme', {})).toMatchObject({ value: { ink: '#fff' } })
  expect(await client.read('split', false)).toMatchObject({ value: true, reason: 'SPLIT' })
})

it('serves the default of the code for what cannot be read', async () => {
  const service = await startTestService({ seed: SEED })
  const client = await startWebClient(service.url, {})
  expect(await client.read('missing', 'x')).toMatchObject({
    value: 'x',
    errorCode: 'FLAG_NOT_FOUND',
  })
  expect(await client.read('cta', 7)).toMatchObject({ value: 7, errorCode: 'TYPE_MISMATCH' })
  expect(await client.read('split', false)).toMatchObject({
    value: false,
    reason: 'ERROR',
    errorCode: 'TARGETING_KEY_MISSING',
  })
})

it('gets other values when an attribute changes and the targeting key does not', async () => {
  const service = await startTestService({ seed: SEED })
  const client = await startWebClient(service.url, ANN)
  expect(await client.read('new-checkout', false)).toMatchObject({ value: false })
  await client.setContext({ ...ANN, country: 'US' })
  expect(await client.read('new-checkout', false)).toMatchObject({
    value: true,
    reason: 'TARGETING_MATCH',
  })
})

it('hears of a change by the stream, and acknowledges it', async () => {
  const service = await startTestService({ seed: SEED })
  const client = await startWebClient(service.url, ANN)
  const version = await service.patch('cta', { defaultVariant: 'urgent' })
  await vi.waitFor(
    async () => expect(await client.read('cta', '')).toMatchObject({ value: 'Only 2 left' }),
    WAIT,
  )
  expect((await client.changes()).at(-1)).toEqual(['cta'])
  const receipts = await service.admin(
    'GET',
    `/v1/environments/development/receipts?version=${version}`,
  )
  expect(await receipts.json()).toMatchObject({ connected: 1, fetched: 1, waiting: [] })
})

it('fetches what changed while the service was away', async () => {
  const options = { seed: SEED, random: () => 0 }
  const service = await startTestService(options)
  const { dataDir, port } = service
  const client = await startWebClient(service.url, ANN)
  await service.close()
  const meanwhile = await startTestService({ dataDir })
  await meanwhile.patch('cta', { defaultVariant: 'urgent' })
  await meanwhile.close()
  await startTestService({ ...options, dataDir, port })
  await vi.waitFor(
    async () => expect(await client.read('cta', '')).toMatchObject({ value: 'Only 2 left' }),
    WAIT,
  )
})

it('gets over an expired ticket with one retry', async () => {
  let late = 0
  const clock = { ...systemClock, now: () => Date.now() + late }
  const options = { seed: SEED, random: () => 0, clock }
  const first = await startTestService(options)
  const { dataDir, port } = first
  const client = await startWebClient(first.url, ANN)
  await first.close()
  late = 3 * 60 * 60 * 1000
  const service = await startTestService({ ...options, dataDir, port })
  await vi.waitFor(
    async () => expect(await countOf(service, '/ofrep/v1/events', 200)).toBe(1),
    WAIT,
  )
  // The EventSource of Node asks twice when a stream has ended; one of a browser, once.
  const refused = await countOf(service, '/ofrep/v1/events', 401)
  expect([1, 2]).toContain(refused)
  await service.patch('cta', { defaultVariant: 'urgent' })
  await vi.waitFor(
    async () => expect(await client.read('cta', '')).toMatchObject({ value: 'Only 2 left' }),
    WAIT,
  )
  expect(await countOf(service, '/ofrep/v1/events', 401)).toBe(refused)
})

it('stops knocking when there is no room for its stream', async () => {
  const service = await startTestService({ seed: SEED, limits: { maxStreams: 1 } })
  const { eventStreams } = (await (await service.bulk(ANN)).json()) as {
    eventStreams: { url: string }[]
  }
  const taken = await fetch(eventStreams[0]?.url ?? '')
  const client = await startWebClient(service.url, ANN)
  expect(await client.read('cta', '')).toMatchObject({ value: 'Buy now' })
  expect(await countOf(service, '/ofrep/v1/events', 503)).toBe(0)
  await taken.body?.cancel()
})
