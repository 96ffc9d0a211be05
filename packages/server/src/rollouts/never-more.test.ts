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
})
afterEach(async () => service.close())

const FLAG = '/v1/environments/shop/flags/checkout'

/** The rule of the plan as somebody set it by hand, the treatment on the places of the first step. */
const byHand = (coverageBps: number) => ({
  id: 'split',
  serve: {
    split: [
      { variant: 'off', weightBps: 5_000 },
      { variant: 'on', weightBps: 5_000 },
    ],
    coverageBps,
    salt: 'pepper',
  },
})
const STAFF = { id: 'staff', when: { segment: 'staff' }, serve: { variant: 'on' } }
/** Begins above what somebody has set by hand. */
const HALF = {
  ...PLAN,
  steps: [{ ...PLAN.steps[0]!, name: 'most', shareBps: 4_000 }, PLAN.steps[2]!],
}

const patch = async (body: object, as: 'admin' | 'approver' = 'admin'): Promise<number> =>
  (await service.send('PATCH', FLAG, { body, as })).status
const flag = () => service.store.live.get('shop')!.ruleset.flags['checkout']!
const rollBack = async (id: string): Promise<number> =>
  (await service.act(id, { action: 'roll_back', reason: 'I saw it' }, 'approver')).status

/** A rollout over a share that was set by hand, and aborted. */
async function aborted(rules: readonly object[]): Promise<string> {
  await patch({ rules })
  const id = await service.begun(HALF)
  await service.act(id, { action: 'abort' })
  return id
}

it('brings nobody the treatment by rolling back what is long over, over the lock of another incident', async () => {
  const first = await aborted([byHand(6_000)])
  await patch({ rules: [byHand(0)] })
  const second = await service.begun()
  await healthy(service, 2)
  service.sees(look(2_000, [20, 120]))
  await service.ticks(1)
  service.sees(back(4_000, 40))
  await service.ticks(11)
  expect(await service.show(second)).toMatchObject({ state: 'rolled_back', isLocked: true })
  expect(await patch({ rules: [byHand(6_000)] })).toBe(409)
  expect(await rollBack(first)).toBe(200)
  expect(service.serves()).toMatchObject({ coverageBps: 0 })
  expect(await service.show(first)).toMatchObject({
    state: 'verifying',
    last: {
      rule: expect.stringMatching(
        /its share alone was taken back.*At version \d+ it gave "on" to people who do not have it now, and a rollback gives nobody more/,
      ),
    },
  })
})

it.each([
  ['a share that somebody has lowered since', [byHand(6_000)], [byHand(2_000)]],
  ['a rule that somebody has taken away since', [STAFF, byHand(6_000)], [byHand(8_000)]],
  [
    'whom somebody has turned away since',
    [byHand(6_000)],
    [{ ...STAFF, serve: { variant: 'off' } }, byHand(8_000)],
  ],
])('takes the share alone back, and leaves %s', async (_, before, since) => {
  const id = await aborted(before)
  await patch({ rules: since })
  expect(await rollBack(id)).toBe(200)
  expect(service.serves()).toMatchObject({ coverageBps: 0 })
  expect(flag().rules.map((rule) => rule.id)).toEqual(since.map((rule) => rule.id))
})

it('does so while the rollout still runs, too', async () => {
  await patch({ rules: [STAFF, byHand(6_000)] })
  const id = await service.begun(HALF)
  await healthy(service, 1)
  await patch({ rules: flag().rules.filter((rule) => rule.id !== 'staff') })
  await service.ticks(1)
  await service.act(id, { action: 'resume', reason: 'It is meant' })
  service.sees(look(2_000, [20, 120]))
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ state: 'verifying' })
  expect(flag().rules.map((rule) => rule.id)).toEqual(['split'])
  expect(service.serves()).toMatchObject({ coverageBps: 0 })
})

it('leaves it as it is where nothing of the rollout is left in it', async () => {
  const id = await aborted([byHand(6_000)])
  await patch({ rules: [] })
  const { version } = await service.show(id)
  expect(await rollBack(id)).toBe(200)
  expect(flag().rules).toEqual([])
  expect(await service.show(id)).toMatchObject({ state: 'verifying', version: version + 1 })
})

it('brings back a share of before that is less than there is now, and what gives it beside', async () => {
  const id = await aborted([byHand(6_000), STAFF])
  expect(service.serves()).toMatchObject({ coverageBps: 8_000 })
  expect(await rollBack(id)).toBe(200)
  expect(service.serves()).toMatchObject({ coverageBps: 6_000 })
  expect(flag().rules.map((rule) => rule.id)).toEqual(['split', 'staff'])
})

const VARIANTS = { off: { value: 'a' }, on: { value: 'b' }, blue: { value: 'c' } }

