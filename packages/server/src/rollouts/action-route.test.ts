import { parsePlan } from '@sluice/rollout/schema'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { applyEvent } from './apply-event.ts'
import { createRollout } from './create-rollout.ts'
import { look, PLAN, startRolloutService, type RolloutService } from './testing/rollout-service.ts'

let service: RolloutService
beforeEach(async () => {
  service = await startRolloutService()
})
afterEach(async () => service.close())

const PATH = '/v1/environments/shop/rollouts'
const OWN = { 'Sec-Fetch-Site': 'same-origin' }

interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

const send = async (
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const as = headers['cookie'] === undefined ? 'admin' : 'nobody'
  const answer = await service.send(method, path, { as, body, headers })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}
const act = async (id: string, body: object, headers = {}, query = ''): Promise<Answer> =>
  send('POST', `${PATH}/${id}/actions${query}`, body, headers)
const tagOf = async (id: string): Promise<string> =>
  String((await send('GET', `${PATH}/${id}`)).body['etag'])

/** Starts a rollout past the check of its surroundings, which has tests of its own. */
async function started(author = 'the-author'): Promise<string> {
  const { id } = await service.store.write(async (unit) =>
    createRollout(unit, {
      environment: 'shop',
      settings: { protected: false, allowedOrigins: [], requireOwner: false },
      plan: parsePlan(PLAN),
      actor: { kind: 'member', id: author, name: 'Ann', role: 'releaser' },
      reason: null,
    }),
  )
  await applyEvent(service.store, {
    environment: 'shop',
    id,
    event: (_, { now }) => ({
      kind: 'start',
      at: now,
      by: { id: 'starter', name: 'Sam' },
      versionBefore: service.store.live.get('shop')?.ruleset.version ?? 0,
    }),
  })
  return id
}

describe('with If-Match', () => {
  it('acts on what was looked at, however many looks the machine has taken since', async () => {
    const id = await started()
    const etag = await tagOf(id)
    service.sees(look(50, [1, 1]))
    await service.ticks(3)
    expect(await tagOf(id)).toBe(etag)
    const { status, body } = await act(id, { action: 'pause' }, { 'If-Match': etag })
    expect([status, body['state']]).toEqual([200, 'paused'])
  })

  it('refuses what was meant for another place, and does nothing', async () => {
    const id = await started()
    const etag = await tagOf(id)
    await act(id, { action: 'pause' })
    const { status, body } = await act(id, { action: 'advance' }, { 'If-Match': etag })
    expect([status, body['code']]).toEqual([412, 'ROLLOUT_CHANGED'])
    expect(await service.show(id)).toMatchObject({ state: 'paused', step: { name: 'canary' } })
  })

  it('refuses when somebody else has changed the flag, before any look has seen that', async () => {
    const id = await started()
    const etag = await tagOf(id)
    await service.send('PATCH', '/v1/environments/shop/flags/checkout', {
      body: { enabled: false },
    })
    const { status } = await act(id, { action: 'advance' }, { 'If-Match': etag })
    expect(status).toBe(412)
  })

  it('leaves alone who only corrects a title', async () => {
    const id = await started()
    const etag = await tagOf(id)
    await service.send('PATCH', '/v1/environments/shop/flags/checkout', { body: { title: 'Pay' } })
    expect(await tagOf(id)).toBe(etag)
  })
})

it('does the same request with the same key once', async () => {
  const id = await started()
  const etag = await tagOf(id)
  const headers = { 'If-Match': etag, 'Idempotency-Key': 'press-1' }
  const [first, second] = [
    await act(id, { action: 'pause', reason: 'lunch' }, headers),
    await act(id, { action: 'pause', reason: 'lunch' }, headers),
  ]
  expect([first.status, second.status]).toEqual([200, 200])
  expect(second.body).toEqual(first.body)
  const { items } = (await send('GET', `${PATH}/${id}/decisions`)).body as {
    items: { outcome: string }[]
  }
  expect(items.filter(({ outcome }) => outcome === 'pause')).toHaveLength(1)
})

