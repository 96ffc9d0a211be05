import { replay, type DecisionEntry, type Measurement, type RolloutPlan } from '@sluice/rollout'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SERVICE_ACTOR } from '../audit/actor.ts'
import { canonicalJson, sha256 } from '../audit/audit-entry.ts'
import { changeRuleset } from '../rulesets/change-ruleset.ts'
import { flagMark } from './flag-mark.ts'
import {
  back,
  look,
  MINUTE_MS,
  PLAN,
  startRolloutService,
  type RolloutService,
} from './testing/rollout-service.ts'

let service: RolloutService
beforeEach(async () => {
  service = await startRolloutService()
})
afterEach(async () => service.close())

/** Looks at growing healthy numbers. */
async function healthy(minutes: number, from = 1): Promise<void> {
  for (let minute = from; minute < from + minutes; minute++) {
    service.sees(look(200 * minute, [10 * minute, 10 * minute]))
    await service.ticks(1)
  }
}

const version = (): number => service.store.live.get('shop')?.ruleset.version ?? -1

it('sets the share through the writer that everybody uses', async () => {
  const id = await service.begun()
  expect(service.serves()).toEqual({
    split: [
      { variant: 'off', weightBps: 5_000 },
      { variant: 'on', weightBps: 5_000 },
    ],
    coverageBps: 200,
  })
  const flag = service.store.live.get('shop')?.ruleset.flags['checkout']
  expect(flag?.rules[0]?.serve).toMatchObject({ salt: 'pepper' })
  const versions = (await (await service.send('GET', '/v1/environments/shop/versions')).json()) as {
    items: { action: string; reason: string; actor: { name: string } }[]
  }
  expect(versions.items[0]).toMatchObject({
    action: 'rollout.share',
    actor: { name: 'the rollout of checkout' },
  })
  expect(versions.items[0]?.reason).toContain(`(${id}, decision 1)`)
})

it('widens after its hold and an approval by somebody else than the author', async () => {
  const id = await service.begun()
  await healthy(7)
  expect(await service.show(id)).toMatchObject({ state: 'running', waitsFor: 'approval' })
  const approval = { action: 'approve', step: 'half' }
  expect((await service.act(id, approval, 'releaser')).status).toBe(403)
  expect((await service.act(id, approval, 'approver')).status).toBe(200)
  await healthy(1, 8)
  expect(await service.show(id)).toMatchObject({ step: { name: 'half', shareBps: 5_000 } })
  expect(service.serves()).toMatchObject({ coverageBps: 10_000 })
})

it('rolls back what was harmed, and nothing else that others changed meanwhile', async () => {
  const id = await service.begun()
  await healthy(2)
  await service.send('PATCH', '/v1/environments/shop/flags/banner', { body: { title: 'New' } })
  service.sees(look(2_000, [20, 120]))
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ state: 'verifying' })
  const flags = service.store.live.get('shop')?.ruleset.flags
  expect(flags?.['checkout']).toMatchObject({
    rolledBack: true,
    rules: [{ serve: { coverageBps: 0 } }],
  })
  expect(flags?.['banner']?.title).toBe('New')
  service.sees(back(4_000, 40))
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ state: 'rolled_back', verification: 'verified' })
  // The data may look as fine as it likes.
  await healthy(20, 30)
  expect(service.serves()).toMatchObject({ coverageBps: 0 })
})

it('rolls back a flag that others require', async () => {
  await service.send('PATCH', '/v1/environments/shop/flags/banner', {
    body: { prerequisites: [{ flag: 'checkout', variants: ['on'] }] },
  })
  const id = await service.begun()
  await healthy(1)
  expect((await service.act(id, { action: 'roll_back', reason: 'I do not like it' })).status).toBe(
    200,
  )
  expect(service.serves()).toMatchObject({ coverageBps: 0 })
})

it('makes way for a person who changes the flag, and not for one who corrects its title', async () => {
  const id = await service.begun()
  await healthy(1)
  await service.send('PATCH', '/v1/environments/shop/flags/checkout', {
    body: { title: 'Checkout' },
  })
  await healthy(1, 2)
  expect(await service.show(id)).toMatchObject({ state: 'running' })
  await service.send('PATCH', '/v1/environments/shop/flags/checkout', { body: { enabled: false } })
  service.sees(look(2_000, [20, 120]))
  await service.ticks(1)
  const shown = await service.show(id)
  expect(shown).toMatchObject({
    state: 'paused',
    pausedBy: 'stepped_in',
    intruder: { name: 'admin' },
    alarm: expect.stringContaining('"checkout" was changed by admin.'),
  })
  expect(shown.last.rule).toContain('admin turned the flag "checkout" off.')
  const before = version()
  await service.ticks(5)
  expect(version()).toBe(before)
})

