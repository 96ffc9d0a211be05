import { replay, type DecisionEntry, type RolloutPlan } from '@sluice/rollout'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { SERVICE_ACTOR } from '../audit/actor.ts'
import { changeRuleset } from '../rulesets/change-ruleset.ts'
import {
  back,
  look,
  MINUTE_MS,
  healthy,
  RULESET,
  versionOf,
  startRolloutService,
  type RolloutService,
} from './testing/rollout-service.ts'

let service: RolloutService
beforeEach(async () => {
  service = await startRolloutService()
})
afterEach(async () => service.close())

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
  await healthy(service, 7)
  expect(await service.show(id)).toMatchObject({ state: 'running', waitsFor: 'approval' })
  const approval = { action: 'approve', step: 'half' }
  expect((await service.act(id, approval, 'releaser')).status).toBe(403)
  expect((await service.act(id, approval, 'approver')).status).toBe(200)
  await healthy(service, 1, 8)
  expect(await service.show(id)).toMatchObject({ step: { name: 'half', shareBps: 5_000 } })
  expect(service.serves()).toMatchObject({ coverageBps: 10_000 })
})

it('rolls back what was harmed, and nothing else that others changed meanwhile', async () => {
  const id = await service.begun()
  await healthy(service, 2)
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
  await healthy(service, 20, 30)
  expect(service.serves()).toMatchObject({ coverageBps: 0 })
})

it('rolls back a flag that others require', async () => {
  await service.send('PATCH', '/v1/environments/shop/flags/banner', {
    body: { prerequisites: [{ flag: 'checkout', variants: ['on'] }] },
  })
  const id = await service.begun()
  await healthy(service, 1)
  expect((await service.act(id, { action: 'roll_back', reason: 'I do not like it' })).status).toBe(
    200,
  )
  expect(service.serves()).toMatchObject({ coverageBps: 0 })
})

it('makes way for a person who changes the flag, and not for one who corrects its title', async () => {
  const id = await service.begun()
  await healthy(service, 1)
  await service.send('PATCH', '/v1/environments/shop/flags/checkout', {
    body: { title: 'Checkout' },
  })
  await healthy(service, 1, 2)
  expect(await service.show(id)).toMatchObject({ state: 'running' })
  await service.send('PATCH', '/v1/environments/shop/flags/checkout', { body: { enabled: false } })
  service.sees(look(2_000, [20, 120]))
  await service.ticks(1)
  const shown = await service.show(id)
  expect(shown).toMatchObject({
    state: 'paused',
    pausedBy: 'stepped_in',
    intruder: { name: 'admin' },
    alarm: expect.stringMatching(/^"checkout": Version \d+: admin turned the flag/),
  })
  expect(shown.last.rule).toContain('admin turned the flag "checkout" off.')
  const before = versionOf(service)
  await service.ticks(5)
  expect(versionOf(service)).toBe(before)
})

it('lets no experiment begin on its flag, which would draw its people anew', async () => {
  const halves = {
    split: ['off', 'on'].map((variant) => ({ variant, weightBps: 5_000 })),
    coverageBps: 0,
    salt: 'pepper',
  }
  const put = await service.send('PUT', '/v1/environments/shop/ruleset', {
    headers: { 'If-Match': '"1"' },
    body: {
      ...RULESET,
      flags: { ...RULESET.flags, checkout: { rules: [{ id: 'split', serve: halves }] } },
      experiments: {
        words: {
          hypothesis: 'They stay.',
          flag: 'checkout',
          rule: 'split',
          control: 'off',
          primary: ['crash_rate'],
          stopping: { kind: 'always_valid' },
          weeks: 1,
        },
      },
    },
  })
  expect(put.status).toBe(200)
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
        // A plan may keep the salt that the rule has.
        propose(current) {
          const run = { status: 'running', planHash: '', plan: {}, planning: {} } as const
          const words = { ...current.experiments['words']!, run }
          return { next: { ...current, experiments: { words } } }
        },
      }),
    )
  await expect(begin()).rejects.toMatchObject({
    code: 'ROLLOUT_RUNNING',
    status: 409,
    message: expect.stringContaining(`The rollout ${id} of "checkout" is running`),
  })
  await service.act(id, { action: 'abort' })
  await expect(begin()).resolves.toMatchObject({ previousVersion: versionOf(service) })
})

it('names the version that changed the flag, and not one that changed another since', async () => {
  const id = await service.begun()
  await healthy(service, 1)
  await service.send('PATCH', '/v1/environments/shop/flags/checkout', { body: { enabled: false } })
  const theirs = versionOf(service)
  await service.send('PATCH', '/v1/environments/shop/flags/banner', { body: { enabled: false } })
  expect(versionOf(service)).toBe(theirs + 1)
  await service.ticks(1)
  const { last, alarm } = await service.show(id)
  expect(last.rule).toMatch(new RegExp(`^Version ${theirs}: admin turned`))
  expect(alarm).toContain(`Version ${theirs}: admin turned`)
})

it('stops when the flag is archived', async () => {
  const id = await service.begun()
  await service.send('PATCH', '/v1/environments/shop/flags/checkout', { body: { archived: true } })
  await healthy(service, 1)
  const { state, last } = await service.show(id)
  expect(state).toBe('aborted')
  expect(last.rule).toContain('admin archived the flag "checkout".')
})

it('leaves out what it measured before a person acted', async () => {
  const id = await service.begun()
  await healthy(service, 1)
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
  await healthy(service, 1)
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
  const path = `/v1/environments/shop/rollouts/${older}/actions?dryRun=true`
  const preview = await service.send('POST', path, { body: { action: 'roll_back' } })
  expect(preview.status).toBe(409)
  expect(await preview.json()).toMatchObject({ code: 'ROLLOUT_REFUSED', rollout: id })
  expect((await service.act(id, { action: 'roll_back', reason: 'I saw it' })).status).toBe(200)
})

it('keeps a log that replays bit for bit', async () => {
  const id = await service.begun()
  await healthy(service, 3)
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
  await healthy(service, 2)
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
  await healthy(service, 2)
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
  await healthy(service, 3)
  await service.store.read(async (db) =>
    db.schema.alterTable('elsewhere').renameTo('rollouts').execute(),
  )
  expect(await service.show(id)).toMatchObject({ revision: before.revision })
  await healthy(service, 1, 4)
  expect((await service.show(id)).revision).toBeGreaterThan(before.revision)
})
