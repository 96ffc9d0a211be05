import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { actorOf } from '../audit/actor.ts'
import { digestOf } from '../auth/credential.ts'
import { ROLES, type Role } from '../auth/principal.ts'
import { HttpError } from '../http/http-error.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { findMemberByName, signInNameOf, type MemberRow } from '../members/member-rows.ts'
import { answer } from './answer.ts'
import { credentialName } from './credential-name.ts'
import { onceHeaders, reasonHeaders } from './headers.ts'
import { repeatable } from './idempotency.ts'
import { principalOf } from './live-environment.ts'
import type { MemberDeps } from './member-deps.ts'
import { reasonOfHeader } from './reason.ts'
import { ownerOf } from './star-owner.ts'

const TAG = 'Members'
const path = '/v1/members'
const INVITATION_MS = 7 * 24 * 60 * 60 * 1000

const memberSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    joined: z.boolean().describe('Whether there is a password by now.'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Member' })

const listRoute = {
  method: 'get',
  path,
  permission: 'members:manage',
  scope: 'service',
  tag: TAG,
  summary: 'List the members',
  description: 'By name. Those who were invited and have not come yet are among them.',
  query: z.strictObject({}),
  answers: {
    200: {
      description: 'The members.',
      schema: z.object({ items: z.array(memberSchema) }).meta({ id: 'MemberList' }),
    },
  },
} satisfies RouteDefinition

const inviteRoute = {
  method: 'post',
  path,
  permission: 'members:manage',
  scope: 'service',
  tag: TAG,
  summary: 'Invite a member',
  description:
    'Makes a link by which one person sets a password, within seven days and one time. Inviting somebody again makes a new link, for a new password, and gives the role; where the role changes, their sessions end.',
  query: z.strictObject({}),
  headers: onceHeaders,
  body: {
    schema: z
      .strictObject({
        name: credentialName.describe('What they sign in with, such as an e-mail address.'),
        role: z.enum(ROLES).default('viewer'),
      })
      .meta({ id: 'Invitation' }),
  },
  answers: {
    201: {
      description: 'The member, with the link this one time.',
      schema: memberSchema
        .extend({ link: z.string().optional(), until: z.iso.datetime() })
        .meta({ id: 'InvitedMember' }),
    },
  },
} satisfies RouteDefinition

const removeRoute = {
  method: 'delete',
  path: `${path}/{id}`,
  permission: 'members:manage',
  scope: 'service',
  tag: TAG,
  summary: 'Remove a member',
  description: 'Their sessions end at once. What they did stays in the audit log.',
  params: z.object({ id: z.string().max(64) }),
  query: z.strictObject({}),
  headers: reasonHeaders,
  answers: {
    204: { description: 'The member cannot sign in any more.' },
    404: { description: 'There is no such member.' },
  },
} satisfies RouteDefinition

/** Registers who may sign in. */
export function registerMemberRoutes(router: Router, deps: MemberDeps): void {
  const { store, once, sessions, publicUrl } = deps

  router.route(listRoute, async () => {
    const rows = await store.read(async (db) =>
      db.selectFrom('members').selectAll().orderBy('sign_in_name').execute(),
    )
    return answer({ items: rows.map(memberAnswer) })
  })

  router.route(inviteRoute, async ({ c, principal, headers, body }) => {
    const request = repeatable({ c, principal, headers, body })
    return once(request, async (unit) => {
      const actor = actorOf(principalOf(principal))
      const token = randomBytes(32).toString('base64url')
      const until = unit.now + INVITATION_MS
      const known = await findMemberByName(unit.db, body.name)
      const invitation = {
        role: body.role,
        invitation_digest: digestOf(token).toString('hex'),
        invitation_until: until,
        // The way out for somebody who has another account elsewhere now.
        openid_subject: null,
      }
      const row: MemberRow = {
        id: randomBytes(8).toString('hex'),
        name: body.name,
        sign_in_name: signInNameOf(body.name),
        password: null,
        created_at: unit.now,
        created_by: JSON.stringify(actor),
        ...known,
        ...invitation,
      }
      if (known === undefined) await unit.db.insertInto('members').values(row).execute()
      else await unit.db.updateTable('members').set(invitation).where('id', '=', row.id).execute()
      if (known !== undefined && known.role !== body.role) {
        await unit.db.deleteFrom('sessions').where('member', '=', row.id).execute()
        unit.afterCommit(() => sessions.book.endAll(row.id))
      }
      await unit.audit({
        environment: null,
        actor,
        action: 'member.invite',
        subject: row.id,
        reason: reasonOfHeader(headers['sluice-reason']),
        before: known === undefined ? null : summary(known),
        after: summary(row),
      })
      const base = (publicUrl ?? new URL(c.req.url).origin).replace(/\/+$/, '')
      return {
        status: 201,
        body: { ...memberAnswer(row), until: new Date(until).toISOString() },
        // In the fragment, which browsers send to nobody.
        secret: { link: `${base}/invite#${token}` },
      }
    })
  })

  router.route(removeRoute, async ({ principal, params: { id }, headers }) => {
    await store.write(async (unit) => {
      const row = await unit.db
        .selectFrom('members')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst()
      if (row === undefined)
        throw new HttpError('MEMBER_NOT_FOUND', 'There is no such member.', { status: 404 })
      await unit.db.deleteFrom('sessions').where('member', '=', id).execute()
      await unit.db.deleteFrom('stars').where('owner', '=', ownerOf('member', id)).execute()
      await unit.db.deleteFrom('members').where('id', '=', id).execute()
      await unit.audit({
        environment: null,
        actor: actorOf(principalOf(principal)),
        action: 'member.remove',
        subject: id,
        reason: reasonOfHeader(headers['sluice-reason']),
        before: summary(row),
        after: null,
      })
      unit.afterCommit(() => sessions.book.endAll(id))
    })
    return new Response(null, { status: 204 })
  })
}

function memberAnswer({ id, name, role, password, created_at: createdAt }: MemberRow) {
  return {
    id,
    name,
    role: role as Role,
    joined: password !== null,
    createdAt: new Date(createdAt).toISOString(),
  }
}

function summary({ id, name, role }: MemberRow) {
  return { id, name, role }
}
