import { GRANT_HEADER } from '@sluice/core'
import { GRANT_LIMITS, parseGrantAnswer, type GrantAnswer } from '@sluice/core/grants'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startTestService, type SendOptions, type TestService } from '../api/test-service.ts'
import type { Principal } from '../auth/principal.ts'
import type { LiveEnvironment } from '../live/live-environments.ts'
import { silentLogger } from '../http/logger.ts'
import { openStore } from '../store/open-store.ts'
import { createGrants } from './grants.ts'
import { rmSync } from 'node:fs'

const BULK = '/ofrep/v1/evaluate/flags'
const ORIGIN = 'https://shop.example'
const DOCUMENT = {
  schemaVersion: 1,
  flags: {
    cta: {
      type: 'string',
      kind: 'experiment',
      variants: { control: 'Buy', urgent: 'Only 2 left' },
      defaultVariant: 'control',
    },
    gate: {},
    off: { enabled: false },
    fixed: { overridable: false },
    inside: { serverOnly: true },
  },
}

let service: TestService
beforeEach(async () => {
  service = await startTestService({ settings: { allowedOrigins: [ORIGIN] } })
  for (const environment of ['shop', 'other']) {
    await service.send('PUT', `/v1/environments/${environment}/ruleset`, {
      body: DOCUMENT,
      headers: { 'If-Match': '"0"' },
    })
  }
})
afterEach(async () => {
  vi.useRealTimers()
  await service.close()
})

interface Issued {
  readonly id: string
  readonly token: string
}

async function issue(body: object = {}): Promise<Issued> {
  const answer = await service.send('POST', '/v1/grants', {
    as: 'qa',
    body: { environment: 'shop', overrides: { cta: 'urgent' }, ...body },
  })
  expect(answer.status).toBe(201)
  return (await answer.json()) as Issued
}

interface Answered {
  readonly grant: GrantAnswer | undefined
  readonly etag: string | null
  readonly status: number
  readonly flags: Readonly<Record<string, Record<string, unknown>>>
}

async function bulk(
  token: string | undefined,
  options: SendOptions & { context?: object; etag?: string } = {},
): Promise<Answered> {
  const { context = { targetingKey: 'ada', anonymousKey: 'a1' }, etag, headers, ...rest } = options
  const answer = await service.send('POST', BULK, {
    as: 'client',
    body: { context },
    headers: {
      Origin: ORIGIN,
      ...(token !== undefined && { [GRANT_HEADER]: token }),
      ...(etag !== undefined && { 'If-None-Match': etag }),
      ...headers,
    },
    ...rest,
  })
  const text = await answer.text()
  const { flags = [] } = (text === '' ? {} : JSON.parse(text)) as {
    flags?: Record<string, unknown>[]
  }
  return {
    grant: parseGrantAnswer(answer.headers.get(GRANT_HEADER)),
    etag: answer.headers.get('etag'),
    status: answer.status,
    flags: Object.fromEntries(flags.map((flag) => [String(flag['key']), flag])),
  }
}

it('shows the variant of a grant to whoever has it, and to nobody else', async () => {
  const { token, id } = await issue()
  expect(token).toMatch(/^s1\.[\w-]+\.[\w-]{86}$/)
  const before = await bulk(undefined)
  const { flags, grant, etag } = await bulk(token)
  expect(flags['cta']).toMatchObject({
    value: 'Only 2 left',
    variant: 'urgent',
    reason: 'STATIC',
    metadata: { override: true, pierce: true },
  })
  expect(flags['gate']).toEqual(before.flags['gate'])
  expect(grant).toMatchObject({ state: 'active', id, forced: { cta: 'urgent' }, ignored: [] })
  expect(etag).not.toBe(before.etag)
  expect((await bulk(undefined)).flags['cta']).toMatchObject({ variant: 'control' })
  expect((await bulk(undefined)).grant).toBeUndefined()
})

