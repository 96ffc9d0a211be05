import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type SendOptions, type TestService } from './test-service.ts'

type Caller = NonNullable<SendOptions['as']>

const CALLERS: readonly Caller[] = [
  'nobody',
  'client',
  'server',
  'ingest',
  'otherClient',
  'otherServer',
  'viewer',
  'qa',
  'editor',
  'releaser',
  'approver',
  'auditor',
  'admin',
]
const EVERYBODY = CALLERS
const PEOPLE: readonly Caller[] = [
  'viewer',
  'qa',
  'editor',
  'releaser',
  'approver',
  'auditor',
  'admin',
]
const READERS: readonly Caller[] = ['server', ...PEOPLE]
const VALUES = CALLERS.filter((caller) => !['nobody', 'ingest', 'auditor'].includes(caller))
const SENDERS: readonly Caller[] = ['client', 'server', 'ingest', 'otherClient', 'otherServer']
const COUNTERS = PEOPLE.filter((caller) => caller !== 'auditor')
const TESTERS: readonly Caller[] = ['qa', 'editor', 'releaser', 'approver', 'admin']
const EDITORS: readonly Caller[] = ['editor', 'releaser', 'admin']
const NOTERS: readonly Caller[] = ['qa', 'editor', 'releaser', 'approver', 'admin']
const AUDITORS: readonly Caller[] = ['approver', 'auditor', 'admin']
const ADMIN: readonly Caller[] = ['admin']

interface Expectation {
  readonly allowed: readonly Caller[]
  /** When the environment is protected; the same as `allowed` unless given. */
  readonly allowedWhenProtected?: readonly Caller[]
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** The route is about the environment of the key that asks. */
  readonly ownEnvironment?: boolean
}

const EDIT = { allowed: EDITORS, allowedWhenProtected: ['releaser', 'admin'] as const }

