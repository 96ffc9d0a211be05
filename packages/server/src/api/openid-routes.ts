import type { Context } from 'hono'
import { z } from 'zod'
import { actorOf } from '../audit/actor.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { findMemberByName, principalOfMember } from '../members/member-rows.ts'
import { flowCookie, nextCookies, readFlow, readNext } from '../members/openid/flow-cookie.ts'
import type { OpenIdPerson } from '../members/openid/openid.ts'
import { wayInside } from '../members/openid/way-inside.ts'
import { cookieHeader } from '../members/session-cookie.ts'
import { answer } from './answer.ts'
import type { MemberDeps } from './member-deps.ts'

const path = '/v1/session/openid'

/** A cookie of more than 4,096 bytes is kept by no browser, and escapes take three. */
const MOST_NEXT = 1_000

const shared = {
  method: 'get',
  permission: 'public',
  scope: 'service',
  tag: 'Members',
} as const

const methodsRoute = {
  ...shared,
  path: '/v1/session/methods',
  summary: 'See how one can sign in',
  description: 'Beside a name with a password, and a token.',
  query: z.strictObject({}),
  answers: {
    200: {
      description: 'The ways.',
      schema: z
        .object({
          openId: z
            .object({ name: z.string() })
            .nullable()
            .describe('The provider of OpenID Connect; `null` where there is none.'),
        })
        .meta({ id: 'SignInMethods' }),
    },
  },
} satisfies RouteDefinition

const beginRoute = {
  ...shared,
  path,
  summary: 'Sign in by OpenID Connect',
  description: 'For a browser: sends it to the provider, with PKCE.',
  query: z.strictObject({
    next: z
      .string()
      .max(MOST_NEXT)
      .optional()
      .describe('Where to go afterwards: a path of the console. Another address is not gone to.'),
  }),
  answers: {
    302: { description: 'Go to the provider.', headers: { Location: 'Of the provider.' } },
    404: { description: 'There is no provider.' },
    503: { description: 'The provider does not answer now.' },
  },
} satisfies RouteDefinition

const endRoute = {
  ...shared,
  path: `${path}/callback`,
  summary: 'Come back from the provider',
  description:
    'Where the provider sends the browser. Whoever was invited under an address that the provider has verified is signed in.',
  // Providers add members of their own.
  query: z.looseObject({}),
  answers: {
    302: {
      description: 'Go to the console, or to its sign-in page with what was `refused`.',
      headers: { Location: 'Of the console.', 'Set-Cookie': 'The session.' },
    },
    404: { description: 'There is no provider.' },
    503: { description: 'The provider does not answer now.' },
  },
} satisfies RouteDefinition

/** Registers signing in with an account that people have elsewhere. */
export function registerOpenIdRoutes(router: Router, deps: MemberDeps): void {
  const { store, sessions, publicUrl, openId } = deps
  router.route(methodsRoute, () =>
    answer({ openId: openId === undefined ? null : { name: openId.name } }),
  )
  if (openId === undefined) return

  router.route(beginRoute, async ({ c, query: { next } }) => {
    const { url, secret } = await openId.begin(`${originOf(c, publicUrl)}${path}/callback`)
    const way = next === undefined ? undefined : wayInside(next)
    return goTo(url.href, flowCookie(c, secret), ...nextCookies(c, way))
  })

  router.route(endRoute, async ({ c }) => {
    const secret = readFlow(c)
    const next = readNext(c)
    const ended = [flowCookie(c, undefined), ...nextCookies(c, undefined)]
    const refuse = (refused: string): Response => {
      const again = next === undefined ? '' : `&next=${encodeURIComponent(next)}`
      return goTo(`/sign-in?refused=${refused}${again}`, ...ended)
    }
    const person =
      secret === undefined ? undefined : await openId.finish(secret, new URL(c.req.url).search)
    if (person === undefined) return refuse('failed')
    const session = await store.write(async (unit) => {
      const member = await findMemberByName(unit.db, person.email)
      if (member === undefined || !isTheirs(member.openid_subject, person)) return undefined
      if (member.openid_subject === null) {
        await unit.db
          .updateTable('members')
          .set({ openid_subject: person.subject })
          .where('id', '=', member.id)
          .execute()
      }
      const principal = principalOfMember(member)
      await unit.audit({
        environment: null,
        actor: actorOf(principal),
        action: 'session.start',
        subject: principal.id,
        reason: null,
        before: null,
        after: { by: openId.name },
      })
      return sessions.start(unit, principal)
    })
    if (session === undefined) return refuse('not_invited')
    return goTo(next ?? '/', ...ended, cookieHeader(c, session)['Set-Cookie'] ?? '')
  })
}

/** Once somebody came, the address belongs to their account: it may be given to another one later. */
function isTheirs(known: string | null, { subject }: OpenIdPerson): boolean {
  return known === null || known === subject
}

function originOf(c: Context, publicUrl: string | undefined): string {
  return (publicUrl ?? new URL(c.req.url).origin).replace(/\/+$/, '')
}

function goTo(location: string, ...cookies: string[]): Response {
  const headers = new Headers({ Location: location, 'Cache-Control': 'no-store' })
  for (const cookie of cookies) headers.append('Set-Cookie', cookie)
  return new Response(null, { status: 302, headers })
}
