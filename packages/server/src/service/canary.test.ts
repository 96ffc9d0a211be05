import { expect, it, vi } from 'vitest'
import { listenTo } from '../stream/test-listener.ts'
import { BULK, readBulk } from './test-app.ts'
import { startTestService } from './test-service.ts'

/** Everything that a browser may not learn has this in it. */
const CANARY = 'canary'

const SECRETS = {
  description: 'canary description',
  owner: 'canary-team',
  designUrl: 'https://canary.example/design',
  tags: ['canary-tag'],
  title: 'canary title',
}

const DOCUMENT = {
  schemaVersion: 1,
  attributes: {
    'canary-attribute': { type: 'string', description: 'canary' },
    country: { type: 'string', description: 'canary' },
    // Its name is told, since events carry it.
    company: { type: 'string', unit: true, description: 'canary' },
  },
  segments: {
    'canary-segment': { attribute: 'country', op: 'in', values: ['canary-country'] },
  },
  layers: { 'canary-layer': { salt: 'canary-salt-1', description: 'canary' } },
  holdouts: { 'canary-holdout': { salt: 'canary-salt-2', shareBps: 1, description: 'canary' } },
  flags: {
    open: {
      ...SECRETS,
      type: 'string',
      variants: {
        seen: { value: 'seen', title: 'canary', description: 'canary' },
        'canary-variant': { value: 'canary value', title: 'canary' },
      },
      defaultVariant: 'seen',
      rules: [
        {
          id: 'canary-rule',
          description: 'canary',
          when: {
            all: [
              { segment: 'canary-segment' },
              { attribute: 'canary-attribute', op: 'equals', values: ['canary'] },
            ],
          },
          serve: { variant: 'canary-variant' },
        },
        {
          id: 'canary-split',
          when: { attribute: 'country', op: 'in', values: ['canary-land'] },
          serve: {
            split: [
              { variant: 'seen', weightBps: 5_000 },
              { variant: 'canary-variant', weightBps: 5_000 },
            ],
            by: 'company',
            salt: 'canary-salt',
            layer: { name: 'canary-layer', fromBps: 0, toBps: 5_000 },
            holdout: 'canary-holdout',
          },
        },
      ],
    },
    'canary-flag': { ...SECRETS, serverOnly: true },
    'needs-hidden': { ...SECRETS, prerequisites: [{ flag: 'canary-flag', variants: ['on'] }] },
    'needs-unit': {
      ...SECRETS,
      rules: [{ id: 'half', serve: { split: [{ variant: 'on', weightBps: 10_000 }] } }],
    },
  },
}

const CONTEXTS = [
  '{"context":{"targetingKey":"ann","country":"DE"}}',
  '{"context":{}}',
  '{"context":[]}',
  '{}',
  '{',
  '',
]

/** A service in production mode whose every corner holds a canary, and a client key for it. */
async function startProduction() {
  const seed = { environment: 'development', document: DOCUMENT }
  const first = await startTestService({ seed })
  const make = async (path: string, body: object): Promise<string> => {
    const answer = await first.admin('POST', path, body)
    return ((await answer.json()) as { secret: string }).secret
  }
  await make('/v1/environments', { key: 'canary-environment' })
  await make('/v1/tokens', { name: 'canary-person', role: 'viewer' })
  const admin = await make('/v1/tokens', { name: 'canary-admin', role: 'admin' })
  const keys = '/v1/environments/development/keys'
  const client = await make(keys, { name: 'canary-key', kind: 'client' })
  await first.close()
  const service = await startTestService({ dataDir: first.dataDir, mode: 'production' })
  const change = () =>
    service.admin(
      'PATCH',
      '/v1/environments/development/flags/open',
      { tags: ['canary-again'] },
      {
        Authorization: `Bearer ${admin}`,
        'Sluice-Reason': 'canary reason',
      },
    )
  return { service: { ...service, change }, client }
}

it('lets a client key see nothing but evaluated values, in any answer to any request', async () => {
  const { service, client } = await startProduction()
  const seen: string[] = []
  const ask = async (
    method: string,
    path: string,
    init: { body?: string; headers?: Record<string, string> } = {},
  ): Promise<Response> => {
    const answer = await fetch(service.url + path, {
      ...init,
      method,
      headers: { Authorization: `Bearer ${client}`, ...init.headers },
    })
    const head = `${method} ${path}\n${answer.status}\n${[...answer.headers].flat().join('\n')}`
    const isStream = answer.headers.get('content-type') === 'text/event-stream'
    seen.push(isStream ? head : `${head}\n${await answer.clone().text()}`)
    return answer
  }

  for (const body of CONTEXTS) {
    await ask('POST', BULK, { body })
    for (const flag of ['open', 'needs-unit', 'missing']) {
      await ask('POST', `${BULK}/${flag}`, { body })
    }
  }
  const { eventStreams } = await readBulk(await ask('POST', BULK, { body: CONTEXTS[0] ?? '' }))
  const { pathname, search } = new URL(eventStreams?.[0]?.url ?? '')
  const stream = listenTo((await ask('GET', pathname + search)).body)
  await service.change()
  await vi.waitFor(() => expect(stream.events).toHaveLength(2))
  seen.push(stream.text)
  await stream.leave()

  const document = await ask('GET', '/openapi.json')
  const { paths } = (await document.json()) as { paths: Record<string, Record<string, object>> }
  for (const [path, methods] of Object.entries(paths)) {
    const address = path.replace('{environment}', 'development').replaceAll(/\{\w+\}/g, 'open')
    for (const method of Object.keys(methods)) {
      const upper = method.toUpperCase()
      const body = upper === 'GET' ? {} : { body: '{}' }
      const headers = { 'Content-Type': 'application/json', 'If-Match': '"2"' }
      await ask(upper, address, { ...body, headers })
    }
  }
  await ask('GET', '/nowhere')
  await ask('DELETE', BULK)

  expect(seen.length).toBeGreaterThan(40)
  expect(seen.filter((text) => text.includes(CANARY))).toEqual([])
})