const EXPECTED: Readonly<Record<string, Expectation>> = {
  'POST /ofrep/v1/evaluate/flags': { allowed: VALUES, body: { context: {} } },
  'GET /ofrep/v1/evaluate/flags': { allowed: EVERYBODY },
  'POST /ofrep/v1/evaluate/flags/{key}': { allowed: VALUES, body: { context: {} } },
  'GET /ofrep/v1/evaluate/flags/{key}': { allowed: EVERYBODY },
  'GET /v1/environments/{environment}/ruleset': { allowed: READERS },
  'PUT /v1/environments/{environment}/ruleset': {
    ...EDIT,
    body: {},
    headers: { 'If-Match': '"0"' },
  },
  'PATCH /v1/environments/{environment}/flags/{key}': {
    allowed: ['editor', 'releaser', 'approver', 'admin'],
    allowedWhenProtected: ['releaser', 'approver', 'admin'],
    body: { enabled: false },
  },
  'GET /v1/environments/{environment}/experiments': { allowed: READERS },
  'GET /v1/environments/{environment}/experiments/{key}': { allowed: READERS },
  'POST /v1/environments/{environment}/experiments/{key}/plan': { ...EDIT, body: {} },
  'POST /v1/environments/{environment}/experiments/{key}/start': { ...EDIT, body: {} },
  'POST /v1/environments/{environment}/experiments/{key}/stop': { ...EDIT, body: {} },
  'POST /v1/environments/{environment}/experiments/{key}/decide': {
    ...EDIT,
    body: { decision: 'end' },
  },
  'GET /v1/environments/{environment}/experiments/{key}/results': { allowed: COUNTERS },
  'POST /v1/environments/{environment}/experiments/{key}/snapshots': { allowed: NOTERS, body: {} },
  'GET /v1/environments/{environment}/experiments/{key}/snapshots/{id}': { allowed: COUNTERS },
  'GET /v1/environments/{environment}/experiment-archive': { allowed: COUNTERS },
  'GET /v1/environments/{environment}/experiment-archive/{key}': { allowed: COUNTERS },
  'PATCH /v1/environments/{environment}/experiment-archive/{key}': {
    ...EDIT,
    body: { learned: 'x' },
  },
  'GET /v1/environments/{environment}/annotations': { allowed: COUNTERS },
  'POST /v1/environments/{environment}/annotations': {
    allowed: NOTERS,
    body: { day: '2026-11-26', title: 'x' },
  },
  'DELETE /v1/environments/{environment}/annotations/{id}': { allowed: NOTERS },
  'GET /v1/environments/{environment}/versions': { allowed: READERS },
  'POST /v1/environments/{environment}/rollback': { ...EDIT, body: { toVersion: 0 } },
  'GET /v1/environments/{environment}/rollouts': { allowed: READERS },
  'POST /v1/environments/{environment}/rollouts': { ...EDIT, body: { plan: {} } },
  'GET /v1/environments/{environment}/rollouts/{id}': { allowed: READERS },
  'GET /v1/environments/{environment}/rollouts/{id}/decisions': { allowed: READERS },
  'GET /v1/environments/{environment}/rollouts/{id}/looks': { allowed: READERS },
  'GET /v1/environments/{environment}/rollouts/{id}/papers': { allowed: READERS },
  'POST /v1/environments/{environment}/rollouts/{id}/actions': {
    allowed: ['editor', 'releaser', 'approver', 'admin'],
    allowedWhenProtected: ['releaser', 'approver', 'admin'],
    body: { action: 'roll_back' },
  },
  'GET /v1/environments/{environment}/receipts': { allowed: READERS },
  'GET /v1/environments/{environment}/audit': { allowed: AUDITORS },
  'GET /v1/environments/{environment}/audit/verify': { allowed: AUDITORS },
  'GET /v1/audit/verify': { allowed: AUDITORS },
  'GET /v1/audit/export': { allowed: AUDITORS },
  'GET /v1/environments': { allowed: PEOPLE },
  'POST /v1/environments': { allowed: ADMIN, body: { key: 'third' } },
  'GET /v1/environments/{environment}': { allowed: PEOPLE },
  'PATCH /v1/environments/{environment}': { allowed: ADMIN, body: { settings: {} } },
  'GET /v1/environments/{environment}/keys': { allowed: ADMIN },
  'POST /v1/environments/{environment}/keys': {
    allowed: ADMIN,
    body: { kind: 'client', name: 'new' },
  },
  'DELETE /v1/environments/{environment}/keys/{id}': { allowed: ADMIN },
  'GET /v1/tokens': { allowed: ADMIN },
  'POST /v1/tokens': { allowed: ADMIN, body: { role: 'viewer', name: 'new' } },
  'DELETE /v1/tokens/{id}': { allowed: ADMIN },
  'GET /v1/members': { allowed: ADMIN },
  'POST /v1/members': { allowed: ADMIN, body: { name: 'ada' } },
  'DELETE /v1/members/{id}': { allowed: ADMIN },
  'GET /v1/session': { allowed: PEOPLE },
  'POST /v1/session': { allowed: EVERYBODY, body: { token: 'none' } },
  'DELETE /v1/session': { allowed: EVERYBODY },
  'GET /v1/session/methods': { allowed: EVERYBODY },
  'GET /v1/environments/{environment}/stars': { allowed: PEOPLE },
  'PUT /v1/environments/{environment}/stars/{kind}/{key}': { allowed: PEOPLE },
  'DELETE /v1/environments/{environment}/stars/{kind}/{key}': { allowed: PEOPLE },
  'POST /v1/invitations/accept': {
    allowed: EVERYBODY,
    body: { token: 'none', password: 'a password of some length' },
  },
  'GET /v1/grants': { allowed: TESTERS },
  'POST /v1/grants': {
    allowed: TESTERS,
    // Until the environment allows it.
    allowedWhenProtected: [],
    body: { environment: 'shop', overrides: { none: 'on' } },
  },
  'DELETE /v1/grants/{id}': { allowed: TESTERS },
  'POST /v1/grants/rotate-key': { allowed: ADMIN },
  'GET /v1/ruleset': { allowed: [...READERS, 'otherServer'] },
  'POST /v1/explain': { allowed: [...READERS, 'otherServer'], body: { context: {} } },
  'POST /v1/events': { allowed: SENDERS, body: { events: [] } },
  'GET /v1/environments/{environment}/exposures/tail': { allowed: COUNTERS },
  'GET /v1/environments/{environment}/exposures': { allowed: COUNTERS },
  'GET /v1/environments/{environment}/flags': { allowed: COUNTERS },
  'POST /v1/environments/{environment}/erasures': { allowed: ADMIN, body: { value: 'ada' } },
  'GET /v1/events/verify': { allowed: ADMIN },
  'POST /v1/events/compact': { allowed: ADMIN },
  'POST /v1/events/acknowledge': { allowed: ADMIN },
  'GET /health/live': { allowed: EVERYBODY },
  'GET /health/ready': { allowed: EVERYBODY },
  'GET /metrics': { allowed: COUNTERS },
  'GET /openapi.json': { allowed: EVERYBODY },
}

