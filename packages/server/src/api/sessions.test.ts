import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from './test-service.ts'

const NAME = 'Ada@shop.example'
const PASSWORD = 'water runs downhill'
const OWN = { 'Sec-Fetch-Site': 'same-origin' }

let service: TestService
let now = Date.parse('2026-11-26T10:00:00Z')

beforeEach(async () => {
  service = await startTestService({ now: () => now })
})
afterEach(async () => service.close())

async function invite(role = 'editor', name = NAME): Promise<string> {
  const answer = await service.send('POST', '/v1/members', { body: { name, role } })
  expect(answer.status).toBe(201)
  const { link } = (await answer.json()) as { link: string }
  expect(link).toMatch(/^http:\/\/localhost\/invite#[A-Za-z0-9_-]{43}$/)
  return link.split('#')[1] ?? ''
}

const post = async (path: string, body: unknown, headers: Record<string, string> = OWN) =>
  service.send('POST', path, { as: 'nobody', body, headers })
const accept = async (token: string, password = PASSWORD) =>
  post('/v1/invitations/accept', { token, password })
const signIn = async (password = PASSWORD, name = NAME) => post('/v1/session', { name, password })

function cookieOf(answer: Response): string {
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

const ask = async (method: string, path: string, cookie: string, headers = {}, body?: unknown) =>
  service.send(method, path, { as: 'nobody', body, headers: { cookie, ...OWN, ...headers } })

async function join(role = 'editor'): Promise<string> {
  const answer = await accept(await invite(role))
  expect(answer.status).toBe(200)
  return cookieOf(answer)
}

it('lets an invited person choose a password, one time, and signs them in', async () => {
  const token = await invite('editor')
  const answer = await accept(token)
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ kind: 'member', name: NAME, role: 'editor' })
  expect(answer.headers.get('set-cookie')).toMatch(
    /^sluice_session=\S{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
  )
  expect((await ask('GET', '/v1/environments', cookieOf(answer))).status).toBe(200)
  expect((await accept(token, 'another password')).status).toBe(404)
})

it('knows nothing of an invitation after a week', async () => {
  const token = await invite()
  now += 7 * 24 * 60 * 60 * 1000
  expect((await accept(token)).status).toBe(404)
})

it('signs in by name, in whatever case, and password', async () => {
  await join()
  expect((await signIn(PASSWORD, NAME.toUpperCase())).status).toBe(200)
  expect((await signIn('another password')).status).toBe(422)
})

it('answers the same for a wrong password and for nobody', async () => {
  await join()
  const [wrong, nobody] = [await signIn('wrong'), await signIn('wrong', 'nobody')]
  expect([wrong.status, nobody.status]).toEqual([422, 422])
  expect(await wrong.json()).toEqual(await nobody.json())
})

it('keeps no password and no secret of a session in the clear', async () => {
  const cookie = await join()
  const rows = await service.store.read(async (db) => ({
    members: await db.selectFrom('members').selectAll().execute(),
    sessions: await db.selectFrom('sessions').selectAll().execute(),
    audit: await db.selectFrom('audit').selectAll().execute(),
  }))
  const kept = JSON.stringify(rows)
  expect(rows.members[0]?.password).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/)
  expect(kept).not.toContain(PASSWORD)
  expect(kept).not.toContain(cookie.split('=')[1])
})

it('is a secure cookie everywhere but on this machine', async () => {
  await join()
  const answer = await post(
    '/v1/session',
    { name: NAME, password: PASSWORD },
    { ...OWN, host: 'gates.shop.example' },
  )
  expect(answer.headers.get('set-cookie')).toMatch(/^__Host-sluice_session=.*; Secure$/)
})

it('ends a session when its holder signs out, also where the cookie was copied to', async () => {
  const cookie = await join()
  const answer = await ask('DELETE', '/v1/session', cookie)
  expect(answer.status).toBe(204)
  expect(answer.headers.get('set-cookie')).toMatch(/^sluice_session=; .*Max-Age=0/)
  expect((await ask('GET', '/v1/session', cookie)).status).toBe(401)
})

it('ends a session after twelve hours', async () => {
  const cookie = await join()
  now += 12 * 60 * 60 * 1000
  expect((await ask('GET', '/v1/session', cookie)).status).toBe(401)
})

it('remembers sessions over a restart', async () => {
  const cookie = await join()
  const { openSessions } = await import('../members/sessions.ts')
  const { book } = await openSessions(service.store, { now: () => now, publicUrl: undefined })
  expect(book.find(cookie.split('=')[1] ?? '')?.principal).toMatchObject({ name: NAME })
})

