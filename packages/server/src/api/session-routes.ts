import type { Context } from 'hono'
import { z } from 'zod'
import { actorOf } from '../audit/actor.ts'
import { digestOf } from '../auth/credential.ts'
import { hasRole, ROLES, type RolePrincipal } from '../auth/principal.ts'
import { HttpError } from '../http/http-error.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { createAttempts } from '../members/attempts.ts'
import { findMemberByName, principalOfMember, signInNameOf } from '../members/member-rows.ts'
import {
  hashPassword,
  isPassword,
  LONGEST_PASSWORD,
  SHORTEST_PASSWORD,
} from '../members/password.ts'
import { requireSameOrigin } from '../members/same-origin.ts'
import { cookieHeader, readCookie } from '../members/session-cookie.ts'
import type { Unit } from '../store/unit.ts'
import { answer } from './answer.ts'
import type { MemberDeps } from './member-deps.ts'

const TAG = 'Members'
const path = '/v1/session'

/** Attempts a minute: for one name, and from one address. */
const PER_NAME = 10
const PER_ADDRESS = 60

const whoSchema = z
  .object({
    kind: z.enum(['member', 'token']),
    id: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
  })
  .meta({ id: 'SignedIn' })

const readRoute = {
  method: 'get',
  path,
  permission: 'rules:read',
  scope: 'service',
  tag: TAG,
  summary: 'See who is signed in',
  query: z.strictObject({}),
  answers: { 200: { description: 'Who asks.', schema: whoSchema } },
} satisfies RouteDefinition

const startRoute = {
  method: 'post',
  path,
  permission: 'public',
  scope: 'service',
  tag: TAG,
  summary: 'Sign in',
  description:
    'With a name and a password, or with a token. Answers a cookie that works for twelve hours on every route that a token works on.',
  query: z.strictObject({}),
  body: {
    schema: z
      .union([
        z.strictObject({
          name: z.string().min(1).max(100),
          password: z.string().min(1).max(LONGEST_PASSWORD),
        }),
        z.strictObject({ token: z.string().min(1).max(128) }),
      ])
      .meta({ id: 'SignIn' }),
  },
  answers: {
    200: {
      description: 'Who signed in.',
      schema: whoSchema,
      headers: { 'Set-Cookie': 'The session.' },
    },
    403: { description: 'It came from a page of another site.' },
    422: { description: 'The name and the password do not fit, or the token does not work.' },
    429: { description: 'That was tried too often.' },
  },
} satisfies RouteDefinition

const endRoute = {
  method: 'delete',
  path,
  permission: 'public',
  scope: 'service',
  tag: TAG,
  summary: 'Sign out',
  description: 'The session ends at once, also where its cookie was copied to.',
  query: z.strictObject({}),
  answers: {
    204: { description: 'Nobody is signed in.', headers: { 'Set-Cookie': 'Takes it away.' } },
    403: { description: 'It came from a page of another site.' },
  },
} satisfies RouteDefinition

const acceptRoute = {
  method: 'post',
  path: '/v1/invitations/accept',
  permission: 'public',
  scope: 'service',
  tag: TAG,
  summary: 'Accept an invitation',
  description: 'Sets the password and signs in. The link works one time.',
  query: z.strictObject({}),
  body: {
    schema: z
      .strictObject({
        token: z.string().min(1).max(128).describe('What follows `#` in the link.'),
        password: z
          .string()
          .min(SHORTEST_PASSWORD, `Use at least ${SHORTEST_PASSWORD} characters.`)
          .max(LONGEST_PASSWORD),
      })
      .meta({ id: 'AcceptedInvitation' }),
  },
  answers: {
    200: {
      description: 'Who signed in.',
      schema: whoSchema,
      headers: { 'Set-Cookie': 'The session.' },
    },
    403: { description: 'It came from a page of another site.' },
    404: { description: 'The invitation is unknown, used or too old.' },
    429: { description: 'That was tried too often.' },
  },
} satisfies RouteDefinition