it('answers 304 for what a grant still shows, with its state', async () => {
  const { token, id } = await issue()
  const { etag } = await bulk(token)
  const again = await bulk(token, { etag: etag ?? '' })
  expect([again.status, again.grant]).toMatchObject([304, { state: 'active', id }])
  expect((await bulk(undefined, { etag: etag ?? '' })).status).toBe(200)
  await service.send('DELETE', `/v1/grants/${id}`)
  expect((await bulk(token, { etag: etag ?? '' })).status).toBe(200)
})

it('shows it where one flag is asked for', async () => {
  const { token } = await issue()
  const ask = async (key: string) => {
    const answer = await service.send('POST', `${BULK}/${key}`, {
      as: 'server',
      body: { context: { targetingKey: 'ada' } },
      headers: { [GRANT_HEADER]: token },
    })
    return [await answer.json(), parseGrantAnswer(answer.headers.get(GRANT_HEADER))?.state]
  }
  expect(await ask('cta')).toMatchObject([{ variant: 'urgent', reason: 'STATIC' }, 'active'])
  expect(await ask('gate')).toMatchObject([{ variant: 'off' }, 'active'])
})

it.each([
  ['for nobody', { units: {} }, 'Name targetingKey or anonymousKey, or leave units out'],
  ['for no page', { origins: [] }, '$.origins'],
  ['for more than a day', { lifetimeMinutes: 2000 }, 'A grant works for 24 hours at most'],
  ['for no time', { lifetimeMinutes: 0 }, 'A grant works for a minute at least'],
])('is not issued %s', async (_, more, sentence) => {
  const answer = await service.send('POST', '/v1/grants', {
    as: 'qa',
    body: { environment: 'shop', overrides: { cta: 'urgent' }, ...more },
  })
  expect(answer.status).toBe(422)
  expect(await answer.text()).toContain(sentence)
})

