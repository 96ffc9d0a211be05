import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { silentLogger } from '../http/logger.ts'
import { applyEvent } from './apply-event.ts'
import { startRunner } from './runner.ts'
import {
  back,
  look,
  PLAN,
  startRolloutService,
  type RolloutService,
} from './testing/rollout-service.ts'
import { postMessage } from './webhooks/post-message.ts'
import { isPublicAddress } from './webhooks/public-address.ts'
import { signMessage } from './webhooks/sign-message.ts'

let service: RolloutService
beforeEach(async () => {
  service = await startRolloutService()
})
afterEach(async () => service.close())

const HOOK = 'https://deploy.example/back'

/** A rollout with a deployment hook and two people, rolled back by its guardrail. */
async function rolledBack(changed: Partial<typeof PLAN> = {}): Promise<string> {
  const id = await service.draft({
    ...PLAN,
    people: [
      { name: 'team', url: 'https://chat.example/team' },
      { name: 'duty', url: 'https://chat.example/duty', afterMs: 120_000 },
    ],
    rollback: { ...PLAN.rollback, hook: { url: HOOK, timeoutMs: 300_000 } },
    ...changed,
  })
  await applyEvent(service.store, {
    environment: 'shop',
    id,
    event: (_, { now }) => ({
      kind: 'start',
      at: now,
      by: { id: 's', name: 'S' },
      versionBefore: 1,
    }),
  })
  service.sees(look(2_000, [20, 120]))
  await service.ticks(1)
  return id
}

const sentTo = (url: string) => service.posts.filter((post) => post.url === url)