/** Registers signing in and out. */
export function registerSessionRoutes(router: Router, deps: MemberDeps): void {
  const { store, sessions, publicUrl, now } = deps
  const byName = createAttempts(PER_NAME, now)
  const byAddress = createAttempts(PER_ADDRESS, now)

  const begin = async (unit: Unit, principal: RolePrincipal): Promise<string | undefined> => {
    await unit.audit({
      environment: null,
      actor: actorOf(principal),
      action: 'session.start',
      subject: principal.id,
      reason: null,
      before: null,
      after: null,
    })
    return principal.kind === 'member' ? sessions.start(unit, principal) : undefined
  }

  router.route(readRoute, ({ principal }) => {
    if (!hasRole(principal)) throw new Error('a key came through to a route of the whole service')
    return answer(who(principal))
  })

  router.route(startRoute, async ({ c, body }) => {
    requireSameOrigin(c, publicUrl, false)
    byAddress.count(addressOf(c))
    if ('token' in body) {
      const principal = store.credentials.authenticate(body.token)
      if (!hasRole(principal)) throw refused('This token does not work here.')
      await store.write(async (unit) => begin(unit, principal))
      return answer(who(principal), 200, cookieHeader(c, body.token))
    }
    byName.count(signInNameOf(body.name))
    const row = await store.read(async (db) => findMemberByName(db, body.name))
    if (!(await isPassword(body.password, row?.password ?? null)) || row === undefined)
      throw refused('The name and the password do not fit.')
    const principal = await store.write(async (unit) => {
      // Looked at again: it took a while, and the member may be gone or have another password.
      const now = await findMemberByName(unit.db, body.name)
      if (now === undefined || now.password !== row.password)
        throw refused('The name and the password do not fit.')
      const found = principalOfMember(now)
      return { found, secret: await begin(unit, found) }
    })
    return answer(who(principal.found), 200, cookieHeader(c, principal.secret))
  })

  router.route(endRoute, async ({ c }) => {
    requireSameOrigin(c, publicUrl, false)
    const secret = readCookie(c)
    const session = secret === undefined ? undefined : sessions.book.find(secret)
    if (session !== undefined) {
      await store.write(async (unit) => {
        await unit.db.deleteFrom('sessions').where('id', '=', session.id).execute()
        await unit.audit({
          environment: null,
          actor: actorOf(session.principal),
          action: 'session.end',
          subject: session.principal.id,
          reason: null,
          before: null,
          after: null,
        })
        unit.afterCommit(() => sessions.book.end(session.id))
      })
    }
    return new Response(null, {
      status: 204,
      headers: { 'Cache-Control': 'no-store', ...cookieHeader(c, undefined) },
    })
  })

  router.route(acceptRoute, async ({ c, body }) => {
    requireSameOrigin(c, publicUrl, false)
    byAddress.count(addressOf(c))
    const digest = digestOf(body.token).toString('hex')
    const invited = async (db: Unit['db'], at: number) =>
      db
        .selectFrom('members')
        .selectAll()
        .where('invitation_digest', '=', digest)
        .where('invitation_until', '>', at)
        .executeTakeFirst()
    // Before the password costs anything.
    const known = await store.write(async (unit) => invited(unit.db, unit.now))
    if (known === undefined) throw unknownInvitation()
    if (isNameOf(known.name, body.password)) {
      throw new HttpError(
        'INVALID_REQUEST',
        'The password is your user name, which everybody knows. Choose another one.',
        { status: 422 },
      )
    }
    const password = await hashPassword(body.password)
    const joined = await store.write(async (unit) => {
      const row = await invited(unit.db, unit.now)
      if (row === undefined) throw unknownInvitation()
      await unit.db
        .updateTable('members')
        .set({ password, invitation_digest: null, invitation_until: null })
        .where('id', '=', row.id)
        .execute()
      // Whoever knew the old password is out.
      await unit.db.deleteFrom('sessions').where('member', '=', row.id).execute()
      unit.afterCommit(() => sessions.book.endAll(row.id))
      const found = principalOfMember(row)
      await unit.audit({
        environment: null,
        actor: actorOf(found),
        action: 'member.join',
        subject: row.id,
        reason: null,
        before: null,
        after: { id: row.id, name: row.name, role: row.role },
      })
      return { found, secret: await begin(unit, found) }
    })
    return answer(who(joined.found), 200, cookieHeader(c, joined.secret))
  })
}

/** Whether a password is a name, in whatever case and with whatever space around it. */
function isNameOf(name: string, password: string): boolean {
  const [one, other] = [name, password].map((text) => text.normalize('NFKC').trim().toLowerCase())
  return one === other
}

function who({ kind, id, name, role }: RolePrincipal) {
  return { kind, id, name, role }
}

// One sentence for every cause, so that nobody learns who is a member.
function refused(message: string): HttpError {
  return new HttpError('SIGN_IN_REFUSED', message, { status: 422 })
}

function unknownInvitation(): HttpError {
  return new HttpError(
    'INVITATION_NOT_FOUND',
    'This invitation was used, is older than a week, or was replaced by another. Ask for a new one.',
    { status: 404 },
  )
}

/** Where a request comes from; behind a proxy, the proxy. */
function addressOf(c: Context): string {
  const env = c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined
  return env?.incoming?.socket?.remoteAddress ?? 'unknown'
}