it('lets no experiment begin on its flag, which would draw its people anew', async () => {
  const id = await service.begun()
  const begin = async (): Promise<unknown> =>
    service.store.write(async (unit) =>
      changeRuleset(service.store, unit, {
        environment: 'shop',
        actor: SERVICE_ACTOR,
        action: 'experiment.start',
        subject: 'words',
        reason: null,
        expectedVersion: undefined,
        checksNewFlags: false,
        propose(current) {
          const flag = current.flags['checkout']!
          const rules = flag.rules.map((rule) =>
            'split' in rule.serve ? { ...rule, serve: { ...rule.serve, salt: 'anew' } } : rule,
          )
          return { next: { ...current, flags: { ...current.flags, checkout: { ...flag, rules } } } }
        },
      }),
    )
  await expect(begin()).rejects.toMatchObject({
    code: 'ROLLOUT_RUNNING',
    status: 409,
    message: expect.stringContaining(`The rollout ${id} of "checkout" is running`),
  })
  await service.act(id, { action: 'abort' })
  await expect(begin()).resolves.toMatchObject({ previousVersion: version() })
})

it('names the version that changed the flag, and not one that changed another since', async () => {
  const id = await service.begun()
  await healthy(1)
  await service.send('PATCH', '/v1/environments/shop/flags/checkout', { body: { enabled: false } })
  const theirs = version()
  await service.send('PATCH', '/v1/environments/shop/flags/banner', { body: { enabled: false } })
  expect(version()).toBe(theirs + 1)
  await service.ticks(1)
  const { last, alarm } = await service.show(id)
  expect(last.rule).toMatch(new RegExp(`^Version ${theirs}: admin turned`))
  expect(alarm).toContain(`Version ${theirs}: admin turned`)
})

it('stops when the flag is archived', async () => {
  const id = await service.begun()
  await service.send('PATCH', '/v1/environments/shop/flags/checkout', { body: { archived: true } })
  await healthy(1)
  const { state, last } = await service.show(id)
  expect(state).toBe('aborted')
  expect(last.rule).toContain('admin archived the flag "checkout".')
})

it('leaves out what it measured before a person acted', async () => {
  const id = await service.begun()
  await healthy(1)
  const slow = service.runner.pulse()
  await service.act(id, { action: 'pause' })
  await slow
  service.sees({ fault: 'down' })
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ state: 'paused', pausedBy: 'person' })
})

it('refuses an action on a state that has moved since', async () => {
  const id = await service.begun()
  const { revision } = await service.show(id)
  await healthy(1)
  const answer = await service.act(id, { action: 'advance', revision })
  expect(answer.status).toBe(409)
  expect(await answer.json()).toMatchObject({ code: 'ROLLOUT_CHANGED' })
})

it('says why an action does not belong there', async () => {
  const id = await service.begun()
  const answer = await service.act(id, { action: 'close', reason: 'x' })
  expect(answer.status).toBe(409)
  expect(await answer.json()).toMatchObject({
    code: 'ROLLOUT_REFUSED',
    detail: 'Nothing was rolled back.',
  })
})

it('allows one rollout of a flag at a time', async () => {
  await service.begun()
  await expect(service.begun()).rejects.toThrow('has another rollout that is not over')
})

it('names the rollout that is out, where an older one of the flag is to go back', async () => {
  const older = await service.begun()
  await service.act(older, { action: 'abort', reason: 'Not yet' })
  const id = await service.begun()
  const answer = await service.act(older, { action: 'roll_back', reason: 'I saw it' })
  expect(answer.status).toBe(409)
  expect(await answer.json()).toMatchObject({
    code: 'ROLLOUT_REFUSED',
    rollout: id,
    detail: expect.stringContaining(id),
  })
  expect((await service.act(id, { action: 'roll_back', reason: 'I saw it' })).status).toBe(200)
})

it('keeps a log that replays bit for bit', async () => {
  const id = await service.begun()
  await healthy(3)
  service.sees(look(2_000, [20, 120]))
  await service.ticks(2)
  const { plan } = (await service.show(id)) as unknown as { plan: RolloutPlan }
  const path = `/v1/environments/shop/rollouts/${id}/decisions`
  const { items } = (await (await service.send('GET', path)).json()) as {
    items: { entry: DecisionEntry }[]
  }
  const log = items.map(({ entry }) => entry).toReversed()
  expect(log.map(({ decision }) => decision.outcome)).toEqual(
    expect.arrayContaining(['started', 'applied', 'hold', 'roll_back', 'restored']),
  )
  expect(replay(plan, log).every(({ isSame }) => isSame)).toBe(true)
  const papers = (await (
    await service.send('GET', `/v1/environments/shop/rollouts/${id}/papers`)
  ).json()) as { postMortem: string }
  expect(papers.postMortem).toContain('was rolled back')
})