describe('refuses, in a sentence and with every value as ever,', () => {
  const refused = async (token: string, options?: Parameters<typeof bulk>[1]) => {
    const { grant, flags, status } = await bulk(token, options)
    expect(status).toBe(200)
    expect(flags['cta']).toMatchObject({ variant: 'control' })
    expect(grant).toMatchObject({ state: 'refused', detail: expect.stringMatching(/^[A-Z].+\.$/) })
    return grant?.state === 'refused' ? grant.code : undefined
  }

  it.each([
    ['nothing', ''],
    ['a word', 'nonsense'],
    ['one without claims', `s1.e30.${'A'.repeat(86)}`],
    ['one without anything', 's1..'],
    ['one that is too long', `s1.${'A'.repeat(4_000)}.${'A'.repeat(86)}`],
  ])('what is no grant: %s', async (_, token) => {
    expect(await refused(token)).toBe('GRANT_INVALID')
  })

  it('one that was changed', async () => {
    const { token } = await issue()
    const [version, payload = '', signature] = token.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
    const forge = (more: object) =>
      [
        version,
        Buffer.from(JSON.stringify({ ...claims, ...more })).toString('base64url'),
        signature,
      ].join('.')
    expect(await refused(forge({ overrides: { gate: 'on' } }))).toBe('GRANT_FOREIGN')
    expect(await refused(forge({ expiresAt: 9e15 }))).toBe('GRANT_FOREIGN')
    expect(await refused(forge({ alg: 'none' }))).toBe('GRANT_FOREIGN')
    expect(await refused(`${version}.${payload}.${'A'.repeat(86)}`)).toBe('GRANT_FOREIGN')
  })

  it('one of another service', async () => {
    const other = await startTestService()
    const path = '/v1/environments/shop/ruleset'
    await other.send('PUT', path, { body: DOCUMENT, headers: { 'If-Match': '"0"' } })
    const body = { environment: 'shop', overrides: { cta: 'urgent' } }
    const answer = await other.send('POST', '/v1/grants', { body })
    const { token } = (await answer.json()) as Issued
    await other.close()
    expect(await refused(token)).toBe('GRANT_FOREIGN')
  })

  it('one of another environment', async () => {
    const { token } = await issue({ environment: 'other' })
    expect(await refused(token)).toBe('GRANT_ELSEWHERE')
  })

  it('one for other pages, also from a client that names none', async () => {
    const { token } = await issue({ origins: ['https://staging.example'] })
    expect(await refused(token)).toBe('GRANT_ELSEWHERE')
    const { token: own } = await issue({ origins: [ORIGIN] })
    expect((await bulk(own)).grant?.state).toBe('active')
    const nameless = await service.send('POST', BULK, {
      as: 'client',
      body: { context: {} },
      headers: { [GRANT_HEADER]: own },
    })
    expect(parseGrantAnswer(nameless.headers.get(GRANT_HEADER))).toMatchObject({
      code: 'GRANT_ELSEWHERE',
    })
  })

  it('one for other pages from a server that draws them, or that says nothing of its page', async () => {
    const { token } = await issue({ origins: [ORIGIN] })
    const ask = async (headers: Readonly<Record<string, string>>) => {
      const answer = await service.send('POST', BULK, {
        as: 'server',
        body: { context: { targetingKey: 'ada' } },
        headers: { ...headers, [GRANT_HEADER]: token },
      })
      return parseGrantAnswer(answer.headers.get(GRANT_HEADER))
    }
    expect(await ask({ Origin: ORIGIN })).toMatchObject({ state: 'active' })
    expect(await ask({})).toMatchObject({
      code: 'GRANT_ELSEWHERE',
      detail: `This grant is for pages of ${ORIGIN}. Whoever asks for one of them says so with the header Origin.`,
    })
    await service.send('PATCH', '/v1/environments/shop', {
      body: { settings: { allowedOrigins: [ORIGIN, 'https://staging.example'] } },
    })
    expect(await ask({ Origin: 'https://staging.example' })).toMatchObject({
      code: 'GRANT_ELSEWHERE',
    })
  })

  it('one for another person', async () => {
    const { token } = await issue({ units: { targetingKey: 'grace' } })
    expect(await refused(token)).toBe('GRANT_FOR_OTHERS')
    expect((await bulk(token, { context: { targetingKey: 'grace' } })).grant?.state).toBe('active')
  })

  it('one that was revoked', async () => {
    const { token, id } = await issue()
    expect((await bulk(token)).grant?.state).toBe('active')
    expect((await service.send('DELETE', `/v1/grants/${id}`, { as: 'qa' })).status).toBe(204)
    expect(await refused(token)).toBe('GRANT_REVOKED')
    expect((await service.send('DELETE', `/v1/grants/${id}`)).status).toBe(404)
  })

  it('all of them once the key is replaced', async () => {
    const { token } = await issue()
    expect((await service.send('POST', '/v1/grants/rotate-key')).status).toBe(204)
    expect(await refused(token)).toBe('GRANT_FOREIGN')
    expect((await bulk((await issue()).token)).grant?.state).toBe('active')
  })

  it('all of them once the environment takes none', async () => {
    const { token } = await issue()
    const body = { settings: { grantRoles: [] } }
    await service.send('PATCH', '/v1/environments/shop', { body })
    expect(await refused(token)).toBe('GRANTS_OFF')
  })

  it('one whose time is over, also when the clock was set back', async () => {
    const { token } = await issue({ lifetimeMinutes: 30 })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    vi.setSystemTime(Date.now() + 29 * 60_000)
    expect((await bulk(token)).grant?.state).toBe('active')
    vi.setSystemTime(Date.now() + 2 * 60_000)
    expect(await refused(token)).toBe('GRANT_EXPIRED')
    vi.setSystemTime(Date.now() + 60 * 60_000)
    expect(await refused(token)).toBe('GRANT_EXPIRED')
    vi.setSystemTime(Date.now() - 80 * 60_000)
    expect(await refused(token)).toBe('GRANT_EXPIRED')
  })
})