it('sends what happened to people, signed, and to the next when nobody acknowledges', async () => {
  const id = await rolledBack()
  const [first] = sentTo('https://chat.example/team')
  expect(JSON.parse(first?.body ?? '')).toMatchObject({
    type: 'rollout.alarm',
    to: 'team',
    rollout: id,
    flag: 'checkout',
    text: expect.stringContaining('is being rolled back to version 1'),
  })
  const { headers } = first!
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${first?.body}`
  const signature = createHmac('sha256', new Uint8Array(32).fill(1)).update(signed).digest('base64')
  expect(headers['webhook-signature']).toBe(`v1,${signature}`)
  expect(sentTo('https://chat.example/duty')).toHaveLength(0)
  service.sees({ fault: 'down' })
  await service.ticks(3)
  expect(sentTo('https://chat.example/duty')).toHaveLength(1)
})

it.each([
  ['nobody', [], ['the log', 'the log']],
  [
    'somebody without an address',
    [{ name: 'ann' }, { name: 'bob', afterMs: 2_000 }],
    ['ann', 'bob'],
  ],
  ['an address', [{ name: 'team', url: 'https://chat.example/team' }], ['team']],
])('writes what people are told into the log, where a plan names %s', async (_, people, told) => {
  const id = await rolledBack({ people })
  service.sees({ fault: 'down' })
  await service.ticks(5)
  const alarms = service.log.filter(({ type }) => type === 'rollout.alarm')
  expect(new Set(alarms.map(({ to }) => to))).toEqual(new Set(told))
  expect(alarms[0]).toMatchObject({ rollout: id, environment: 'shop', flag: 'checkout' })
  expect(alarms[0]?.text).toContain('is being rolled back to version 1')
  // Once each, however often the rollout is looked at.
  const ids = alarms.map(({ message }) => message)
  expect(new Set(ids).size).toBe(ids.length)
})

it('wakes nobody else once somebody has acknowledged', async () => {
  const id = await rolledBack()
  await service.act(id, { action: 'acknowledge' })
  service.sees({ fault: 'down' })
  await service.ticks(5)
  expect(sentTo('https://chat.example/duty')).toHaveLength(0)
})

it('takes the answer of a deployment for its acknowledgement', async () => {
  const id = await rolledBack()
  expect(sentTo(HOOK)).toHaveLength(1)
  service.sees(back(4_000, 40))
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ state: 'rolled_back', verification: 'verified' })
})

it('waits for a deployment that has accepted to say that it is done', async () => {
  service.answers(202)
  const id = await rolledBack()
  service.sees(back(4_000, 40))
  await service.ticks(2)
  expect(await service.show(id)).toMatchObject({ state: 'verifying' })
  await service.act(id, { action: 'deployed', outcome: 'acknowledged' })
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ state: 'rolled_back', verification: 'verified' })
})

it('sends again what was not taken, under the same id, and gives up on a refusal', async () => {
  service.answers(503)
  const id = await rolledBack()
  await service.ticks(3)
  const ids = sentTo(HOOK).map(({ headers }) => headers['webhook-id'])
  expect(ids.length).toBeGreaterThan(1)
  expect(new Set(ids).size).toBe(1)
  service.answers(410)
  await service.ticks(10)
  const count = sentTo(HOOK).length
  await service.ticks(10)
  expect(sentTo(HOOK)).toHaveLength(count)
  const { items } = (await (
    await service.send('GET', `/v1/environments/shop/rollouts/${id}/decisions`)
  ).json()) as { items: { rule: string }[] }
  expect(items.map(({ rule }) => rule).join()).toContain('The deployment refused to go back')
})

it('goes on looking while a receiver takes its time', async () => {
  const { store, clock } = service
  await service.runner.close()
  let looks = 0
  const slow = Promise.withResolvers<void>()
  const runner = startRunner({
    store,
    clock,
    logger: silentLogger,
    holder: 'the only one',
    receipts: () => service.receipts,
    sender: { isWaiting: async () => true, send: async () => slow.promise },
    async measure() {
      looks++
      return look(500, [25, 25])
    },
  })
  const id = await service.draft()
  await applyEvent(store, {
    environment: 'shop',
    id,
    event: (_, { now }) => ({
      kind: 'start',
      at: now,
      by: { id: 's', name: 'S' },
      versionBefore: 1,
    }),
  })
  for (let time = 1; time <= 3; time++) {
    clock.advance(60_000)
    let isOver = false
    void runner.pulse().then(() => (isOver = true))
    // A pass waits for its messages, and not for ever.
    const passed = (): boolean => {
      clock.advance(500)
      return isOver
    }
    await expect.poll(passed).toBe(true)
  }
  expect(looks).toBeGreaterThanOrEqual(3)
  slow.resolve()
  await runner.close()
})

it('keeps nobody waiting for a receiver that hangs, and sends it the next only after that', async () => {
  const team = 'https://chat.example/team'
  const hanging = Promise.withResolvers<number>()
  service.answers(async (url) => (url === team ? hanging.promise : 202))
  const pulse = async (): Promise<void> => {
    let isOver = false
    const passing = service.runner.pulse().then(() => (isOver = true))
    // A pass waits for its messages, and not for ever.
    const passed = (): boolean => {
      service.clock.advance(500)
      return isOver
    }
    await expect.poll(passed).toBe(true)
    await passing
  }
  const begun = rolledBack()
  await expect.poll(() => sentTo(team).length).toBe(1)
  service.clock.advance(500)
  const id = await begun
  expect(sentTo(HOOK)).toHaveLength(1)
  service.sees({ fault: 'down' })
  for (let tick = 0; tick < 5; tick++) {
    service.clock.advance(60_000)
    await pulse()
  }
  expect(sentTo('https://chat.example/duty')).not.toHaveLength(0)
  expect(await service.show(id)).toMatchObject({ hook: 'timed_out' })
  expect(sentTo(team)).toHaveLength(1)
  hanging.resolve(200)
  const countAfterPulse = async (): Promise<number> => {
    await pulse()
    return sentTo(team).length
  }
  await expect.poll(countAfterPulse).toBeGreaterThan(1)
  const ids = sentTo(team).map(({ headers }) => headers['webhook-id'])
  expect(new Set(ids).size).toBe(ids.length)
})

it('gives a deployment its time from the first word on, and says when that was', async () => {
  service.answers(202)
  const id = await rolledBack()
  const rules = async (): Promise<string[]> => {
    const path = `/v1/environments/shop/rollouts/${id}/decisions`
    const { items } = (await (await service.send('GET', path)).json()) as {
      items: { rule: string }[]
    }
    return items.map(({ rule }) => rule)
  }
  service.sees({ fault: 'down' })
  await service.ticks(4)
  const word = 'Word is sent to the deployment'
  expect((await rules()).filter((rule) => rule.startsWith(word))).toHaveLength(1)
  expect(await service.show(id)).toMatchObject({ hook: 'waiting' })
  await service.ticks(2)
  expect(await service.show(id)).toMatchObject({ hook: 'timed_out' })
})

it.each([
  [
    'somebody said that the deployment went back',
    async (id: string) => service.act(id, { action: 'deployed', outcome: 'acknowledged' }),
  ],
  [
    'somebody said that the deployment did not go back',
    async (id: string) => service.act(id, { action: 'deployed', outcome: 'refused' }),
  ],
  [
    'the incident is closed',
    async (id: string) => {
      await service.act(id, { action: 'abort', reason: 'By hand' })
      return service.act(id, { action: 'close', reason: 'A null.' })
    },
  ],
  ['its time limit is over', async () => service.ticks(6)],
  [
    'its time limit is over',
    async (id: string) => {
      await service.act(id, { action: 'abort', reason: 'By hand' })
      await service.ticks(12)
    },
  ],
])('orders no deployment back any more once %s', async (why, then) => {
  service.answers(async (url) => (url === HOOK ? 503 : 200))
  const id = await rolledBack()
  service.sees({ fault: 'down' })
  await service.ticks(1)
  const told = sentTo(HOOK).length
  expect(told).toBeGreaterThan(0)
  await then(id)
  service.answers(200)
  const before = sentTo(HOOK).length
  await service.ticks(20)
  expect(sentTo(HOOK)).toHaveLength(before)
  expect(service.log.filter((line) => 'why' in line && line.type === 'rollout.rollback')).toEqual([
    expect.objectContaining({ rollout: id, flag: 'checkout', why, text: VOID }),
  ])
})

const VOID = 'a message is void, and is not sent'

it('orders a deployment back all the same where somebody has taken over the flag, within its time', async () => {
  service.answers(async (url) => (url === HOOK ? 503 : 200))
  const id = await rolledBack()
  await service.act(id, { action: 'abort', reason: 'By hand' })
  service.answers(200)
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ hook: 'acknowledged' })
})

it('orders no deployment back where the rollback was aborted', async () => {
  const flags = '/v1/environments/shop/flags'
  const prerequisites = [{ flag: 'banner', variants: ['on'] }]
  await service.send('PATCH', `${flags}/checkout`, { body: { prerequisites } })
  const hook = { url: HOOK, timeoutMs: 300_000 }
  const id = await service.begun({ ...PLAN, rollback: { ...PLAN.rollback, hook } })
  // It cannot go back to what needs another flag that is gone.
  await service.send('PATCH', `${flags}/checkout`, { body: { prerequisites: [], rules: [] } })
  await service.send('PATCH', `${flags}/banner`, { body: { archived: true } })
  service.answers(503)
  await service.act(id, { action: 'roll_back', reason: 'I saw it' })
  await service.ticks(1)
  expect(sentTo(HOOK)).toHaveLength(1)
  await service.act(id, { action: 'abort', reason: 'By hand' })
  service.answers(200)
  await service.ticks(2)
  expect(await service.show(id)).toMatchObject({ state: 'aborted' })
  expect(sentTo(HOOK)).toHaveLength(1)
})

it.each(['acknowledge', 'abort'])(
  'wakes nobody by an alarm that somebody has heard meanwhile: %s',
  async (action) => {
    const duty = 'https://chat.example/duty'
    service.answers(async (url) => (url === duty ? 503 : 200))
    const id = await rolledBack()
    service.sees({ fault: 'down' })
    await service.ticks(3)
    const before = sentTo(duty).length
    expect(before).toBeGreaterThan(0)
    await service.act(id, { action, reason: 'I am on it' })
    service.answers(200)
    await service.ticks(5)
    expect(sentTo(duty)).toHaveLength(before)
    expect(service.log).toContainEqual(
      expect.objectContaining({
        rollout: id,
        to: 'duty',
        why: 'somebody has acknowledged the alarm',
        text: VOID,
      }),
    )
  },
)

it('tells the next of a later alarm, and not of the one that somebody has heard', async () => {
  const duty = 'https://chat.example/duty'
  service.answers(async (url) => (url === duty ? 503 : 200))
  const id = await rolledBack()
  service.sees({ fault: 'down' })
  await service.ticks(3)
  await service.act(id, { action: 'acknowledge' })
  service.answers(async (url) => (url === HOOK ? 202 : 200))
  const before = sentTo(duty).length
  // The deployment does not answer in time, which is another alarm.
  await service.ticks(12)
  const texts = sentTo(duty)
    .slice(before)
    .map(({ body }) => (JSON.parse(body) as { text: string }).text)
  expect(texts.length).toBeGreaterThan(0)
  expect(texts.join()).not.toContain('is being rolled back')
})

it('tells late what has happened, also once somebody has acknowledged it', async () => {
  service.answers(503)
  const id = await rolledBack()
  await service.act(id, { action: 'acknowledge' })
  service.answers(200)
  const before = sentTo('https://chat.example/team').length
  await service.ticks(2)
  expect(sentTo('https://chat.example/team').length).toBeGreaterThan(before)
})

it('posts to a real receiver, and follows no redirect', async () => {
  const seen: string[] = []
  const receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      seen.push(`${request.url} ${body}`)
      response.writeHead(request.url === '/moved' ? 302 : 204, { location: '/elsewhere' }).end()
    })
  })
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const { port } = receiver.address() as AddressInfo
  const post = async (path: string, allowsInner: boolean): Promise<number> => {
    const url = `http://localhost:${port}${path}`
    const headers = signMessage(new Uint8Array(32), { id: 'm', body: '{}', at: 0 })
    return postMessage({ url, body: '{}', headers, allowsInner })
  }
  expect(await post('/in', true)).toBe(204)
  expect(await post('/moved', true)).toBe(302)
  expect(seen).toEqual(['/in {}', '/moved {}'])
  await expect(post('/in', false)).rejects.toThrow('an address of this machine or its networks')
  await expect(
    postMessage({ url: `http://127.0.0.1:${port}/`, body: '', headers: {}, allowsInner: false }),
  ).rejects.toThrow('Nothing is sent to 127.0.0.1')
  expect(seen).toHaveLength(2)
  receiver.close()
})

it.each([
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['169.254.169.254', false],
  ['172.31.0.1', false],
  ['100.64.0.1', false],
  ['::1', false],
  ['fd00::1', false],
  ['::ffff:127.0.0.1', false],
  ['not an address', false],
  ['93.184.215.14', true],
  ['2606:2800:21f::1', true],
])('tells whether %s is an address of the internet', (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic)
})
