import { expect, it, vi } from 'vitest'
import { BULK, createTestApp, readBulk } from '../service/test-app.ts'

const SHOP = {
  schemaVersion: 1,
  attributes: { country: { type: 'string' } },
  flags: {
    'new-checkout': {
      kind: 'release',
      rules: [
        {
          id: 'us',
          when: { attribute: 'country', op: 'in', values: ['US'] },
          serve: { variant: 'on' },
        },
      ],
    },
    cta: {
      kind: 'experiment',
      type: 'string',
      variants: { plain: 'Buy now', urgent: 'Only 2 left' },
      defaultVariant: 'plain',
      rules: [
        {
          id: 'split',
          serve: {
            split: [
              { variant: 'plain', weightBps: 0 },
              { variant: 'urgent', weightBps: 10_000 },
            ],
            coverageBps: 10_000,
          },
        },
      ],
    },
    internal: { kind: 'permission', serverOnly: true },
  },
}

function shop(options: Parameters<typeof createTestApp>[0] = {}) {
  const app = createTestApp(options)
  app.publish('development', SHOP)
  return app
}

const ANN = { context: { targetingKey: 'ann', country: 'CA' } }
const SERVER = { Authorization: 'Bearer sluice_server_demo' }

it('answers all flags with value, variant, reason and version', async () => {
  const answer = await shop().post(BULK, ANN)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(answer.headers.get('cache-control')).toBe('private, no-store')
  expect(answer.headers.get('sluice-ruleset-version')).toBe('2')
  expect(answer.headers.get('sluice-epoch')).toBe('epoch-1')
  expect(answer.headers.get('etag')).toMatch(/^"[\w-]{22}"$/)
  const { flags } = await readBulk(answer)
  expect(flags).toMatchObject([
    { key: 'new-checkout', value: false, variant: 'off', reason: 'DEFAULT' },
    { key: 'cta', value: 'Only 2 left', variant: 'urgent', reason: 'SPLIT' },
  ])
})

it('takes the key from X-API-Key as well', async () => {
  const answer = await shop().request(BULK, {
    method: 'POST',
    body: JSON.stringify(ANN),
    headers: { 'X-API-Key': 'sluice_client_demo' },
  })
  expect(answer.status).toBe(200)
})

it('answers 304 with version and epoch while the values are the same, also after a change that alters none', async () => {
  const app = shop()
  const tag = (await app.post(BULK, ANN)).headers.get('etag') ?? ''
  app.publish('development', {
    ...SHOP,
    segments: { known: { attribute: 'country', op: 'exists' } },
  })
  for (const header of [tag, `W/${tag}`, `"other", ${tag}`, tag.slice(1, -1)]) {
    const answer = await app.post(BULK, ANN, { 'If-None-Match': header })
    expect(answer.status).toBe(304)
    expect(await answer.text()).toBe('')
    expect(answer.headers.get('sluice-ruleset-version')).toBe('3')
    expect(answer.headers.get('sluice-epoch')).toBe('epoch-1')
    expect(answer.headers.get('etag')).toBe(tag)
  }
})

it('sends the values anew when an attribute beside the targeting key changes them', async () => {
  const app = shop()
  const tag = (await app.post(BULK, ANN)).headers.get('etag') ?? ''
  const moved = { context: { ...ANN.context, country: 'US' } }
  const answer = await app.post(BULK, moved, { 'If-None-Match': tag })
  expect(answer.status).toBe(200)
  const { flags } = await readBulk(answer)
  expect(flags[0]).toMatchObject({ key: 'new-checkout', value: true })
})

it('sends a fresh stream address with a 200 once the ticket epoch has passed', async () => {
  const app = shop()
  const first = await app.post(BULK, ANN)
  const tag = first.headers.get('etag') ?? ''
  app.clock.advance(60 * 60 * 1000)
  const answer = await app.post(BULK, ANN, { 'If-None-Match': tag })
  expect(answer.status).toBe(200)
  const [before, after] = [await readBulk(first), await readBulk(answer)]
  expect(after.flags).toEqual(before.flags)
  expect(after.eventStreams).not.toEqual(before.eventStreams)
})

it('leaves no stream address while there is no room for streams', async () => {
  const app = shop({ maxStreams: 0 })
  expect(await (await app.post(BULK, ANN)).json()).not.toHaveProperty('eventStreams')
})

it('tells the public address of the stream when it is given one', async () => {
  const app = shop({ publicUrl: 'https://gates.example/sluice/' })
  const { eventStreams } = await readBulk(await app.post(BULK, ANN))
  expect(eventStreams).toEqual([
    {
      type: 'sse',
      url: expect.stringMatching(/^https:\/\/gates\.example\/sluice\/ofrep\/v1\/events\?ticket=/),
      inactivityDelaySec: 120,
    },
  ])
})