it('ends the sessions of a member who is removed or gets another role', async () => {
  const cookie = await join('editor')
  await invite('viewer')
  expect((await ask('GET', '/v1/session', cookie)).status).toBe(401)
  const again = cookieOf(await signIn())
  expect((await ask('GET', '/v1/session', again)).status).toBe(200)
  const { items } = (await (await service.send('GET', '/v1/members')).json()) as {
    items: { id: string; role: string; joined: boolean }[]
  }
  expect(items).toMatchObject([{ role: 'viewer', joined: true }])
  expect((await service.send('DELETE', `/v1/members/${items[0]?.id}`)).status).toBe(204)
  expect((await ask('GET', '/v1/session', again)).status).toBe(401)
  expect((await signIn()).status).toBe(422)
})

it('gives a session what its role may, and no more', async () => {
  const cookie = await join('viewer')
  expect((await ask('GET', '/v1/environments/shop/ruleset', cookie)).status).toBe(200)
  expect((await ask('GET', '/v1/tokens', cookie)).status).toBe(403)
  expect(
    (await ask('PATCH', '/v1/environments/shop/flags/a', cookie, {}, { enabled: false })).status,
  ).toBe(403)
})

it('signs in with a token, and ends with it', async () => {
  const answer = await post('/v1/session', { token: service.credentials.auditor })
  const cookie = cookieOf(answer)
  expect((await ask('GET', '/v1/session', cookie)).status).toBe(200)
  const { id } = (await answer.json()) as { id: string }
  expect((await service.send('DELETE', `/v1/tokens/${id}`)).status).toBe(204)
  expect((await ask('GET', '/v1/session', cookie)).status).toBe(401)
  expect((await post('/v1/session', { token: service.credentials.client })).status).toBe(422)
})

describe('of another site', () => {
  it.each([
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { 'Sec-Fetch-Site': 'none' },
  ])('refuses a change with our cookie that says %o', async (headers) => {
    const cookie = await join('admin')
    const answer = await ask('POST', '/v1/environments', cookie, headers, { key: 'third' })
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ code: 'CROSS_SITE' })
    expect(service.store.live.get('third')).toBeUndefined()
  })

  it.each([undefined, 'https://evil.example', 'null'])(
    'refuses a change whose browser tells nothing but the origin %s',
    async (origin) => {
      const cookie = await join('admin')
      const answer = await service.send('POST', '/v1/environments', {
        as: 'nobody',
        body: { key: 'third' },
        headers: { cookie, ...(origin !== undefined && { origin }) },
      })
      expect(answer.status).toBe(403)
    },
  )

  it('refuses to sign somebody in from there, and takes no form', async () => {
    await join()
    const body = { name: NAME, password: PASSWORD }
    expect((await post('/v1/session', body, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
    const form = await service.send('POST', '/v1/session', {
      as: 'nobody',
      body: JSON.stringify(body),
      headers: { ...OWN, 'Content-Type': 'text/plain' },
    })
    expect(form.status).toBe(415)
  })
})

it('keeps no event of a page on the same site back, which sends our cookie along', async () => {
  const cookie = await join('admin')
  const send = async (headers: Record<string, string>): Promise<number> => {
    const answer = await service.send('POST', '/v1/events', {
      as: 'client',
      body: { events: [] },
      headers,
    })
    return answer.status
  }
  const without = await send({})
  expect(await send({ cookie, 'Sec-Fetch-Site': 'same-site' })).toBe(without)
  const unsigned = await ask('POST', '/v1/events', cookie, { 'Sec-Fetch-Site': 'same-site' }, {})
  expect(await unsigned.json()).not.toMatchObject({ code: 'CROSS_SITE' })
})

it('slows down whoever guesses, by name', async () => {
  for (let attempt = 0; attempt < 10; attempt++) {
    expect((await signIn('wrong', 'grace')).status).toBe(422)
  }
  const answer = await signIn('wrong', 'Grace')
  expect(answer.status).toBe(429)
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  now += 60_000
  expect((await signIn('wrong', 'grace')).status).toBe(422)
})

it('writes down who was invited, came, went and was removed', async () => {
  const cookie = await join()
  await ask('DELETE', '/v1/session', cookie)
  const rows = await service.store.read(async (db) =>
    db.selectFrom('audit').select('entry').orderBy('seq').execute(),
  )
  const entries = rows.map(({ entry }) => JSON.parse(entry) as { action: string; actor: object })
  expect(entries.slice(-4).map(({ action }) => action)).toEqual([
    'member.invite',
    'member.join',
    'session.start',
    'session.end',
  ])
  expect(entries.at(-1)?.actor).toMatchObject({ kind: 'member', name: NAME, role: 'editor' })
})

it.each([NAME, ` ${NAME.toUpperCase()}`])(
  'refuses the user name as a password, and keeps the invitation: %j',
  async (password) => {
    const token = await invite()
    const answer = await accept(token, password)
    expect([answer.status, await answer.json()]).toMatchObject([
      422,
      { detail: expect.stringContaining('The password is your user name') },
    ])
    expect((await accept(token)).status).toBe(200)
  },
)

it.each(['short', 'x'.repeat(257)])('refuses the password %.10s', async (password) => {
  expect((await accept(await invite(), password)).status).toBe(422)
})
