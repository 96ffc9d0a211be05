import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  back,
  healthy,
  look,
  PLAN,
  RULESET,
  startRolloutService,
  type RolloutService,
} from './testing/rollout-service.ts'

let service: RolloutService
beforeEach(async () => {
  service = await startRolloutService()
  const put = await replace(WHOLE)
  if (!put.ok) throw new Error(await put.text())
})
afterEach(async () => service.close())

const PLAIN = {
  split: [{ variant: 'on', weightBps: 10_000 }],
  coverageBps: 0,
  salt: 'pepper',
}

const SPLIT = {
  ...PLAIN,
  layer: { name: 'shop', fromBps: 0, toBps: 10_000 },
  holdout: 'kept',
}

/** A flag that goes by something of everything, and gives the treatment to some beside its rollout. */
const WHOLE = {
  ...RULESET,
  segments: {
    ...RULESET.segments,
    beta: { any: [{ segment: 'friends' }, is('beta')] },
    friends: is('friend'),
    late: is('late'),
  },
  layers: { shop: { salt: 'layer' } },
  holdouts: { kept: { salt: 'holdout', shareBps: 1_000 } },
  flags: {
    checkout: {
      prerequisites: [{ flag: 'shop', variants: ['on'] }],
      rules: [
        { id: 'beta', when: { segment: 'beta' }, serve: { variant: 'on' } },
        { id: 'split', serve: SPLIT },
        { id: 'friends', when: { segment: 'friends' }, serve: { variant: 'on' } },
        { id: 'late', when: { segment: 'late' }, serve: { variant: 'off' } },
      ],
    },
    shop: {
      prerequisites: [{ flag: 'site', variants: ['on'] }],
      rules: [
        { id: 'staff', when: { segment: 'staff' }, serve: { variant: 'on' } },
        { id: 'split', serve: { ...PLAIN, salt: 'other' } },
      ],
    },
    site: { rules: [{ id: 'all', serve: { variant: 'on' } }] },
    banner: {},
  },
}

/** What is another one, and by which part of the flag that decides. */
const CHANGES = [
  ['segment "beta"', { segments: { ...WHOLE.segments, beta: is('all') } }],
  ['segment "friends"', { segments: { ...WHOLE.segments, friends: is('all') } }],
  ['layer "shop"', { layers: { shop: { salt: 'another' } } }],
  ['holdout "kept"', { holdouts: { kept: { salt: 'holdout', shareBps: 0 } } }],
  ['segment "staff"', { segments: { ...WHOLE.segments, staff: is('all') } }],
  ['flag "site"', { flags: { ...WHOLE.flags, site: { defaultVariant: 'on' } } }],
] as const

function is(account: string) {
  return { attribute: 'account', op: 'equals', values: [account] }
}

async function replace(document: object): Promise<Response> {
  const { version } = service.store.live.get('shop')!.ruleset
  return service.send('PUT', '/v1/environments/shop/ruleset', {
    body: document,
    headers: { 'If-Match': `"${version}"` },
  })
}

type Document = Readonly<Record<'flags' | 'segments', Readonly<Record<string, unknown>>>>

/** Changes parts of the ruleset as it is, the flag of the rollout left alone. */
async function change(parts: Partial<Document> & object): Promise<Response> {
  const now = (await (
    await service.send('GET', '/v1/environments/shop/ruleset')
  ).json()) as Document
  const flags = { ...now.flags, ...parts.flags, checkout: now.flags['checkout'] }
  return replace({ ...now, ...parts, flags })
}

it.each(CHANGES)(
  'pauses for whoever changes the %s that its flag goes by, and names both',
  async (part, parts) => {
    const id = await service.begun()
    await healthy(service, 2)
    expect((await change(parts)).status).toBe(200)
    await healthy(service, 1, 3)
    const rule = `admin changed the ${part}, which the flag "checkout" goes by. The rollout is paused`
    expect(await service.show(id)).toMatchObject({
      state: 'paused',
      pausedBy: 'stepped_in',
      last: { outcome: 'stepped_in', rule: expect.stringContaining(rule) },
    })
    await service.act(id, { action: 'resume', reason: 'As planned' })
    await healthy(service, 2, 4)
    expect(await service.show(id)).toMatchObject({ state: 'running', heldMs: 120_000 })
  },
)

it('lets texts be corrected, and what the flag does not go by be changed', async () => {
  const id = await service.begun()
  await healthy(service, 2)
  const description = 'A better text'
  const parts = {
    layers: { shop: { salt: 'layer', description } },
    holdouts: { kept: { salt: 'holdout', shareBps: 1_000, description } },
    segments: { ...WHOLE.segments, others: is('other') },
    flags: { site: { ...WHOLE.flags.site, description, exposure: { policy: 'manual' } } },
  }
  expect((await change(parts)).status).toBe(200)
  await healthy(service, 1, 3)
  expect(await service.show(id)).toMatchObject({ state: 'running' })
})

