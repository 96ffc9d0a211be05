import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventBatchAnswer } from '@sluice/core'
import { uuidV7 } from '@sluice/core/events'
import { startService } from '@sluice/server'
import { expect, it, onTestFinished } from 'vitest'
import { createSluiceNode } from './index.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {}, fatal() {} }
const serverKey = 'sluice_server_demo'
const split = [
  { variant: 'on', weightBps: 5_000 },
  { variant: 'off', weightBps: 5_000 },
]
const document = {
  schemaVersion: 1,
  flags: { 'new-checkout': { rules: [{ id: 'halves', serve: { split } }] } },
}

it('shows how a server sends what it saw, and counts it', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-node-'))
  const service = await startService({
    dataDir,
    mode: 'development',
    port: 0,
    logger: silent,
    // A busy machine holds up tests for seconds.
    limits: { blockedMs: 60_000 },
    seed: { environment: 'development', document },
  })
  onTestFinished(async () => {
    await service.close()
    await rm(dataDir, { recursive: true, force: true })
  })
  const { url } = service
  const sluice = createSluiceNode({ url, serverKey })
  onTestFinished(() => sluice.close())
  await sluice.ready()
  const requestId = 'request-1'

  const checkout = sluice.evaluate('new-checkout', false, { targetingKey: 'ada' })

  const about = { units: { targetingKey: 'ada' }, session: requestId, at: Date.now() }
  const id = (): string => uuidV7(Date.now(), Math.random)
  const { variant, reason, metadata } = checkout
  const { version, allocationVersion, ruleId, experiment } = metadata
  const drawn = { variant, reason, version, allocationVersion, ruleId, experiment }
  const met = { flag: 'new-checkout', ...drawn, phase: 'manual', weight: 1, contextHash: 'ada' }
  const events = [
    { ...about, ...met, id: id(), sequence: 1, type: 'exposure' },
    { ...about, id: id(), sequence: 2, type: 'outcome', name: 'payment_failed' },
  ]
  const answer = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${serverKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ sentAt: Date.now(), reader: 'checkout-api', events }),
  })
  const { accepted, refused } = (await answer.json()) as EventBatchAnswer

  expect([accepted, refused]).toEqual([2, []])
  const range = `from=${new Date(Date.now() - 60_000).toISOString()}`
  const counted = await fetch(`${url}/v1/environments/development/exposures?${range}`, {
    headers: { Authorization: 'Bearer sluice_admin_demo' },
  })
  expect(await counted.text()).toContain('"exposures":1')
})