it('does not count time in which nobody was watching', async () => {
  const id = await service.begun()
  await healthy(2)
  const { heldMs } = await service.show(id)
  service.clock.advance(60 * MINUTE_MS)
  service.clock.jump(60 * MINUTE_MS)
  service.sees(look(1_000, [50, 50]))
  await service.runner.pulse()
  expect((await service.show(id))['heldMs']).toBeLessThanOrEqual((heldMs as number) + 3 * MINUTE_MS)
  expect(await service.show(id)).toMatchObject({ step: { name: 'canary' } })
})

it('counts time in whole milliseconds, whatever the clock of the machine does', async () => {
  const id = await service.begun()
  await healthy(2)
  service.clock.advance(MINUTE_MS + 0.4)
  // The wall clock knows no fractions.
  service.clock.jump(-0.4)
  await service.runner.pulse()
  expect(await service.show(id)).toMatchObject({ heldMs: 2 * MINUTE_MS, waitedMs: 2 * MINUTE_MS })
})

it('holds, and says why, while the database takes no changes', async () => {
  const id = await service.begun()
  const before = await service.show(id)
  await service.store.read(async (db) =>
    db.schema.alterTable('rollouts').renameTo('elsewhere').execute(),
  )
  await healthy(3)
  await service.store.read(async (db) =>
    db.schema.alterTable('elsewhere').renameTo('rollouts').execute(),
  )
  expect(await service.show(id)).toMatchObject({ revision: before.revision })
  await healthy(1, 4)
  expect((await service.show(id)).revision).toBeGreaterThan(before.revision)
})

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
const wide = (coverageBps: number) => ({
  rules: [
    {
      id: 'split',
      serve: { split: [{ variant: 'on', weightBps: 10_000 }], coverageBps, salt: 'pepper' },
    },
  ],
})

it('locks it from the moment of the rollback on, also while that is verified', async () => {
  const id = await service.begun()
  await healthy(2)
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
  await healthy(2)
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
    await healthy(1)
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
    const before = version()
    const id = await service.begun()
    await healthy(1)
    const broken = version()
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
  await healthy(2)
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
  await healthy(1)
  expect(flagMark(service.store.live.get('shop')!.ruleset.flags['checkout']!)).not.toBe(before)
  await service.act(id, { action: 'roll_back', reason: 'I saw it' })
  expect(flagMark(service.store.live.get('shop')!.ruleset.flags['checkout']!)).toBe(before)
})

it('holds and says why while the event store is down, and whoever turns the flag off needs no data', async () => {
  const id = await service.begun()
  await healthy(2)
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
  await healthy(1)
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
  await healthy(1)
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
  const whole = version()
  const id = await service.begun()
  await healthy(1)
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

describe('while a source elsewhere does not answer', () => {
  const other = { ...PLAN, flag: 'banner' }
  const toBanner = { body: wide(0) }
  const hanging = (of: string) => {
    const { promise, resolve } = Promise.withResolvers<Measurement>()
    let looks = 0
    service.measures(async (rollout, _ruleset, _now, waits) => {
      if (rollout.id !== of) return look(2_000, [20, rollout.flag === 'checkout' ? 120 : 20])
      looks++
      waits?.()
      return promise
    })
    return { answer: resolve, looks: () => looks }
  }

  it('looks at every other rollout, and tells their people', async () => {
    await service.send('PATCH', '/v1/environments/shop/flags/banner', toBanner)
    const slow = await service.begun(other)
    const people = [{ name: 'team', url: 'https://chat.example/team' }]
    const id = await service.begun({ ...PLAN, people })
    hanging(slow)
    await service.ticks(1)
    expect(await service.show(id)).toMatchObject({ state: 'verifying' })
    expect(service.posts.map(({ url }) => url)).toEqual(['https://chat.example/team'])
  })

  it('asks it no second time meanwhile, and writes down what it says then', async () => {
    const id = await service.begun()
    const { answer, looks } = hanging(id)
    await service.ticks(5)
    expect(looks()).toBe(1)
    expect(await service.show(id)).toMatchObject({ state: 'running' })
    answer(look(2_000, [20, 120]))
    await expect.poll(async () => service.show(id)).toMatchObject({ state: 'verifying' })
    await service.ticks(1)
    expect(looks()).toBe(2)
  })

  it('leaves out what it says of a rollout to which something has happened since', async () => {
    const id = await service.begun()
    const { answer } = hanging(id)
    await service.ticks(1)
    await service.act(id, { action: 'abort' })
    answer(look(2_000, [20, 120]))
    await service.ticks(2)
    expect(await service.show(id)).toMatchObject({ state: 'aborted' })
  })
})