it('forces nothing that is off, fixed or gone, and says so for each', async () => {
  const { token } = await issue({ overrides: { gate: 'on', cta: 'urgent' } })
  const change = async (flag: string, body: object) =>
    service.send('PATCH', `/v1/environments/shop/flags/${flag}`, {
      body,
      headers: { 'Content-Type': 'application/merge-patch+json' },
    })
  await change('gate', { enabled: false })
  const { grant, flags } = await bulk(token)
  expect(flags['gate']).toMatchObject({ variant: 'off', reason: 'DISABLED' })
  expect(grant).toMatchObject({
    state: 'active',
    forced: { cta: 'urgent' },
    ignored: [
      { flag: 'gate', detail: 'The flag "gate" is off, and a grant forces nothing that is off.' },
    ],
  })
  await change('gate', { enabled: true, overridable: false })
  expect((await bulk(token)).grant).toMatchObject({
    ignored: [{ detail: 'The flag "gate" may not be overridden.' }],
  })
  await change('cta', { archived: true })
  expect((await bulk(token)).grant).toMatchObject({
    forced: {},
    ignored: [{ flag: 'gate' }, { detail: 'There is no flag "cta".' }],
  })
})

it('answers with a header that every proxy takes, however much it leaves alone', async () => {
  const keys = Array.from(
    { length: GRANT_LIMITS.flags },
    (_, number) => `a-flag-of-some-length-${number}`,
  )
  const put = async (version: number, flag: object) => {
    const answer = await service.send('PUT', '/v1/environments/shop/ruleset', {
      body: { ...DOCUMENT, flags: Object.fromEntries(keys.map((key) => [key, flag])) },
      headers: { 'If-Match': `"${version}"` },
    })
    expect(answer.status).toBe(200)
  }
  await put(1, {})
  const { token } = await issue({ overrides: Object.fromEntries(keys.map((key) => [key, 'on'])) })
  expect((await bulk(token)).grant).toMatchObject({ state: 'active', ignored: [] })
  await put(2, { enabled: false })
  const { grant } = await bulk(token)
  expect(grant).toMatchObject({ state: 'active', forced: {} })
  expect(encodeURIComponent(JSON.stringify(grant)).length).toBeLessThan(4_000)
})

it('ends for those who come when its link has got out', async () => {
  const { token } = await issue()
  const { book, uses } = service.store.grants
  const environment = service.store.live.get('shop') as LiveEnvironment
  const { apply } = createGrants({
    book,
    uses,
    clock: { now: Date.now },
    logger: silentLogger,
    pseudonyms: () => 'none',
  })
  const principal: Principal = { kind: 'client_key', id: 'k', name: 'k', environment: 'shop' }
  const stateFor = (targetingKey: string) => {
    const context = { targetingKey }
    const { header, forced } = apply({ token, principal, environment, context, page: ORIGIN })
    const answer = parseGrantAnswer(header)
    return [answer?.state === 'refused' ? answer.code : answer?.state, forced.size]
  }
  for (let person = 0; person < GRANT_LIMITS.people; person++) stateFor(`person-${person}`)
  expect(stateFor('person-0')).toEqual(['active', 1])
  expect(stateFor('one-more')).toEqual(['GRANT_OVERUSED', 0])
})

it('shows a client key no flag that is not for it', async () => {
  const { token } = await issue({ overrides: { inside: 'on' } })
  const { flags, grant } = await bulk(token)
  expect(flags['inside']).toBeUndefined()
  expect(grant).toMatchObject({ forced: {}, ignored: [{ detail: 'There is no flag "inside".' }] })
  const trusted = await bulk(token, { as: 'server' })
  expect(trusted.flags['inside']).toMatchObject({ value: true, metadata: { override: true } })
})

it('works on after a restart, but not from a database that went back', async () => {
  const { token } = await issue()
  const { dataDir } = service
  await service.store.close()
  const reopen = async (restored: boolean) => {
    const store = await openStore({ dataDir, logger: silentLogger, reserveBytes: 0, restored })
    const found = store.grants.book.find(token)
    await store.close()
    return typeof found === 'object' ? found.overrides : found
  }
  expect(await reopen(false)).toEqual({ cta: 'urgent' })
  expect(await reopen(true)).toBe('foreign')
  rmSync(`${dataDir}/grant-key.pem`)
  expect(await reopen(false)).toBe('foreign')
})