// Reached by a ticket and by nothing else; its own tests are with the streams.
const BY_TICKET = 'GET /ofrep/v1/events'

let service: TestService
const denials = new Map<string, Set<string>>()

beforeAll(async () => {
  service = await startTestService()
})
afterAll(async () => service.close())

/** What a caller met: let in, or how it was refused. */
async function meet(name: string, as: Caller): Promise<'allowed' | 401 | 403> {
  const [method = '', path = ''] = name.split(' ')
  const { body, headers } = EXPECTED[name] ?? {}
  const url = path.replace('{environment}', 'shop').replace(/\{\w+\}/, 'none')
  const answer = await service.send(method, url, { as, body, ...(headers && { headers }) })
  if (answer.status !== 401 && answer.status !== 403) return 'allowed'
  if (as === 'client' || as === 'otherClient') keepDenial(path, await answer.text())
  return answer.status
}

function keepDenial(path: string, text: string): void {
  const family = path.startsWith('/ofrep') ? 'ofrep' : 'problem'
  denials.set(family, (denials.get(family) ?? new Set()).add(text))
}

function names(): string[] {
  return service.app.routes.map((route) => `${route.method.toUpperCase()} ${route.path}`)
}

it('has an expectation for every route, and a route for every expectation', () => {
  expect(names().toSorted()).toEqual([...Object.keys(EXPECTED), BY_TICKET].toSorted())
})

describe.each([false, true])('in an environment with protection %s', (isProtected) => {
  beforeAll(async () => {
    const headers = { 'Sluice-Reason': 'test' }
    await service.send('PATCH', '/v1/environments/shop', {
      body: { settings: { protected: isProtected } },
      headers,
    })
  })

  it.each(Object.keys(EXPECTED))('lets exactly those in who may: %s', async (name) => {
    const { allowed, allowedWhenProtected } = EXPECTED[name] ?? { allowed: [] }
    const expected = isProtected ? (allowedWhenProtected ?? allowed) : allowed
    const met: Partial<Record<Caller, unknown>> = {}
    for (const caller of CALLERS) met[caller] = await meet(name, caller)
    const refusal = (caller: Caller): 401 | 403 => (caller === 'nobody' ? 401 : 403)
    expect(met).toEqual(
      Object.fromEntries(
        CALLERS.map((caller) => [caller, expected.includes(caller) ? 'allowed' : refusal(caller)]),
      ),
    )
  })
})

it('has told client keys the same words on every route', () => {
  expect(denials.get('problem')?.size).toBe(1)
})

it('lets an approver turn a flag off and do nothing else to it', async () => {
  const path = '/v1/environments/shop/flags/none'
  const attempts = [
    { enabled: true },
    { enabled: false, title: 'x' },
    { enabled: 0 },
    {},
    { archived: true },
  ]
  for (const body of attempts) {
    expect((await service.send('PATCH', path, { as: 'approver', body })).status).toBe(403)
  }
  const create = {
    as: 'approver',
    body: { enabled: false },
    headers: { 'If-None-Match': '*' },
  } as const
  expect((await service.send('PATCH', path, create)).status).toBe(403)
})

it('binds a server key to its environment', async () => {
  const own = await service.send('GET', '/v1/ruleset', { as: 'server' })
  const named = await service.send('GET', '/v1/ruleset?environment=other', { as: 'server' })
  const explained = await service.send('POST', '/v1/explain', {
    as: 'server',
    body: { environment: 'other', context: {} },
  })
  expect([own.status, named.status, explained.status]).toEqual([200, 403, 403])
})

it.each([
  ['//v1/tokens'],
  ['/v1/../v1/tokens'],
  ['/v1/%2e%2e/v1/tokens'],
  ['/v1/tokens;x'],
  ['/V1/TOKENS'],
  ['/v1/tokens/'],
  ['/v1/tokens.'],
  ['/v1/%74okens'],
])('never answers %s more than the canonical address', async (path) => {
  const answer = await service.send('GET', path, { as: 'viewer' })
  expect([403, 404]).toContain(answer.status)
})
