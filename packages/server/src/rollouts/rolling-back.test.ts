import { afterEach, beforeEach, expect, it } from 'vitest'
import { canonicalJson, sha256 } from '../audit/audit-entry.ts'
import { flagMark } from './flag-mark.ts'
import {
  back,
  look,
  PLAN,
  healthy,
  versionOf,
  startRolloutService,
  wide,
  type RolloutService,
} from './testing/rollout-service.ts'

let service: RolloutService
beforeEach(async () => {
  service = await startRolloutService()
})
afterEach(async () => service.close())

it('locks what was rolled back until somebody says what it was, but for turning it off', async () => {
  const id = await service.begun()
  await service.act(id, { action: 'roll_back', reason: 'I saw it' })
  service.sees(back(4_000, 40))
  await service.ticks(11)
  expect(await service.show(id)).toMatchObject({ state: 'rolled_back' })
  const flag = '/v1/environments/shop/flags/checkout'
  const wider = { body: { defaultVariant: 'on' } }
  const refused = await service.send('PATCH', flag, wider)
  expect(refused.status).toBe(409)
  expect(await refused.json()).toMatchObject({ code: 'FLAG_LOCKED', rollout: id })
  expect((await service.send('PATCH', flag, { body: { title: 'Checkout' } })).status).toBe(200)
  expect((await service.send('PATCH', flag, { body: { enabled: false } })).status).toBe(200)
  await service.act(id, { action: 'close', reason: 'A null in the basket.' })
  expect((await service.send('PATCH', flag, wider)).status).toBe(200)
})

/** Share of everybody, by hand. */

it('locks it from the moment of the rollback on, also while that is verified', async () => {
  const id = await service.begun()
  await healthy(service, 2)
  service.sees(look(2_000, [20, 120]))
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ state: 'verifying', isLocked: true })
  const flag = '/v1/environments/shop/flags/checkout'
  const refused = await service.send('PATCH', flag, { body: wide(10_000) })
  expect([refused.status, await refused.json()]).toEqual([
    409,
    expect.objectContaining({
      code: 'FLAG_LOCKED',
      rollout: id,
      detail: expect.stringContaining('it is being verified that this has helped. Wait for that'),
    }),
  ])
  expect(service.serves()).toMatchObject({ coverageBps: 0 })
  expect((await service.send('PATCH', flag, { body: { title: 'Checkout' } })).status).toBe(200)
  expect((await service.send('PATCH', flag, { body: { enabled: false } })).status).toBe(200)
  // What was turned off stays locked for being turned on.
  expect((await service.send('PATCH', flag, { body: { enabled: true } })).status).toBe(409)
})

it('stays locked when somebody aborts its verification, until the incident is closed', async () => {
  const id = await service.begun({ ...PLAN, rollback: { ...PLAN.rollback, cooldownMs: 0 } })
  await healthy(service, 2)
  service.sees(look(2_000, [20, 120]))
  await service.ticks(1)
  expect((await service.act(id, { action: 'abort', reason: 'I know it' })).status).toBe(200)
  expect(await service.show(id)).toMatchObject({
    state: 'rolled_back',
    isLocked: true,
    actions: expect.arrayContaining(['close']),
  })
  const flag = '/v1/environments/shop/flags/checkout'
  expect((await service.send('PATCH', flag, { body: wide(10_000) })).status).toBe(409)
  const again = await service.send('POST', '/v1/environments/shop/rollouts', {
    body: { plan: PLAN },
  })
  expect(JSON.stringify(await again.json())).toContain('its incident is still open')
  expect((await service.act(id, { action: 'close', reason: 'A null in it.' })).status).toBe(200)
  expect((await service.send('PATCH', flag, { body: wide(10_000) })).status).toBe(200)
})

it.each(['while it is tried', 'once somebody has aborted it'])(
  'takes no more of the treatment and every other repair by hand, %s, where a rollback cannot be carried out',
  async (when) => {
    const flags = '/v1/environments/shop/flags'
    await service.send('PATCH', `${flags}/checkout`, {
      body: { prerequisites: [{ flag: 'banner', variants: ['on'] }] },
    })
    const id = await service.begun()
    await healthy(service, 1)
    await service.send('PATCH', `${flags}/checkout`, { body: { prerequisites: [], rules: [] } })
    await service.send('PATCH', `${flags}/banner`, { body: { archived: true } })
    await service.act(id, { action: 'roll_back', reason: 'I saw it' })
    if (when !== 'while it is tried') await service.act(id, { action: 'abort' })
    const more = await service.send('PATCH', `${flags}/checkout`, { body: wide(5_000) })
    expect([more.status, ((await more.json()) as { code: string }).code]).toEqual([
      409,
      'FLAG_LOCKED',
    ])
    const none = await service.send('PATCH', `${flags}/checkout`, { body: wide(0) })
    expect(none.status).toBe(200)
    if (when === 'while it is tried') return
    expect(await service.show(id)).toMatchObject({ state: 'aborted', isLocked: true })
    expect((await service.act(id, { action: 'close', reason: 'By hand.' })).status).toBe(200)
    expect((await service.send('PATCH', `${flags}/checkout`, { body: wide(5_000) })).status).toBe(
      200,
    )
  },
)

