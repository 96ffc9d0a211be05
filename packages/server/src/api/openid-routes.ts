import type { Context } from 'hono'
import { z } from 'zod'
import { actorOf } from '../audit/actor.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { findMemberByName, principalOfMember } from '../members/member-rows.ts'
import { flowCookie, readFlow } from '../members/openid/flow-cookie.ts'
import type { OpenIdPerson } from '../members/openid/openid.ts'
import { cookieHeader } from '../members/session-cookie.ts'
import { answer } from './answer.ts'
import type { MemberDeps } from './member-deps.ts'

const path = '/v1/session/openid'

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
  query: z.strictObject({}),
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

  router.route(beginRoute, async ({ c }) => {
    const { url, secret } = await openId.begin(`${originOf(c, publicUrl)}${path}/callback`)
    return goTo(url.href, flowCookie(c, secret))
  })

  router.route(endRoute, async ({ c }) => {
    const secret = readFlow(c)
    const ended = flowCookie(c, undefined)
    const person =
      secret === undefined ? undefined : await openId.finish(secret, new URL(c.req.url).search)
    if (person === undefined) return goTo('/sign-in?refused=failed', ended)
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
    if (session === undefined) return goTo('/sign-in?refused=not_invited', ended)
    return goTo('/', ended, cookieHeader(c, session)['Set-Cookie'] ?? '')
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
