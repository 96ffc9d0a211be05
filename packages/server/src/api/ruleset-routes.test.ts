import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RulesetDryRun, RulesetWritten } from './answer-types.ts'
import { startTestService, type SendOptions, type TestService } from './test-service.ts'

const RULESET = '/v1/environments/shop/ruleset'

let service: TestService
beforeEach(async () => {
  service = await startTestService()
})
afterEach(async () => service.close())

const document = (flags: object, rest: object = {}): object => ({
  schemaVersion: 1,
  ...rest,
  flags,
})

async function put(body: unknown, version: number, options: SendOptions = {}): Promise<Response> {
  return service.send('PUT', RULESET, { body, headers: { 'If-Match': `"${version}"` }, ...options })
}

async function read(query = ''): Promise<unknown> {
  return (await service.send('GET', RULESET + query)).json()
}

async function refusal(answer: Response): Promise<Record<string, unknown>> {
  return (await answer.json()) as Record<string, unknown>
}

it('starts at version 0 with nothing in it', async () => {
  const answer = await service.send('GET', RULESET)
  expect(answer.headers.get('etag')).toBe('"0"')
  expect(await answer.json()).toEqual({ schemaVersion: 1 })
})

it('gives back the document that was put, in its smallest form', async () => {
  const answer = await put(document({ a: { enabled: true, owner: 'team' } }), 0)
  expect(answer.headers.get('etag')).toBe('"1"')
  expect(await answer.json()).toEqual({
    version: 1,
    previousVersion: 0,
    changes: [{ flag: 'a', kind: 'added', before: null, after: { owner: 'team' } }],
  })
  expect(await read()).toEqual(document({ a: { owner: 'team' } }))
})

it('publishes a change before it answers', async () => {
  await put(document({ a: {} }), 0)
  expect(service.store.live.get('shop')?.compiled.keys).toEqual(['a'])
})

it('answers 304 while the version is the one that the caller has', async () => {
  await put(document({ a: {} }), 0)
  const headers = { 'If-None-Match': 'W/"1"' }
  expect((await service.send('GET', RULESET, { headers })).status).toBe(304)
  await put(document({ a: { owner: 'x' } }), 1)
  expect((await service.send('GET', RULESET, { headers })).status).toBe(200)
})

it('makes no version from a document that changes nothing', async () => {
  await put(document({ a: {} }), 0)
  const again = await put(document({ a: { enabled: true, tags: [] } }), 1)
  expect(await again.json()).toEqual({ version: 1, previousVersion: 1, changes: [] })
})

it('asks for If-Match', async () => {
  const answer = await put(document({}), 0, { headers: {} })
  expect(answer.status).toBe(428)
  expect(await refusal(answer)).toMatchObject({ code: 'PRECONDITION_REQUIRED' })
})

it.each(['42', '"x"', '*', '"1", "2"', '"-1"', '"01"', '"9999999999999999999"'])(
  'refuses an If-Match that is none of its tags: %s',
  async (tag) => {
    expect((await put(document({}), 0, { headers: { 'If-Match': tag } })).status).toBe(422)
  },
)

it('refuses a stale document and shows the current version', async () => {
  await put(document({ a: {} }), 0)
  const answer = await put(document({ b: {} }), 0)
  expect(answer.status).toBe(412)
  expect(answer.headers.get('etag')).toBe('"1"')
  expect(await refusal(answer)).toMatchObject({ code: 'VERSION_STALE', currentVersion: 1 })
  expect(await read()).toEqual(document({ a: {} }))
})

it('lets one of two pushes through that saw the same version', async () => {
  const answers = await Promise.all([put(document({ a: {} }), 0), put(document({ b: {} }), 0)])
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200, 412]))
  expect(service.store.live.get('shop')?.compiled.keys).toHaveLength(1)
})

it('names every fault of a document with its path, and changes nothing', async () => {
  const answer = await put(document({ a: { enabled: 'yes', colour: 1 }, 'b c': {} }), 0)
  expect(answer.status).toBe(422)
  const { code, faults } = (await answer.json()) as {
    code: string
    faults: { path: string; message: string }[]
  }
  expect(code).toBe('INVALID_RULESET')
  expect(faults.length).toBeGreaterThanOrEqual(3)
  expect(faults.map((fault) => fault.path)).toContain('$.flags.a.enabled')
  expect(await read()).toEqual({ schemaVersion: 1 })
})

it.each([
  ['a version', { schemaVersion: 1, version: 7 }],
  ['a flag version', document({ a: { version: 7 } })],
  ['a mark that only a rollback sets', document({ a: { rolledBack: true } })],
  ['an allocation version', document({ a: { allocationVersion: 1 } })],
  ['a list', []],
  ['a text', '"x"'],
  ['null', 'null'],
  ['a metric of no kind', { schemaVersion: 1, metrics: { a: {} } }],
  [
    'a pattern that only explodes elsewhere',
    document({
      a: {
        rules: [
          {
            id: 'r',
            when: { attribute: 'targetingKey', op: 'matches', values: ['(?=a)b'] },
            serve: { variant: 'on' },
          },
        ],
      },
    }),
  ],
])('refuses %s in a document', async (_what, body) => {
  expect((await put(body, 0)).status).toBe(422)
})

