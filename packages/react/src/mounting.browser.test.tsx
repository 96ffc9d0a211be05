import { StrictMode, type ReactElement } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server.browser'
import { afterEach, expect, it } from 'vitest'
import { cdp } from 'vitest/browser'
import { closeClients, createFakeService, flag, readyClient } from '../test/service.ts'
import {
  createSluiceClient,
  Gate,
  SluiceProvider,
  useSluiceStatus,
  useVariant,
  type SluiceClient,
} from './index.ts'

afterEach(closeClients)

const service = createFakeService([flag('gate', true), flag('text', 'hello', 'a')])

function Reader(): ReactElement {
  return <p>{`${useVariant('text', '')} ${useSluiceStatus().state}`}</p>
}

const page = (client: SluiceClient): ReactElement => (
  <StrictMode>
    <SluiceProvider client={client}>
      <Reader />
      <Gate flag="gate">open</Gate>
    </SluiceProvider>
  </StrictMode>
)

interface Kept {
  readonly heapBytes: number
  readonly listeners: number
}

/** What the page holds when the collector has been round. */
async function kept(): Promise<Kept> {
  const session = cdp() as unknown as {
    send(method: string): Promise<{ metrics: { name: string; value: number }[] }>
  }
  await session.send('Performance.enable')
  await new Promise((resolve) => setTimeout(resolve, 100))
  await session.send('HeapProfiler.collectGarbage')
  const { metrics } = await session.send('Performance.getMetrics')
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? NaN
  return { heapBytes: of('JSHeapUsedSize'), listeners: of('JSEventListeners') }
}

async function costs(times: number, once: () => void | Promise<void>): Promise<Kept> {
  // What is loaded and compiled the first times stays; it is not what grows.
  for (let i = 0; i < 20; i++) await once()
  const before = await kept()
  for (let i = 0; i < times; i++) await once()
  const after = await kept()
  return {
    heapBytes: after.heapBytes - before.heapBytes,
    listeners: after.listeners - before.listeners,
  }
}

const MEBIBYTE = 2 ** 20

it('keeps nothing of ten thousand pages that came and went', async () => {
  const client = await readyClient(service)
  const container = document.createElement('div')
  const root = createRoot(container)
  const pages = Array.from({ length: 50 }, (_, i) => <div key={i}>{page(client)}</div>)
  const grown = await costs(200, () => {
    flushSync(() => root.render(pages))
    flushSync(() => root.render(null))
  })
  expect(container.textContent).toBe('')
  root.unmount()
  expect(grown.listeners).toBeLessThanOrEqual(10)
  expect(grown.heapBytes).toBeLessThan(2 * MEBIBYTE)
})

it('keeps nothing of ten thousand renders of a server', async () => {
  const client = await readyClient(service)
  const grown = await costs(10_000, () => void renderToString(page(client)))
  expect(grown.listeners).toBeLessThanOrEqual(10)
  expect(grown.heapBytes).toBeLessThan(2 * MEBIBYTE)
})

it('keeps nothing of a thousand clients that were closed', async () => {
  const grown = await costs(1000, async () => {
    const client = createSluiceClient({
      url: 'http://gates.test',
      clientKey: 'sluice_client_test',
      fetch: service.fetch,
    })
    await client.ready()
    client.close()
  })
  expect(grown.listeners).toBeLessThanOrEqual(10)
  expect(grown.heapBytes).toBeLessThan(2 * MEBIBYTE)
})
