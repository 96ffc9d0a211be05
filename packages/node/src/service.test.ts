import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startService, type Service } from '@sluice/server'
import { expect, it, onTestFinished } from 'vitest'
import conformance from '../../core/conformance/v1.json' with { type: 'json' }
import { createSluiceNode, type SluiceNode, type SluiceNodeOptions } from './index.ts'

interface Case {
  readonly title: string
  readonly key: string
  readonly context: Readonly<Record<string, unknown>>
  readonly now?: number
  readonly expect: Readonly<Record<string, unknown>>
}

const silent = { debug() {}, info() {}, warn() {}, error() {}, fatal() {} }

/** Starts a real service that holds a document. */
async function serve(document: object): Promise<Service> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-node-'))
  const service = await startService({
    dataDir,
    mode: 'development',
    port: 0,
    logger: silent,
    seed: { environment: 'development', document },
  })
  onTestFinished(async () => {
    await service.close()
    await rm(dataDir, { recursive: true, force: true })
  })
  return service
}

async function nodeOf(
  { url }: Service,
  options: Partial<SluiceNodeOptions> = {},
): Promise<SluiceNode> {
  const node = createSluiceNode({ url, serverKey: 'sluice_server_demo', ...options })
  onTestFinished(() => node.close())
  await node.ready()
  return node
}

it('evaluates every conformance case as core does', async () => {
  let now = 0
  const service = await serve(conformance.ruleset)
  const node = await nodeOf(service, { environment: { wallClock: () => now } })
  const wrong: unknown[] = []
  const cases: readonly Case[] = conformance.cases
  for (const { title, key, context, expect: expected, ...rest } of cases) {
    now = rest.now ?? 0
    const { reason, variant, errorCode, value, metadata } = node.evaluate(key, null, context)
    const { ruleId, stability, exposure, sampleBps, sampleBy, overridable, pierce } = metadata
    const answer = errorCode === undefined ? { value, variant } : { errorCode }
    const seen = {
      ...answer,
      reason,
      ruleId,
      stability,
      exposure,
      sampleBps,
      sampleBy,
      overridable,
      pierce,
    }
    try {
      expect(seen).toEqual(expected)
    } catch {
      wrong.push({ title, expected, seen })
    }
  }
  expect(wrong).toEqual([])
})

it('gives a page exactly what the service answers a client key', async () => {
  const secret = {
    'for-servers': { serverOnly: true },
    'needs-it': { prerequisites: [{ flag: 'for-servers', variants: ['on'] }] },
  }
  const flags = { ...conformance.ruleset.flags, ...secret }
  const attributes = {
    ...conformance.ruleset.attributes,
    plan: { type: 'string', stored: true },
    email: { type: 'string', stored: true, sensitive: true },
  }
  const service = await serve({ ...conformance.ruleset, flags, attributes })
  const now = Date.now()
  const node = await nodeOf(service, { environment: { wallClock: () => now } })
  const contexts = [{}, ...(conformance.cases as readonly Case[]).map(({ context }) => context)]
  expect(contexts.length).toBeGreaterThan(100)
  for (const context of contexts.slice(0, 150)) {
    const answer = await fetch(`${service.url}/ofrep/v1/evaluate/flags`, {
      method: 'POST',
      headers: { Authorization: 'Bearer sluice_client_demo' },
      body: JSON.stringify({ context }),
    })
    if (!answer.ok) continue
    const body = (await answer.json()) as { flags: unknown }
    const values = node.evaluateAll(context)
    expect(JSON.parse(JSON.stringify(values.flags))).toEqual(body.flags)
    expect(values).toMatchObject({
      version: Number(answer.headers.get('sluice-ruleset-version')),
      epoch: answer.headers.get('sluice-epoch'),
      context,
      eventAttributes: {
        units: answer.headers.get('sluice-event-units')?.split(','),
        stored: answer.headers.get('sluice-event-attributes')?.split(','),
      },
    })
  }
})

it('hears of a change over its stream long before it would ask', async () => {
  const service = await serve({ schemaVersion: 1, flags: { gate: { enabled: false } } })
  const node = await nodeOf(service, { pollIntervalMs: 600_000 })
  await expect.poll(() => node.status().stream).toBe('open')
  expect(node.evaluate('gate', true, {}).value).toBe(false)
  // With the stream open it asks once more, and that must not be what finds the change.
  await new Promise((resolve) => setTimeout(resolve, 500))
  const changed = new Promise((resolve) => node.onChange(resolve))
  const rules = [{ id: 'all', serve: { variant: 'on' } }]
  await patch(service, { enabled: true, rules })
  expect(await changed).toMatchObject({ keys: ['gate'] })
  expect(node.evaluate('gate', false, {}).value).toBe(true)
})

it('tells the service that it has fetched a change, which is counted among the receipts', async () => {
  const service = await serve({ schemaVersion: 1, flags: { gate: { enabled: true } } })
  const node = await nodeOf(service, { pollIntervalMs: 600_000 })
  await expect.poll(() => node.status().stream).toBe('open')
  await patch(service, { enabled: false })
  await expect.poll(() => node.status().version).toBe(2)
  const receipts = `${service.url}/v1/environments/development/receipts?version=2`
  const headers = { Authorization: 'Bearer sluice_admin_demo' }
  await expect
    .poll(async () => (await fetch(receipts, { headers })).json())
    .toMatchObject({ connected: 1, fetched: 1, waiting: [], p50Ms: expect.any(Number) })
})

it('is not counted where it has not fetched a change', async () => {
  const service = await serve({ schemaVersion: 1, flags: { gate: { enabled: true } } })
  let isDown = false
  const node = await nodeOf(service, {
    pollIntervalMs: 600_000,
    fetch: (input, init) =>
      isDown ? Promise.reject(new TypeError('fetch failed')) : fetch(input, init),
    onError: () => {},
  })
  await expect.poll(() => node.status().stream).toBe('open')
  await new Promise((resolve) => setTimeout(resolve, 500))
  isDown = true
  await patch(service, { enabled: false })
  await expect.poll(() => node.status().state).toBe('stale')
  const receipts = `${service.url}/v1/environments/development/receipts?version=2`
  const headers = { Authorization: 'Bearer sluice_admin_demo' }
  const report: unknown = await (await fetch(receipts, { headers })).json()
  expect(report).toMatchObject({ connected: 1, fetched: 0 })
})

it('finds a change by asking where it may hold no stream', async () => {
  const service = await serve({ schemaVersion: 1, flags: { gate: { enabled: false } } })
  const node = await nodeOf(service, { stream: false, pollIntervalMs: 1000 })
  await patch(service, { enabled: true })
  await expect.poll(() => node.status().version, { timeout: 10_000 }).toBeGreaterThan(1)
  expect(node.status().stream).toBe('closed')
})

it('is refused with a client key, and says what to do', async () => {
  const service = await serve({ schemaVersion: 1, flags: {} })
  const errors: string[] = []
  const node = await nodeOf(service, {
    serverKey: 'sluice_client_demo',
    onError: ({ message }) => errors.push(message),
  })
  expect(node.status().state).toBe('unauthorized')
  expect(errors).toEqual([expect.stringContaining('check the server key')])
})

async function patch({ url }: Service, change: object): Promise<void> {
  const answer = await fetch(`${url}/v1/environments/development/flags/gate`, {
    method: 'PATCH',
    headers: {
      Authorization: 'Bearer sluice_admin_demo',
      'Content-Type': 'application/merge-patch+json',
    },
    body: JSON.stringify(change),
  })
  if (!answer.ok) throw new Error(await answer.text())
}