it.each([
  [
    'another variant',
    { rules: [{ ...STAFF, id: 'blue', serve: { variant: 'blue' } }, byHand(0)] },
    { rules: [byHand(8_000)] },
  ],
  [
    'what the treatment was',
    { rules: [byHand(6_000)] },
    { variants: { ...VARIANTS, on: { value: 'd' } } },
  ],
])('brings nobody %s either', async (_, before, since) => {
  const button = { type: 'string', defaultVariant: 'off', variants: VARIANTS, ...before }
  const put = await service.send('PUT', '/v1/environments/shop/ruleset', {
    body: { ...RULESET, flags: { ...RULESET.flags, button } },
    headers: { 'If-Match': '"1"' },
  })
  expect(put.status).toBe(200)
  const id = await service.begun({ ...HALF, flag: 'button' })
  await service.act(id, { action: 'abort' })
  const path = '/v1/environments/shop/flags/button'
  expect((await service.send('PATCH', path, { body: since })).status).toBe(200)
  expect(await rollBack(id)).toBe(200)
  const { rules } = service.store.live.get('shop')!.ruleset.flags['button']!
  expect(rules).toMatchObject([{ id: 'split', serve: { coverageBps: 0 } }])
})

it('gives everybody the control by its rule, where those whom it no longer covers would get the treatment', async () => {
  const id = await aborted([byHand(6_000)])
  await patch({
    defaultVariant: 'on',
    rules: [byHand(2_000), { ...STAFF, serve: { variant: 'off' } }],
  })
  expect(await rollBack(id)).toBe(200)
  expect(flag()).toMatchObject({ defaultVariant: 'on' })
  expect(service.serves()).toEqual({
    split: [{ variant: 'off', weightBps: 10_000 }],
    coverageBps: 10_000,
  })
})

it.each(['running', 'aborted'])(
  'leaves a flag off that somebody has turned off, while it is %s',
  async (state) => {
    await patch({ rules: [STAFF, byHand(6_000)] })
    const id = await service.begun(HALF)
    if (state === 'aborted') await service.act(id, { action: 'abort' })
    await patch({ enabled: false })
    expect(await patch({ enabled: true }, 'approver')).toBe(403)
    const path = `/v1/environments/shop/rollouts/${id}/actions?dryRun=true`
    const would = (await (
      await service.send('POST', path, { body: { action: 'roll_back' } })
    ).json()) as { rule: string; after: object }
    expect(would).toMatchObject({ outcome: 'roll_back', after: { enabled: false } })
    expect(would.rule).toMatch(
      /^The flag is as it was at version \d+, in version \d+, but for being off:/,
    )
    expect(await rollBack(id)).toBe(200)
    expect(flag()).toMatchObject({ enabled: false })
    expect(service.serves()).toMatchObject({ coverageBps: 6_000 })
    expect(await service.show(id)).toMatchObject({ state: 'verifying', last: { rule: would.rule } })
  },
)

it('leaves a flag off, and its rules without what somebody has taken away', async () => {
  const id = await aborted([STAFF, byHand(6_000)])
  await patch({ rules: [byHand(0)] })
  await patch({ enabled: false })
  expect(await rollBack(id)).toBe(200)
  expect(flag()).toMatchObject({
    enabled: false,
    rules: [{ id: 'split', serve: { coverageBps: 0 } }],
  })
})

it('does not bring an archived flag back, and says so', async () => {
  const id = await aborted([byHand(6_000)])
  await patch({ archived: true })
  const path = `/v1/environments/shop/rollouts/${id}/actions`
  const before = await service.show(id)
  for (const query of ['', '?dryRun=true']) {
    const refused = await service.send('POST', path + query, { body: { action: 'roll_back' } })
    expect([refused.status, await refused.json()]).toEqual([
      409,
      expect.objectContaining({
        code: 'ROLLOUT_REFUSED',
        detail:
          'The flag "checkout" is archived or gone, so nobody gets anything by it, and a rollback would bring it back. There is nothing to do.',
      }),
    ])
  }
  expect(flag()).toMatchObject({ archived: true })
  expect(await service.show(id)).toEqual(before)
})

it('does not give the control to everybody over the incident of a rollout that had it for its treatment', async () => {
  const id = await aborted([byHand(6_000)])
  await patch({ defaultVariant: 'on', rules: [{ ...byHand(0) }] })
  const other = await service.begun({ ...PLAN, treatment: 'off', control: 'on' })
  await service.act(other, { action: 'roll_back', reason: 'I saw it' })
  service.sees(back(4_000, 40))
  await service.ticks(11)
  const refused = await service.act(id, { action: 'roll_back', reason: 'I saw it' }, 'approver')
  expect([refused.status, await refused.json()]).toEqual([
    409,
    expect.objectContaining({ code: 'FLAG_LOCKED', rollout: other }),
  ])
  expect(flag()).toMatchObject({ defaultVariant: 'on' })
  await service.act(other, { action: 'close', reason: 'A null in it.' })
  expect(await rollBack(id)).toBe(200)
})
