import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { createTestIntake, exposure, readAnswer, type TestIntake } from './test-intake.ts'

async function codeOf(answer: Response): Promise<string> {
  return ((await answer.json()) as { code: string }).code
}

async function post(app: TestIntake, body: string | Buffer, headers: Record<string, string>) {
  return app.request('/v1/events', { method: 'POST', body, headers })
}

it('keeps an event before it says so', async () => {
  const app = createTestIntake()
  const { promise, resolve } = Promise.withResolvers<void>()
  app.disk = () => promise
  const sent = app.send([exposure()])
  let answered = false
  void sent.then(() => (answered = true))
  await new Promise((done) => setTimeout(done, 20))
  expect(answered).toBe(false)
  resolve()
  expect(await readAnswer(await sent)).toEqual({ accepted: 1, refused: [] })
  expect(app.kept).toMatchObject([{ flag: 'cta', variant: 'on', environment: 'development' }])
})

it('keeps 499 good events of a batch with a bad one, and names that one', async () => {
  const app = createTestIntake()
  const events = Array.from({ length: 500 }, () => exposure())
  events[250] = { ...events[250], weight: 'a lot' }
  const answer = await readAnswer(await app.send(events))
  expect(answer).toEqual({
    accepted: 499,
    refused: [
      {
        index: 250,
        id: events[250]?.['id'],
        code: 'EVENT_INVALID',
        message: 'weight: Expected a number, received "a lot".',
      },
    ],
  })
  expect(app.kept).toHaveLength(499)
})

it.each([
  ['null', null],
  ['a text', 'x'],
  ['a list', []],
  ['an unknown type', exposure({ type: 'click' })],
  ['no id', exposure({ id: undefined })],
  ['an id in capitals', exposure({ id: '019B76DA-A800-7000-8000-000000000000' })],
  ['units that are no texts', exposure({ units: { targetingKey: 5 } })],
  ['an exposure without a variant', exposure({ variant: undefined })],
])('refuses %s by its place, with words', async (_what, event) => {
  const app = createTestIntake()
  const { accepted, refused } = await readAnswer(await app.send([exposure(), event]))
  expect(accepted).toBe(1)
  expect(refused).toMatchObject([{ index: 1, code: 'EVENT_INVALID' }])
  expect(refused[0]?.message).toMatch(/^[\w.]+: [A-Z].*\.$/)
})

it('refuses an event that is nested too deep and no other', async () => {
  const app = createTestIntake()
  const deep = exposure({
    later: JSON.parse('{"a":'.repeat(100) + '1' + '}'.repeat(100)) as object,
  })
  const { accepted, refused } = await readAnswer(await app.send([exposure(), deep, exposure()]))
  expect(accepted).toBe(2)
  expect(refused).toMatchObject([
    { index: 1, code: 'EVENT_INVALID', message: expect.stringContaining('deep') as string },
  ])
})

it('takes an event without an attribute that lost its digits', async () => {
  const app = createTestIntake()
  const event = exposure({ attributes: { account: 1e300, country: 'DE' } })
  const { accepted, refused } = await readAnswer(await app.send([event]))
  expect({ accepted, refused }).toEqual({ accepted: 1, refused: [] })
})

const OUTCOME = { type: 'outcome', name: 'order', flag: undefined, variant: undefined }
const outcome = (more: object): string => JSON.stringify(exposure({ ...OUTCOME, ...more }))

it.each([
  ['a value beyond 2^53', outcome({ value: 1e20 }), /^value: Expected a number between/],
  ['a value of 300 digits', outcome({ value: 1e300 }), /^value: /],
  ['a value beyond doubles', outcome({ value: 1 }).replace('"value":1', '"value":1e400'), /^value/],
  [
    'an id of 18 digits as a number',
    outcome({ properties: { order: 7 } }).replace(':7}', ':123456789012345678}'),
    /^properties\.order: Expected a number between .* Send ids as texts\.$/,
  ],
  ['a forbidden property', outcome({ properties: { ['__proto__']: 'x' } }), /`__proto__`/],
  ['a prototype', '{"__proto__":{"x":1}}', /`__proto__`/],
  ['a constructor', '{"constructor":{"prototype":{}}}', /`constructor\.prototype`/],
])('refuses an event with %s, and keeps the others', async (_what, event, words) => {
  const app = createTestIntake()
  const [before, after] = [JSON.stringify(exposure()), JSON.stringify(exposure())]
  const answer = await app.post('/v1/events', `{"sentAt":1,"events":[${before},${event},${after}]}`)
  const { accepted, refused } = await readAnswer(answer)
  expect(accepted).toBe(2)
  expect(app.kept).toHaveLength(2)
  expect(refused).toMatchObject([{ index: 1, code: 'EVENT_INVALID' }])
  expect(refused[0]?.message).toMatch(words)
  expect(({} as Record<string, unknown>)['x']).toBeUndefined()
})