describe('as a dry run', () => {
  it('shows the flag as it is and as it would be, and changes nothing', async () => {
    const id = await started()
    const before = await service.show(id)
    const { status, body } = await act(id, { action: 'roll_back' }, {}, '?dryRun=true')
    expect(status).toBe(200)
    expect(body).toMatchObject({ outcome: 'roll_back', etag: await tagOf(id) })
    const shareOf = (flag: unknown): unknown =>
      (flag as { rules: { serve: { coverageBps?: number } }[] }).rules[0]?.serve.coverageBps
    expect([shareOf(body['before']), shareOf(body['after'])]).toEqual([200, 0])
    expect(await service.show(id)).toEqual(before)
    expect(service.store.live.get('shop')?.ruleset.version).toBe(before.version)
  })

  it('tells why it would be refused', async () => {
    const id = await started()
    const { body } = await act(id, { action: 'advance' }, {}, '?dryRun=true')
    expect(body).toMatchObject({
      outcome: 'refused',
      rule: '"half" begins when somebody else than Ann approves it (the owner).',
    })
    expect(body['after']).toEqual(body['before'])
  })

  it('takes the permission that the action takes', async () => {
    const id = await started()
    const answer = await service.send('POST', `${PATH}/${id}/actions?dryRun=true`, {
      as: 'approver',
      body: { action: 'advance' },
    })
    expect(answer.status).toBe(403)
  })
})

it('tells each role what it may do to a rollout as it stands', async () => {
  const id = await started()
  const actionsOf = async (as: 'viewer' | 'releaser' | 'approver' | 'admin'): Promise<unknown> => {
    const answer = await service.send('GET', `${PATH}/${id}`, { as })
    return ((await answer.json()) as { actions: unknown }).actions
  }
  expect(await actionsOf('viewer')).toEqual([])
  expect(await actionsOf('releaser')).toEqual(['advance', 'pause', 'roll_back', 'abort'])
  expect(await actionsOf('approver')).toEqual(['approve', 'pause', 'roll_back', 'abort'])
  await service.act(id, { action: 'pause' })
  expect(await actionsOf('releaser')).toEqual(['resume', 'advance', 'roll_back', 'abort'])
})

describe('looks', () => {
  it('are kept with their intervals, oldest first, and read on from a moment', async () => {
    const id = await started()
    service.sees(look(500, [5, 5]))
    await service.ticks(3)
    const { items } = (await send('GET', `${PATH}/${id}/looks`)).body as {
      items: { at: number; units: object; guardrails: object[] }[]
    }
    expect(items).toHaveLength(3)
    expect(items[0]).toMatchObject({
      state: 'running',
      step: 0,
      rule: 'It is not ruled out yet that crash_rate is worse.',
      units: { control: 500, treatment: 500 },
      guardrails: [{ metric: 'crash_rate', relative: { estimate: 0 } }],
    })
    const rest = (await send('GET', `${PATH}/${id}/looks?after=${items[0]?.at}&limit=1`)).body
    expect(rest).toEqual({ items: [items[1]], next: items[1]?.at })
  })

  it('become rarer the longer nothing changes, and what is news is kept', async () => {
    const id = await started()
    service.sees(look(50, [0, 0]))
    await service.ticks(400)
    const { items } = (await send('GET', `${PATH}/${id}/looks?limit=1000`)).body as {
      items: { at: number }[]
    }
    expect(items.length).toBeGreaterThan(200)
    expect(items.length).toBeLessThan(300)
    service.sees(look(500, [5, 60]))
    await service.ticks(1)
    const last = (await send('GET', `${PATH}/${id}/looks?after=${items.at(-1)?.at}`)).body as {
      items: { outcome: string }[]
    }
    expect(last.items.at(-1)).toMatchObject({ outcome: 'roll_back' })
  })
})

