import { startTransition, type ReactNode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { vi } from 'vitest'
import { SluiceProvider, type SluiceClient } from '../src/index.ts'
import { createCollector, type Collector } from './collector.ts'
import type { ExposureCase, Stage } from './exposure-cases.tsx'
import { createFakeService, flag, readyClient, type FakeService } from './service.ts'

/** Lets React do all it can after a deed. */
export type Settle = (deed: () => unknown) => Promise<void>

/** A page with a real client, whose events a collector takes. */
export interface ExposureStage extends Stage {
  readonly collector: Collector
  readonly service: FakeService
  close(): void
}

const served = (metadata = {}) => [
  flag('checkout-cta', 'Hurry', 'urgent', { version: 1, ruleId: 'split', ...metadata }),
  flag('new-checkout', true),
  flag('closed', false),
]

let stages = 0

/** Opens a page. */
export async function openStage(
  settle: Settle,
  metadata?: Parameters<typeof flag>[3],
): Promise<ExposureStage> {
  const service = createFakeService(served(metadata))
  const collector = createCollector(service)
  const client: SluiceClient = await readyClient(service, {
    // What an earlier page left in this browser is none of it.
    url: `http://gates-${stages++}.test`,
    fetch: collector.fetch,
    context: { targetingKey: 'ada' },
    consent: 'granted',
    events: true,
  })
  const container = document.createElement('main')
  document.body.append(container)
  const root: Root = createRoot(container)
  return {
    client,
    collector,
    service,
    draw: (node, how = 'plainly') =>
      settle(() => {
        const page: ReactNode = <SluiceProvider client={client}>{node}</SluiceProvider>
        if (how === 'plainly') root.render(page)
        else startTransition(() => root.render(page))
      }),
    act: settle,
    close() {
      root.unmount()
      container.remove()
      client.close()
    },
  }
}

/** Plays one row of the table, and counts what was posted, and what the client was told. */
export async function playCase(
  { run, exposures, crashes = 0 }: ExposureCase,
  settle: Settle,
): Promise<{ exposures: number; crashes: number; told: number }> {
  const stage = await openStage(settle)
  try {
    await run(stage)
    const { collector } = stage
    const isThere = (): boolean =>
      collector.exposures().length >= exposures && collector.crashes().length >= crashes
    await vi.waitUntil(isThere, { timeout: 5000 }).catch(() => {})
    // What should not come is waited for as well.
    await new Promise((resolve) => setTimeout(resolve, 100))
    return {
      exposures: collector.exposures().length,
      crashes: collector.crashes().length,
      // What the client knows of, also where its post has not left yet.
      told: stage.client.exposures().length,
    }
  } finally {
    await settle(() => stage.close())
  }
}