it.each([
  ['__proto__', '{"__proto__":{"x":1},"events":[]}'],
  ['constructor.prototype', '{"constructor":{"prototype":{"x":1}},"events":[]}'],
  ['an escaped __proto__', '{"events":[],"sentAt":{"\\u005f_proto__":1}}'],
])('refuses a batch with %s around its events', async (_what, batch) => {
  const answer = await createTestIntake().post('/v1/events', batch)
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ code: 'JSON_FORBIDDEN_NAME' })
})

it('takes times that are no times, whatever the number', async () => {
  const app = createTestIntake()
  const body = `{"sentAt":9007199254740993,"events":[${JSON.stringify(exposure({ at: 1e20 }))}]}`
  expect(await readAnswer(await app.post('/v1/events', body))).toEqual({ accepted: 1, refused: [] })
  expect(app.kept).toMatchObject([{ clockSuspect: true }])
})

it.each([
  [
    'another type',
    { type: 'nonsense' },
    'type: Expected "exposure", "outcome", "crash", "usage" or "dropped", received "nonsense".',
  ],
  [
    'no time',
    { at: undefined },
    'at: This is missing; give epoch milliseconds by the clock of the sender.',
  ],
  [
    'another id',
    { id: '7' },
    'id: Expected a UUIDv7 in small letters, such as 019b76da-a800-7000-8000-000000000000, received "7".',
  ],
  [
    'an attribute that is an object',
    { attributes: { country: {} } },
    'attributes.country: Expected a text, a number, true or false, or a list of texts, received an object.',
  ],
])('says of an event with %s what is expected', async (_what, more, message) => {
  const { refused } = await readAnswer(await createTestIntake().send([exposure(more)]))
  expect(refused).toMatchObject([{ index: 0, message }])
})

it('refuses an event over 16 KiB and no other', async () => {
  const app = createTestIntake()
  const large = exposure({ later: 'x'.repeat(17_000) })
  const { accepted, refused } = await readAnswer(await app.send([large, exposure()]))
  expect(accepted).toBe(1)
  expect(refused).toMatchObject([{ index: 0, id: large['id'], code: 'EVENT_TOO_LARGE' }])
})

it('takes an empty batch', async () => {
  expect(await readAnswer(await createTestIntake().send([]))).toEqual({ accepted: 0, refused: [] })
})

it('takes no more than 500 events at once, and says to send them in parts', async () => {
  const answer = await createTestIntake().send(Array.from({ length: 501 }, () => exposure()))
  expect(answer.status).toBe(413)
  expect(await answer.json()).toMatchObject({ code: 'BATCH_TOO_LARGE', limitEvents: 500 })
})

it('takes a beacon: text, without a header, the key in the body', async () => {
  const app = createTestIntake()
  const body = JSON.stringify({
    sentAt: app.clock.now(),
    key: 'sluice_client_demo',
    events: [exposure()],
  })
  for (const type of ['text/plain', 'text/plain;charset=UTF-8', 'application/json']) {
    expect((await post(app, body, { 'Content-Type': type })).status).toBe(200)
  }
  expect(JSON.stringify(app.kept)).not.toContain('sluice_client')
})

it.each([
  ['nobody', {}, 401, 'UNAUTHENTICATED'],
  ['a key that is none', { key: 'sluice_client_nobody' }, 401, 'UNAUTHENTICATED'],
  ['a token', { key: 'sluice_admin_demo' }, 403, 'FORBIDDEN'],
])('refuses %s', async (_who, batch, status, code) => {
  const app = createTestIntake()
  const body = JSON.stringify({ sentAt: 1, events: [exposure()], ...batch })
  const answer = await post(app, body, { 'Content-Type': 'text/plain' })
  expect(answer.status).toBe(status)
  expect(await codeOf(answer)).toBe(code)
  expect(app.kept).toEqual([])
})