describe('by a member who is signed in', () => {
  const join = async (name: string, role: string): Promise<string> => {
    const { body } = await send('POST', '/v1/members', { name, role })
    const token = String(body['link']).split('#')[1]
    const joined = await service.send('POST', '/v1/invitations/accept', {
      as: 'nobody',
      body: { token, password: 'water runs downhill' },
      headers: OWN,
    })
    return joined.headers.get('set-cookie')?.split(';')[0] ?? ''
  }

  it('goes into the log under their name', async () => {
    const id = await started()
    const cookie = await join('Grace', 'releaser')
    const { status } = await act(id, { action: 'pause', reason: 'lunch' }, { cookie, ...OWN })
    expect(status).toBe(200)
    expect(await service.show(id)).toMatchObject({
      state: 'paused',
      last: { rule: 'Grace paused it: lunch.' },
    })
  })

  it.each([
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { origin: 'https://evil.example' },
    {},
  ])('is refused when a page of another site sent it: %o', async (headers) => {
    const id = await started()
    const cookie = await join('Grace', 'admin')
    for (const query of ['', '?dryRun=true']) {
      const { status, body } = await act(id, { action: 'roll_back' }, { cookie, ...headers }, query)
      expect([status, body['code']]).toEqual([403, 'CROSS_SITE'])
    }
    expect(await service.show(id)).toMatchObject({ state: 'running' })
  })

  it('is refused as a form, which needs no leave of the browser', async () => {
    const id = await started()
    const cookie = await join('Grace', 'admin')
    const answer = await service.send('POST', `${PATH}/${id}/actions`, {
      as: 'nobody',
      body: '{"action":"roll_back"}',
      headers: { cookie, ...OWN, 'Content-Type': 'text/plain' },
    })
    expect(answer.status).toBe(415)
  })

  it('takes the role that it takes', async () => {
    const id = await started()
    const cookie = await join('Vi', 'viewer')
    expect((await act(id, { action: 'pause' }, { cookie, ...OWN })).status).toBe(403)
    const releaser = await join('Rae', 'releaser')
    const approval = { action: 'approve', step: 'half' }
    expect((await act(id, approval, { cookie: releaser, ...OWN })).status).toBe(403)
    const approver = await join('Abe', 'approver')
    expect((await act(id, approval, { cookie: approver, ...OWN })).status).toBe(200)
  })

  it('approves nobody’s own rollout', async () => {
    const cookie = await join('Ada', 'admin')
    const { body: who } = await send('GET', '/v1/session', undefined, { cookie, ...OWN })
    const id = await started(String(who['id']))
    const { body } = await send('GET', `${PATH}/${id}`, undefined, { cookie, ...OWN })
    expect(body['actions']).not.toContain('approve')
    const answer = await act(id, { action: 'approve', step: 'half' }, { cookie, ...OWN })
    expect([answer.status, answer.body['code']]).toEqual([409, 'ROLLOUT_REFUSED'])
  })
})

describe('who is refused', () => {
  it('is told every action that there is, when they name another', async () => {
    const { status, body } = await act(await started(), { action: 'stop' })
    expect(status).toBe(422)
    const told = JSON.stringify(body)
    for (const action of ['start', 'approve', 'pause', 'roll_back', 'deployed'])
      expect(told).toContain(`\\"${action}\\"`)
    expect(told).toContain('received \\"stop\\"')
  })

  it.each([
    ['start', 'ruleset:edit'],
    ['approve', 'rollouts:approve'],
    ['pause', 'flag:turn-off'],
  ])('is told what %s takes', async (action, permission) => {
    const id = await started()
    const body = { action, ...(action === 'approve' && { step: 'half' }) }
    const answer = await service.act(id, body, 'viewer')
    expect(answer.status).toBe(403)
    expect(await answer.text()).toContain(permission)
  })
})