it('is not stepped into by what its flag goes by where an earlier release has marked the flag alone', async () => {
  const id = await service.begun()
  await service.store.write(async ({ db }) => {
    const { flag_mark: mark } = await db
      .selectFrom('rollouts')
      .select('flag_mark')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const [flag = ''] = mark!.split(' ')
    expect(flag).not.toBe(mark)
    await db.updateTable('rollouts').set({ flag_mark: flag }).where('id', '=', id).execute()
  })
  await healthy(service, 2)
  expect(await service.show(id)).toMatchObject({ state: 'running' })
  await service.send('PATCH', '/v1/environments/shop/flags/checkout', {
    body: { defaultVariant: 'on' },
  })
  await healthy(service, 1, 3)
  expect(await service.show(id)).toMatchObject({ state: 'paused', pausedBy: 'stepped_in' })
})

it('goes on with a rollback whatever becomes of what its flag goes by', async () => {
  const id = await service.begun()
  await healthy(service, 2)
  service.sees(look(2_000, [20, 120]))
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ state: 'verifying' })
  expect((await change({ segments: { ...WHOLE.segments, late: is('later') } })).status).toBe(200)
  service.sees(back(4_000, 40))
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ state: 'rolled_back', verification: 'verified' })
})

/** Rolled back by its guardrail, with its incident open. */
async function rolledBack(): Promise<string> {
  const id = await service.begun()
  await healthy(service, 2)
  service.sees(look(2_000, [20, 120]))
  await service.ticks(1)
  service.sees(back(4_000, 40))
  await service.ticks(11)
  expect(await service.show(id)).toMatchObject({ state: 'rolled_back', isLocked: true })
  return id
}

it.each(CHANGES)(
  'gives nobody more by another %s while the incident is open, and says of which flag that is',
  async (part, parts) => {
    const id = await rolledBack()
    const refused = await change(parts)
    expect([refused.status, await refused.json()]).toEqual([
      409,
      expect.objectContaining({
        code: 'FLAG_LOCKED',
        rollout: id,
        detail: expect.stringContaining(
          `The flag "checkout" goes by the ${part}, and somebody might get "on" by another one; but the flag was rolled back, and its incident is open. Close it with what it was (sluice rollout close ${id} --environment shop --reason "…"), or turn the flag off; then change the ${part}.`,
        ),
      }),
    ])
    expect((await service.act(id, { action: 'close', reason: 'A null.' })).status).toBe(200)
    expect((await change(parts)).status).toBe(200)
  },
)

it('locks a segment from the moment of the rollback on, until somebody turns the flag off', async () => {
  const id = await service.begun()
  await healthy(service, 2)
  service.sees(look(2_000, [20, 120]))
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ state: 'verifying' })
  const everybody = { segments: { ...WHOLE.segments, beta: is('all') } }
  expect((await change(everybody)).status).toBe(409)
  const off = { body: { enabled: false } }
  await service.send('PATCH', '/v1/environments/shop/flags/checkout', off)
  expect((await change(everybody)).status).toBe(200)
})

it('lets what is required be turned off all the same', async () => {
  await rolledBack()
  const off = await service.send('PATCH', '/v1/environments/shop/flags/site', {
    body: { enabled: false },
  })
  expect(off.status).toBe(200)
})

it('lets everything be changed that nobody gets the treatment by', async () => {
  await rolledBack()
  // Nothing after the last rule that gives it decides who gets it.
  expect((await change({ segments: { ...WHOLE.segments, late: is('later') } })).status).toBe(200)
  expect((await change({ segments: { ...WHOLE.segments, others: is('all') } })).status).toBe(200)
})

it('lets no other rollout raise a flag that is required by one whose incident is open', async () => {
  await rolledBack()
  const other = await service.begun({ ...PLAN, flag: 'shop' })
  expect(await service.show(other)).toMatchObject({
    last: {
      outcome: 'failed',
      rule: expect.stringContaining('The flag "checkout" goes by the flag "shop", and somebody'),
    },
  })
})

it('rolls back a flag that is required by one whose incident is open', async () => {
  const guardrails = PLAN.guardrails.map((one) => ({ ...one, onRegression: 'pause' as const }))
  const other = await service.begun({ ...PLAN, guardrails, flag: 'shop' })
  await rolledBack()
  await service.act(other, { action: 'roll_back', reason: 'I saw it' })
  expect(await service.show(other)).toMatchObject({ state: 'verifying' })
})