it('goes by the key in the header when there are two', async () => {
  const app = createTestIntake()
  expect((await app.send([exposure()], { batch: { key: 'sluice_client_nobody' } })).status).toBe(
    200,
  )
})

it.each(['client', 'server', 'ingest'] as const)(
  'takes events from a %s key, into the environment of the key, whatever they say',
  async (kind) => {
    const app = createTestIntake()
    app.publish('other', { schemaVersion: 1, flags: {} })
    const headers = { Authorization: `Bearer ${app.addKey(kind, 'other')}` }
    await readAnswer(await app.send([exposure({ environment: 'development' })], { headers }))
    expect(app.kept).toMatchObject([{ environment: 'other', unattributed: true }])
  },
)

it('inflates gzip', async () => {
  const app = createTestIntake()
  const body = gzipSync(JSON.stringify({ sentAt: app.clock.now(), events: [exposure()] }))
  const headers = {
    'Content-Type': 'application/json',
    'Content-Encoding': 'gzip',
    Authorization: 'Bearer sluice_client_demo',
  }
  expect((await post(app, body, headers)).status).toBe(200)
  const broken = await post(app, body.subarray(0, 40), headers)
  expect(broken.status).toBe(400)
  expect(await codeOf(broken)).toBe('BODY_NOT_GZIP')
  const other = await post(app, body, { ...headers, 'Content-Encoding': 'br' })
  expect(other.status).toBe(415)
  expect(await codeOf(other)).toBe('UNSUPPORTED_ENCODING')
})

it('inflates more at a time than a page sends, each in its turn', async () => {
  const app = createTestIntake({ intakeLimits: { unitBurst: 10_000 } })
  const headers = {
    'Content-Type': 'application/json',
    'Content-Encoding': 'gzip',
    Authorization: 'Bearer sluice_client_demo',
  }
  const attributes = { country: 'x'.repeat(1_000) }
  const answers = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const events = Array.from({ length: 100 }, () => exposure({ attributes }))
      const body = gzipSync(JSON.stringify({ sentAt: app.clock.now(), events }))
      return (await post(app, body, headers)).json()
    }),
  )
  expect(answers).toEqual(answers.map(() => ({ accepted: 100, refused: [] })))
  expect(app.kept).toHaveLength(800)
})

it('stops inflating a bomb at four mebibytes, while the event loop goes on', async () => {
  const app = createTestIntake()
  // Whole gzips one after the other are one gzip: a mebibyte that would be a gibibyte.
  const part = gzipSync(Buffer.alloc(32 * 1024 ** 2))
  const bomb = Buffer.concat(Array.from({ length: 32 }, () => part)).subarray(0, 1024 ** 2)
  const headers = {
    'Content-Type': 'application/json',
    'Content-Encoding': 'gzip',
    Authorization: 'Bearer sluice_client_demo',
  }
  const times: number[] = []
  for (let round = 0; round < 5; round++) {
    const begun = process.cpuUsage()
    const answer = await post(app, bomb, headers)
    const { user, system } = process.cpuUsage(begun)
    times.push((user + system) / 1000)
    expect(answer.status).toBe(413)
    expect(await codeOf(answer)).toBe('BODY_TOO_LARGE')
  }
  // Of a core, whatever else the machine does; the first compiles.
  expect(Math.min(...times)).toBeLessThan(50)
})

const MOST_INFLATED = 4 * 1024 ** 2 - 64
const repeated = (part: string): string => part.repeat(MOST_INFLATED / part.length)
const names = Array.from({ length: 300_000 }, (_, index) => `"n${index}":1`).join()

it.each([
  ['lists', `{"events":[${repeated('[],')}1]}`],
  ['lists in lists', `{"events":[${repeated(`${'['.repeat(60)}${']'.repeat(60)},`)}1]}`],
  ['names', `{${names},"events":[]}`],
  ['names in an event', `{"events":[{${names}}]}`],
])('lets nobody wait for mebibytes of %s that came as gzip', async (_what, text) => {
  const app = createTestIntake()
  const headers = {
    'Content-Type': 'application/json',
    'Content-Encoding': 'gzip',
    Authorization: 'Bearer sluice_client_demo',
  }
  const body = gzipSync(text)
  const times: number[] = []
  for (let round = 0; round < 3; round++) {
    const begun = process.cpuUsage()
    const answer = await post(app, body, headers)
    const { user, system } = process.cpuUsage(begun)
    times.push((user + system) / 1000)
    expect(answer.status).toBe(413)
    expect(await codeOf(answer)).toBe('JSON_TOO_MANY_VALUES')
  }
  expect(Math.min(...times)).toBeLessThan(100)
})