it('does not believe what a request says about proxies', async () => {
  const { eventStreams } = await readBulk(
    await shop().post(BULK, ANN, {
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'https',
      Forwarded: 'host=evil.example;proto=https',
    }),
  )
  expect(eventStreams?.[0]?.url).toMatch(/^http:\/\/localhost\//)
})

it('evaluates what needs no targeting key when there is none, and says so for the rest', async () => {
  const app = shop()
  for (const context of [{}, { targetingKey: '' }, { targetingKey: null }]) {
    const { flags } = await readBulk(await app.post(BULK, { context }))
    expect(flags).toMatchObject([
      { key: 'new-checkout', value: false },
      { key: 'cta', errorCode: 'TARGETING_KEY_MISSING', errorDetails: expect.any(String) },
    ])
    expect(flags[1]).not.toHaveProperty('value')
  }
})

it.each([
  ['no body', ''],
  ['an empty object', '{}'],
  ['broken JSON', '{"context":'],
  ['a list', '[]'],
  ['null', 'null'],
  ['a context that is a list', '{"context":[]}'],
  ['a context that is null', '{"context":null}'],
  ['a context that is a text', '{"context":"x"}'],
  ['a targeting key that is a number', '{"context":{"targetingKey":7}}'],
  ['a prototype key', '{"context":{"__proto__":{"polluted":true}}}'],
  ['a constructor key', '{"context":{"constructor":{"prototype":{"polluted":true}}}}'],
  ['20,000 levels', `{"context":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
  ['invalid UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)],
])('answers 400 with a code the clients take for %s', async (_, body) => {
  const app = shop()
  const init = {
    method: 'POST',
    body,
    headers: { Authorization: 'Bearer sluice_client_demo' },
  }
  const bulk = await app.request(BULK, init)
  expect(bulk.status).toBe(400)
  expect(await bulk.json()).toEqual({
    errorCode: 'INVALID_CONTEXT',
    errorDetails: expect.any(String),
  })
  const single = await app.request(`${BULK}/cta`, init)
  expect(single.status).toBe(400)
  expect(await single.json()).toMatchObject({ key: 'cta', errorCode: 'INVALID_CONTEXT' })
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
})

it('answers 413 to a context that is too large', async () => {
  const answer = await shop().post(BULK, { context: { text: 'x'.repeat(65 * 1024) } })
  expect(answer.status).toBe(413)
  expect(await answer.json()).toMatchObject({ errorCode: 'INVALID_CONTEXT' })
})

it('tells who asks by GET what to send', async () => {
  const app = shop()
  const bulk = await app.request(BULK)
  expect(bulk.status).toBe(400)
  expect(await bulk.json()).toMatchObject({ errorCode: 'INVALID_CONTEXT' })
  const single = await app.request(`${BULK}/cta`)
  expect(single.status).toBe(400)
  expect(await single.json()).toMatchObject({ key: 'cta', errorCode: 'INVALID_CONTEXT' })
})

it('answers one flag', async () => {
  const answer = await shop().post(`${BULK}/cta`, ANN)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('sluice-ruleset-version')).toBe('2')
  expect(await answer.json()).toMatchObject({ key: 'cta', value: 'Only 2 left', reason: 'SPLIT' })
})

it('answers 400 with key and code for a flag that cannot be evaluated', async () => {
  const answer = await shop().post(`${BULK}/cta`, { context: {} })
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ key: 'cta', errorCode: 'TARGETING_KEY_MISSING' })
})

it.each([
  ['missing', 'missing'],
  ['a b/c', 'a%20b%2Fc'],
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
  ['%zz', '%zz'],
])('answers 404 for the unknown flag %s', async (key, path) => {
  const answer = await shop().post(`${BULK}/${path}`, ANN)
  expect(answer.status).toBe(404)
  expect(await answer.json()).toMatchObject({ key, errorCode: 'FLAG_NOT_FOUND' })
})

it('hides server-only flags from a client key as if they were not there', async () => {
  const app = shop()
  const hidden = await app.post(`${BULK}/internal`, ANN)
  const unknown = await app.post(`${BULK}/internam`, ANN)
  expect(hidden.status).toBe(404)
  expect((await hidden.text()).replaceAll('internal', 'X')).toBe(
    (await unknown.text()).replaceAll('internam', 'X'),
  )
  const { flags } = await readBulk(await app.post(BULK, ANN))
  expect(flags).toHaveLength(2)
})

it('shows server-only flags to a server key and to a token', async () => {
  const app = shop()
  for (const headers of [SERVER, { Authorization: `Bearer ${app.addToken('viewer')}` }]) {
    const { flags } = await readBulk(await app.post(BULK, ANN, headers))
    expect(flags).toHaveLength(3)
    expect((await app.post(`${BULK}/internal`, ANN, headers)).status).toBe(200)
  }
})

it('does not name a server-only flag that another flag requires', async () => {
  const app = createTestApp()
  app.publish('development', {
    schemaVersion: 1,
    flags: {
      secret: { serverOnly: true },
      open: { prerequisites: [{ flag: 'secret', variants: ['on'] }] },
    },
  })
  const forClient = await (await app.post(BULK, ANN)).text()
  expect(forClient).toContain('"ruleId":"prerequisite"')
  expect(forClient).not.toContain('secret')
  const forServer = await (await app.post(BULK, ANN, SERVER)).text()
  expect(forServer).toContain('"ruleId":"prerequisite:secret"')
})

it.each([
  ['no credential', { Authorization: '' }],
  ['an unknown credential', { Authorization: 'Bearer sluice_client_other' }],
  ['a credential in another scheme', { Authorization: 'Basic sluice_client_demo' }],
])('answers 401 without a body to %s', async (_, headers) => {
  const answer = await shop().post(BULK, ANN, headers)
  expect(answer.status).toBe(401)
  expect(await answer.text()).toBe('')
})

it('does not take a key from the URL', async () => {
  const answer = await shop().post(`${BULK}?key=sluice_client_demo`, ANN, { Authorization: '' })
  expect(answer.status).toBe(401)
})

it('answers 403 to a role that may not read values', async () => {
  const app = shop()
  const answer = await app.post(BULK, ANN, { Authorization: `Bearer ${app.addToken('auditor')}` })
  expect(answer.status).toBe(403)
  expect(await answer.text()).toBe('')
})

it('serves a key its own environment and no other', async () => {
  const app = shop()
  app.publish('production', { schemaVersion: 1, flags: { live: {} } })
  const production = { Authorization: `Bearer ${app.addKey('client', 'production')}` }
  const { flags } = await readBulk(await app.post(BULK, ANN, production))
  expect(flags).toMatchObject([{ key: 'live' }])
  expect((await app.post(`${BULK}/cta`, ANN, production)).status).toBe(404)
  expect((await app.post(`${BULK}?environment=development`, ANN, production)).status).toBe(403)
})

it('lets a token name the environment, and asks it to when there are several', async () => {
  const app = shop()
  const headers = { Authorization: `Bearer ${app.addToken('viewer')}` }
  expect((await app.post(BULK, ANN, headers)).status).toBe(200)
  app.publish('production', { schemaVersion: 1, flags: { live: {} } })
  expect((await app.post(BULK, ANN, headers)).status).toBe(400)
  expect((await app.post(`${BULK}?environment=nowhere`, ANN, headers)).status).toBe(400)
  const { flags } = await readBulk(await app.post(`${BULK}?environment=production`, ANN, headers))
  expect(flags).toMatchObject([{ key: 'live' }])
})

it('answers a failure of its own with key and code and without its cause', async () => {
  const lines: object[] = []
  const app = shop({
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: (fields) => lines.push(fields),
    },
  })
  const get = vi.spyOn(app.live, 'get').mockImplementation(() => {
    throw new Error('secret detail')
  })
  const answer = await app.post(`${BULK}/cta`, ANN)
  get.mockRestore()
  expect(answer.status).toBe(500)
  const body = await answer.text()
  expect(JSON.parse(body)).toMatchObject({ key: 'cta', errorCode: 'GENERAL' })
  expect(body).not.toContain('secret detail')
  expect(lines).toHaveLength(1)
})

it('answers for a key that no flag can have as for one that is not there', async () => {
  const answer = await shop().post(`${BULK}/a/b`, ANN)
  expect(answer.status).toBe(404)
  expect(await answer.json()).toMatchObject({ key: 'a/b', errorCode: 'FLAG_NOT_FOUND' })
})

it('names what events carry along, also with a 304, and nothing where nothing is declared', async () => {
  const app = shop()
  expect((await app.post(BULK, ANN)).headers.has('sluice-event-units')).toBe(false)
  app.publish('development', {
    ...SHOP,
    attributes: {
      country: { type: 'string', stored: true },
      plan: { type: 'string', stored: true },
      company: { type: 'string', unit: true },
      email: { type: 'string', stored: true, sensitive: true },
    },
  })
  const answer = await app.post(BULK, ANN)
  const again = await app.post(BULK, ANN, { 'If-None-Match': answer.headers.get('etag') ?? '' })
  expect([answer.status, again.status]).toEqual([200, 304])
  for (const { headers } of [answer, again]) {
    expect(headers.get('sluice-event-units')).toBe('company')
    expect(headers.get('sluice-event-attributes')).toBe('country,plan')
  }
})