it('refuses a document over 4 MiB and names the limit', async () => {
  const answer = await put(document({ a: { description: 'x'.repeat(4 * 1024 * 1024) } }), 0)
  expect(answer.status).toBe(413)
  expect(await refusal(answer)).toMatchObject({ limitBytes: 4 * 1024 * 1024 })
})

it('takes a document over 1 MiB', async () => {
  const flags = Object.fromEntries(
    Array.from({ length: 200 }, (_, i) => [`f${i}`, { description: 'x'.repeat(9_000) }]),
  )
  expect((await put(document(flags), 0)).status).toBe(200)
})

describe('a dry run', () => {
  it('shows what would change and changes nothing', async () => {
    await put(document({ a: {}, b: {} }), 0)
    const answer = await service.send('PUT', `${RULESET}?dryRun=true`, {
      body: document({ a: { owner: 'x' }, c: {} }),
    })
    expect(answer.status).toBe(200)
    const { currentVersion, changes } = (await answer.json()) as RulesetDryRun
    expect(currentVersion).toBe(1)
    expect(changes.map(({ flag, kind }) => [flag, kind])).toEqual([
      ['a', 'changed'],
      ['c', 'added'],
      ['b', 'archived'],
    ])
    expect(service.store.live.get('shop')?.ruleset.version).toBe(1)
  })

  it('finds faults and stale versions as a change would', async () => {
    await put(document({ a: {} }), 0)
    const send = async (body: unknown, headers = {}) =>
      service.send('PUT', `${RULESET}?dryRun=true`, { body, headers })
    expect((await send({ schemaVersion: 2 })).status).toBe(422)
    expect((await send(document({}), { 'If-Match': '"0"' })).status).toBe(412)
  })
})

describe('a flag that the document leaves out', () => {
  it('is not archived because a document has no flags at all, unless that is written', async () => {
    await put(document({ a: {} }), 0)
    const refused = await put({ schemaVersion: 1 }, 1)
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({
      code: 'FLAGS_MISSING',
      faults: [{ path: '$.flags' }],
    })
    expect((await put({ schemaVersion: 1, flags: {} }, 1)).status).toBe(200)
  })

  it('is archived, evaluates to not found and stays in the ruleset', async () => {
    await put(document({ a: { owner: 'x' }, b: {} }), 0)
    const answer = (await (await put(document({ b: {} }), 1)).json()) as RulesetWritten
    expect(answer.changes).toEqual([
      {
        flag: 'a',
        kind: 'archived',
        before: { owner: 'x' },
        after: { owner: 'x', archived: true },
      },
    ])
    expect(service.store.live.get('shop')?.compiled.has('a')).toBe(false)
    expect(await read()).toEqual(document({ b: {} }))
    expect(await read('?include=archived')).toEqual(
      document({ b: {}, a: { owner: 'x', archived: true } }),
    )
  })

  it('stays archived in every later version', async () => {
    await put(document({ a: {} }), 0)
    await put(document({}), 1)
    await put(document({ b: {} }), 2)
    await put(document({ b: {}, a: { archived: true } }), 3)
    expect(service.store.live.get('shop')?.ruleset.flags['a']?.archived).toBe(true)
    expect(service.store.live.get('shop')?.ruleset.version).toBe(3)
  })

  it('keeps its key', async () => {
    await put(document({ a: {} }), 0)
    await put(document({}), 1)
    const again = await put(document({ a: {} }), 2)
    expect(again.status).toBe(422)
    expect(await refusal(again)).toMatchObject({
      code: 'FLAG_ARCHIVED',
      faults: [{ path: '$.flags["a"]' }],
    })
  })

  it('takes segments and layer slots with it that only it used', async () => {
    const used = {
      segments: { staff: { attribute: 'email', op: 'exists' } },
      attributes: { email: { type: 'string' } },
    }
    const flag = { rules: [{ id: 'r', when: { segment: 'staff' }, serve: { variant: 'on' } }] }
    expect((await put(document({ a: flag }, used), 0)).status).toBe(200)
    expect((await put(document({}), 1)).status).toBe(200)
  })

  it('is not archived while others require it, and their names are told', async () => {
    const requires = { prerequisites: [{ flag: 'a', variants: ['on'] }] }
    await put(document({ a: {}, b: requires, c: requires }), 0)
    const answer = await put(document({ b: requires, c: {} }), 1)
    expect(answer.status).toBe(422)
    expect(await refusal(answer)).toMatchObject({ code: 'FLAG_REQUIRED', requiredBy: ['b'] })
    const marked = await put(document({ a: { archived: true }, b: requires, c: requires }), 1)
    expect(marked.status).toBe(422)
  })

  it('is archived together with those that require it', async () => {
    const requires = { prerequisites: [{ flag: 'a', variants: ['on'] }] }
    await put(document({ a: {}, b: requires }), 0)
    expect((await put(document({}), 1)).status).toBe(200)
  })
})