it('takes a full batch of events that say much', async () => {
  const app = createTestIntake()
  const said = Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`a${index}`, ',[{']))
  const events = Array.from({ length: 500 }, () => exposure({ attributes: said }))
  const answer = await app.send(events)
  expect(await answer.json()).toEqual({ accepted: 500, refused: [] })
})

it.each([
  ['20,000 nested lists', '['.repeat(20_000) + ']'.repeat(20_000), 'JSON_TOO_DEEP'],
  ['a mebibyte of brackets', '['.repeat(1024 ** 2), 'JSON_TOO_DEEP'],
  ['a name given twice', '{"sentAt":1,"events":[],"sentAt":2}', 'JSON_DUPLICATE_NAME'],
  ['NaN', '{"sentAt":NaN,"events":[]}', 'JSON_MALFORMED'],
  ['more after the end', '{"sentAt":1,"events":[]} x', 'JSON_MALFORMED'],
  ['half of it', '{"sentAt":1,"eve', 'JSON_MALFORMED'],
  ['nothing', '', 'JSON_MALFORMED'],
])(
  'answers %s with a stable code, no engine text and a clean prototype',
  async (_w, body, code) => {
    const app = createTestIntake()
    const begun = performance.now()
    const answer = await app.post('/v1/events', body)
    // Generous for a busy machine: a walk that is quadratic or recursive takes minutes or fails.
    expect(performance.now() - begun).toBeLessThan(1_000)
    expect(answer.status).toBe(400)
    const text = await answer.text()
    expect(JSON.parse(text)).toMatchObject({ code })
    expect(text).not.toMatch(/at position|SyntaxError|\.ts:/)
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  },
)

it('answers what is no UTF-8 with a stable code', async () => {
  const app = createTestIntake()
  const answer = await post(app, Buffer.from([0x7b, 0xff, 0x7d]), {
    'Content-Type': 'application/json',
    Authorization: 'Bearer sluice_client_demo',
  })
  expect(await codeOf(answer)).toBe('JSON_ENCODING')
})

it.each([
  ['no batch', '5', 422, 'INVALID_REQUEST'],
  ['events that are no list', '{"events":{}}', 422, 'INVALID_REQUEST'],
  ['a body over a mebibyte', `{"events":[],"x":"${'x'.repeat(1024 ** 2)}"}`, 413, 'BODY_TOO_LARGE'],
])('refuses %s', async (_what, body, status, code) => {
  const answer = await createTestIntake().post('/v1/events', body)
  expect(answer.status).toBe(status)
  expect(await codeOf(answer)).toBe(code)
})

it.each([
  ['a form', 'application/x-www-form-urlencoded'],
  ['no type', ''],
  ['HTML', 'text/html'],
  ['something like JSON', 'application/json2'],
])('refuses %s as 415', async (_what, type) => {
  const answer = await createTestIntake().post('/v1/events', '{}', { 'Content-Type': type })
  expect(answer.status).toBe(415)
})

it('answers pages of allowed origins only, and asks for no preflight of a beacon', async () => {
  const app = createTestIntake()
  app.publish(
    'development',
    { schemaVersion: 1, flags: {} },
    { allowedOrigins: ['https://a.test'] },
  )
  const body = JSON.stringify({ sentAt: 1, key: 'sluice_client_demo', events: [exposure()] })
  const from = (origin: string) => post(app, body, { 'Content-Type': 'text/plain', Origin: origin })
  const allowed = await from('https://a.test')
  expect(allowed.status).toBe(200)
  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://a.test')
  for (const origin of ['https://evil-a.test', 'https://a.test.evil', 'null']) {
    const refused = await from(origin)
    expect(refused.status).toBe(403)
    expect(await codeOf(refused)).toBe('ORIGIN_NOT_ALLOWED')
    expect(refused.headers.get('access-control-allow-origin')).toBeNull()
  }
  expect(app.kept).toHaveLength(1)
  const preflight = await app.request('/v1/events', {
    method: 'OPTIONS',
    headers: {
      Origin: 'https://a.test',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization,content-type',
    },
  })
  expect(preflight.status).toBe(204)
  expect(preflight.headers.get('access-control-allow-origin')).toBe('https://a.test')
})