it.each([true, false])(
  'locks it for going back to a version with more of the treatment too: %s',
  async (isOneFlag) => {
    const before = versionOf(service)
    const id = await service.begun()
    await healthy(service, 1)
    const broken = versionOf(service)
    await service.act(id, { action: 'roll_back', reason: 'I saw it' })
    service.sees(back(4_000, 40))
    await service.ticks(11)
    const goBack = async (toVersion: number): Promise<Response> =>
      service.send('POST', '/v1/environments/shop/rollback', {
        body: { toVersion, reason: 'Another fault', ...(isOneFlag && { flag: 'checkout' }) },
      })
    const refused = await goBack(broken)
    expect(refused.status).toBe(409)
    expect(await refused.json()).toMatchObject({ code: 'FLAG_LOCKED', rollout: id })
    expect(service.serves()).toMatchObject({ coverageBps: 0 })
    const flag = '/v1/environments/shop/flags/checkout'
    await service.send('PATCH', flag, { body: { enabled: false } })
    expect((await goBack(broken)).status).toBe(409)
    expect((await goBack(before)).status).toBe(200)
    await service.act(id, { action: 'close', reason: 'A null in the basket.' })
    expect((await goBack(broken)).status).toBe(200)
  },
)

it('writes into the audit log what a rollback was decided by, and by which decision', async () => {
  const id = await service.begun()
  await healthy(service, 2)
  service.sees({ ...look(2_000, [20, 120]), query: 'select 1' })
  await service.ticks(1)
  const list = async (path: string): Promise<{ items: Record<string, unknown>[] }> =>
    (await service.send('GET', `/v1/environments/shop/${path}`)).json() as never
  const [restored] = (await list('audit')).items
  expect(restored).toMatchObject({
    action: 'rollout.restore',
    after: {
      evidence: {
        rollout: id,
        outcome: 'roll_back',
        guardrails: [{ metric: 'crash_rate', finding: 'harmed' }],
        measurement: { from: 0, to: 1, rulesetVersion: 1, query: 'select 1' },
      },
    },
  })
  const { evidence } = restored!['after'] as { evidence: { hash: string; decision: number } }
  const { items } = await list(`rollouts/${id}/decisions`)
  const decided = items.find(({ seq }) => seq === evidence.decision)
  expect(sha256(canonicalJson(decided?.['entry']))).toBe(evidence.hash)
})

it('restores what the flag was, to the last word of it', async () => {
  const before = flagMark(service.store.live.get('shop')!.ruleset.flags['checkout']!)
  const id = await service.begun()
  await healthy(service, 1)
  expect(flagMark(service.store.live.get('shop')!.ruleset.flags['checkout']!)).not.toBe(before)
  await service.act(id, { action: 'roll_back', reason: 'I saw it' })
  expect(flagMark(service.store.live.get('shop')!.ruleset.flags['checkout']!)).toBe(before)
})

it('holds and says why while the event store is down, and whoever turns the flag off needs no data', async () => {
  const id = await service.begun()
  await healthy(service, 2)
  const { heldMs } = await service.show(id)
  service.sees({ fault: 'the event store is down' })
  await service.ticks(30)
  expect(await service.show(id)).toMatchObject({
    state: 'running',
    heldMs,
    waitsFor: 'person',
    last: { outcome: 'no_data', rule: expect.stringContaining('the event store is down') },
  })
  const off = await service.send('PATCH', '/v1/environments/shop/flags/checkout', {
    body: { enabled: false },
  })
  expect(off.status).toBe(200)
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ pausedBy: 'stepped_in' })
})

it('takes the share back at once where the flag needs what is gone, and says so', async () => {
  const flags = '/v1/environments/shop/flags'
  await service.send('PATCH', `${flags}/checkout`, {
    body: { prerequisites: [{ flag: 'banner', variants: ['on'] }] },
  })
  const id = await service.begun({
    ...PLAN,
    steps: [{ ...PLAN.steps[0]!, name: 'staff', audience: 'staff' }, ...PLAN.steps.slice(1)],
  })
  await healthy(service, 1)
  const rules = () =>
    service.store.live.get('shop')!.ruleset.flags['checkout']!.rules.map((rule) => rule.id)
  expect(rules()).toEqual(['split.staff', 'split'])
  await service.send('PATCH', `${flags}/checkout`, { body: { prerequisites: [] } })
  await service.send('PATCH', `${flags}/banner`, { body: { archived: true } })
  await service.ticks(1)
  await service.act(id, { action: 'resume', reason: 'It is meant' })
  expect((await service.act(id, { action: 'roll_back', reason: 'I saw it' })).status).toBe(200)
  expect(rules()).toEqual(['split'])
  expect(service.serves()).toMatchObject({ coverageBps: 0 })
  expect(await service.show(id)).toMatchObject({
    state: 'verifying',
    alarm: expect.stringMatching(/share alone was taken back.*banner/),
  })
})

/** A rollout whose flag cannot be what it was, by what somebody has made of its rules since. */
async function withoutWayBack(rules: readonly object[]): Promise<string> {
  const flags = '/v1/environments/shop/flags'
  await service.send('PATCH', `${flags}/checkout`, {
    body: { prerequisites: [{ flag: 'banner', variants: ['on'] }] },
  })
  const id = await service.begun()
  await healthy(service, 1)
  await service.send('PATCH', `${flags}/checkout`, { body: { prerequisites: [], rules } })
  await service.send('PATCH', `${flags}/banner`, { body: { archived: true } })
  await service.ticks(1)
  return id
}

it('takes the treatment back also where its rule gives it to everybody by now, and names who has it all the same', async () => {
  const id = await withoutWayBack([
    { id: 'vip', when: { segment: 'staff' }, serve: { variant: 'on' } },
    { id: 'split', serve: { variant: 'on' } },
  ])
  expect((await service.act(id, { action: 'roll_back', reason: 'I saw it' })).status).toBe(200)
  const flag = service.store.live.get('shop')!.ruleset.flags['checkout']!
  expect(flag.rules.map((rule) => rule.id)).toEqual(['vip'])
  expect(await service.show(id)).toMatchObject({
    state: 'verifying',
    alarm: expect.stringMatching(
      /gives the treatment to nobody any more\. .*"on" is given all the same by its rule "vip", which is nothing of the rollout's:/,
    ),
  })
})

it.each([
  ['taken back', wide(5_000).rules, 'roll_back', 'its share alone was taken back'],
  ['not possible', [], 'failed', 'The flag could not be restored, and may still show'],
])(
  'tells before what a rollback comes to whose flag cannot be what it was: %s',
  async (_, rules, outcome, words) => {
    const id = await withoutWayBack(rules)
    const path = `/v1/environments/shop/rollouts/${id}/actions?dryRun=true`
    const body = { action: 'roll_back', reason: 'I saw it' }
    const told = await service.send('POST', path, { body })
    const would = (await told.json()) as { outcome: string; rule: string; after: object }
    expect(would).toMatchObject({ outcome, rule: expect.stringContaining(words) })
    await service.act(id, body)
    const again = await service.send('POST', path, { body: { action: 'acknowledge' } })
    expect(((await again.json()) as { before: object }).before).toEqual(would.after)
    expect(await service.show(id)).toMatchObject({
      state: outcome === 'failed' ? 'rolling_back' : 'verifying',
      alarm: expect.stringContaining(words),
    })
  },
)

it('tries a rollback until it can be done, and tells people meanwhile', async () => {
  const flags = '/v1/environments/shop/flags'
  await service.send('PATCH', `${flags}/checkout`, {
    body: { prerequisites: [{ flag: 'banner', variants: ['on'] }] },
  })
  const whole = versionOf(service)
  const id = await service.begun()
  await healthy(service, 1)
  // Somebody takes away what the flag needed before the rollout, and its rule.
  await service.send('PATCH', `${flags}/checkout`, { body: { prerequisites: [], rules: [] } })
  expect(
    (await service.send('PATCH', `${flags}/banner`, { body: { archived: true } })).status,
  ).toBe(200)
  expect((await service.act(id, { action: 'roll_back', reason: 'I saw it' })).status).toBe(200)
  expect(await service.show(id)).toMatchObject({
    state: 'rolling_back',
    alarm: expect.stringContaining('could not be restored'),
  })
  await service.ticks(2)
  expect(await service.show(id)).toMatchObject({ state: 'rolling_back' })
  const body = { toVersion: whole, flag: 'banner' }
  expect((await service.send('POST', '/v1/environments/shop/rollback', { body })).status).toBe(200)
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ state: 'verifying' })
  expect(service.serves()).toMatchObject({ coverageBps: 0 })
})

it('asks for an approval anew where a person stepped in after it, and names the step that lost it', async () => {
  const id = await service.begun()
  const approval = { action: 'approve', step: 'half' }
  await service.act(id, approval, 'approver')
  await service.act(id, { action: 'advance' })
  expect(await service.show(id)).toMatchObject({ step: { name: 'half' }, toApprove: null })
  await service.send('PATCH', '/v1/environments/shop/flags/checkout', { body: wide(0) })
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ pausedBy: 'stepped_in', toApprove: 'half' })
  for (const action of ['resume', 'advance']) {
    const refused = await service.act(id, { action })
    expect([refused.status, await refused.json()]).toEqual([
      409,
      expect.objectContaining({ detail: expect.stringContaining('"half" is set again when') }),
    ])
  }
  expect(service.serves()).toMatchObject({ coverageBps: 0 })
  expect((await service.act(id, approval, 'approver')).status).toBe(200)
  expect((await service.act(id, { action: 'resume' })).status).toBe(200)
  expect(service.serves()).toMatchObject({ coverageBps: 10_000 })
})
