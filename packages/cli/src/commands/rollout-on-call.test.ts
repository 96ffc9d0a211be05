import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createCrowd, type Crowd } from '../drill/crowd.ts'
import { EXIT } from '../exit-codes.ts'
import { testBench, type TestBench } from '../testing/test-service.ts'

const SEED = `schemaVersion: 1
metrics:
  crash_rate: { kind: conversion, crashes: true, direction: lower_is_better }
flags:
  new-checkout:
    rules: [{ id: split, serve: { split: [{ variant: on, weightBps: 10000 }], coverageBps: 0 } }]
`

interface Taken {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Somebody's server that takes what the service sends. */
interface Receiver {
  readonly url: string
  readonly taken: readonly Taken[]
  /** What it answers to what comes to a path; 204 unless told. */
  answers(path: string, status: number): void
  /** Waits until something was sent to a path. */
  hears(path: string, text: string, timeout?: number): Promise<Taken>
}

async function startReceiver(): Promise<Receiver> {
  const taken: Taken[] = []
  const answers = new Map<string, number>()
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      taken.push({ path, headers: request.headers, body })
      response.writeHead(answers.get(path) ?? 204).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const heard = (path: string, text: string): Taken | undefined =>
    taken.find((one) => one.path === path && one.body.includes(text))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    answers: (path, status) => void answers.set(path, status),
    async hears(path, text, timeout = 20_000) {
      await expect.poll(() => heard(path, text), { timeout }).toBeDefined()
      return heard(path, text)!
    },
  }
}

interface Scene extends TestBench {
  readonly receiver: Receiver
  readonly crowd: Crowd
}

/** A service with people, and a plan for it. */
async function scene(more: (receiver: Receiver) => string): Promise<Scene> {
  const bench = await testBench(SEED)
  const receiver = await startReceiver()
  await bench.write(
    'plan.yaml',
    `flag: new-checkout
rule: split
treatment: on
control: off
steps:
  - { name: half, shareBps: 5000, holdMs: 3600000, monitored: true, minUnitsPerVariant: 20 }
  - { name: all, shareBps: 10000, approval: the owner }
guardrails:
  - metric: crash_rate
    direction: lower_is_better
    marginRelative: 0
    test: event_count_sequential
    onRegression: roll_back
on: { inconclusive: hold, noData: hold, srm: pause }
tickMs: 1000
${more(receiver)}`,
  )
  const crowd = createCrowd({
    url: new URL(`${bench.service.url}/`),
    key: 'sluice_client_demo',
    flag: 'new-checkout',
    unit: 'targetingKey',
    fetch: globalThis.fetch,
    now: Date.now,
    random: Math.random,
  })
  await crowd.come(60, () => 0)
  expect((await bench.sluice(['rollout', 'plan', 'plan.yaml'])).exit).toBe(EXIT.ok)
  return { ...bench, receiver, crowd }
}

const QUIET = 'rollback: { verifyWithinMs: 60000, cooldownMs: 0 }\n'
const broken = (variant: string): number => (variant === 'on' ? 0.7 : 0)
const stateOf = async ({ sluice }: Scene): Promise<{ state: string; verification: string }> =>
  (await sluice(['rollout', 'status', 'new-checkout', '--json'])).json()

describe('being on call for a rollout', () => {
  it(
    'tells people and the deployment by signed messages, the next when nobody acknowledges, and waits for the deployment',
    { timeout: 90_000 },
    async () => {
      const all = await scene(
        ({ url }) => `people:
  - { name: team, url: ${url}/team }
  - { name: duty, url: ${url}/duty, afterMs: 3000 }
  - { name: manager, url: ${url}/manager, afterMs: 3600000 }
rollback: { verifyWithinMs: 40000, cooldownMs: 0, hook: { url: ${url}/deploy, timeoutMs: 60000 } }
`,
      )
      const { receiver, sluice, crowd, read } = all
      receiver.answers('/deploy', 202)
      await sluice(['rollout', 'start', 'new-checkout', '--yes'])
      await crowd.come(120, broken)
      const told = await receiver.hears('/team', 'is being rolled back')
      const { headers } = told
      const secret = Buffer.from((await read('data/webhook.key')).slice('whsec_'.length), 'base64')
      const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${told.body}`
      expect(headers['webhook-signature']).toBe(
        `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`,
      )
      await receiver.hears('/deploy', 'rollout.rollback')
      await receiver.hears('/duty', 'Nobody has acknowledged this yet')
      expect((await sluice(['rollout', 'acknowledge', 'new-checkout'])).exit).toBe(EXIT.ok)

      // The flag is back and the crashes are over, but not the deployment.
      await crowd.come(150, () => 0)
      expect((await stateOf(all)).state).toBe('verifying')
      const deployed = await sluice(['rollout', 'deployed', 'new-checkout'])
      expect([deployed.exit, deployed.err]).toEqual([EXIT.ok, ''])
      // Who comes from now on meets the code that went back, and shows whether it helped.
      await crowd.come(150, () => 0)
      await new Promise((done) => setTimeout(done, 7_000))
      await crowd.come(150, () => 0)
      // Better than the harm, by few: that it is back is said when the window ends.
      await expect
        .poll(async () => stateOf(all), { timeout: 45_000 })
        .toMatchObject({ state: 'rolled_back', verification: 'verified' })
      expect(receiver.taken.filter(({ path }) => path === '/manager')).toEqual([])
      const ids = receiver.taken.map(({ headers: sent }) => sent['webhook-id'])
      expect(new Set(ids).size).toBe(ids.length)
    },
  )

  it(
    'raises an alarm when the deployment does not answer in time',
    { timeout: 60_000 },
    async () => {
      const all = await scene(
        ({ url }) => `people: [{ name: team, url: ${url}/team }]
rollback: { verifyWithinMs: 60000, cooldownMs: 0, hook: { url: ${url}/deploy, timeoutMs: 2000 } }
`,
      )
      all.receiver.answers('/deploy', 202)
      await all.sluice(['rollout', 'start', 'new-checkout', '--yes'])
      await all.sluice(['rollout', 'rollback', 'new-checkout', '--reason', 'I saw it'])
      const { body } = await all.receiver.hears('/team', 'has not said within')
      expect(body).toContain('has not said within 2 seconds that it did')
    },
  )

  it('says that a deployment refused, and why', { timeout: 60_000 }, async () => {
    const all = await scene(
      ({ url }) => `people: [{ name: team, url: ${url}/team }]
rollback: { verifyWithinMs: 60000, cooldownMs: 0, hook: { url: ${url}/deploy, timeoutMs: 60000 } }
`,
    )
    const { receiver, sluice } = all
    receiver.answers('/deploy', 202)
    await sluice(['rollout', 'start', 'new-checkout', '--yes'])
    await sluice(['rollout', 'rollback', 'new-checkout', '--reason', 'I saw it'])
    await receiver.hears('/deploy', 'I saw it')
    const said = ['rollout', 'deployed', 'new-checkout', '--refused', '--reason', 'A migration']
    expect((await sluice(said)).exit).toBe(EXIT.ok)
    const { body } = await receiver.hears('/team', 'did not go back')
    expect(body).toMatch(/\S+ says that the deployment did not go back: A migration\./)
  })

  it('raises nothing during a freeze, whoever asks', { timeout: 60_000 }, async () => {
    const startsAt = Date.now() + 20_000
    const { sluice } = await scene(
      () => `freezes: [{ startsAt: ${startsAt}, endsAt: ${startsAt + 3_600_000}, reason: the sale }]
${QUIET}`,
    )
    expect((await sluice(['rollout', 'start', 'new-checkout', '--yes'])).exit).toBe(EXIT.ok)
    const bob = await sluice(['tokens', 'create', 'bob', '--role', 'approver', '--json'])
    const { secret } = bob.json() as { secret: string }
    const approve = ['rollout', 'approve', 'new-checkout', 'all']
    const own = await sluice(approve)
    expect([own.exit, own.err]).toEqual([
      EXIT.failed,
      expect.stringContaining('Nobody approves their own rollout. Ask somebody else'),
    ])
    const other = await sluice(approve, { env: { SLUICE_TOKEN: secret } })
    expect([other.exit, other.err]).toEqual([EXIT.ok, ''])
    await new Promise((done) => setTimeout(done, Math.max(0, startsAt - Date.now())))
    const advanced = await sluice(['rollout', 'advance', 'new-checkout', '--yes'])
    expect([advanced.exit, advanced.err]).toEqual([
      EXIT.failed,
      expect.stringContaining('Nothing rises during a freeze: the sale.'),
    ])
    // Going back is never frozen.
    const back = await sluice(['rollout', 'rollback', 'new-checkout', '--reason', 'I saw it'])
    expect(back.exit).toBe(EXIT.ok)
  })

  it(
    'means the rollout that people have when it is called by its flag, and not a newer draft',
    { timeout: 60_000 },
    async () => {
      const { sluice } = await scene(() => QUIET)
      const [older] = (await sluice(['rollout', 'list', '--json'])).json().items as { id: string }[]
      expect((await sluice(['rollout', 'plan', 'plan.yaml'])).exit).toBe(EXIT.ok)
      await sluice(['rollout', 'start', older!.id, '--yes'])
      expect((await sluice(['rollout', 'status', 'new-checkout'])).out).toContain(older!.id)
      expect((await sluice(['replay', 'new-checkout'])).out).toContain('started')
      const back = await sluice(['rollout', 'rollback', 'new-checkout', '--reason', 'I saw it'])
      expect([back.exit, back.out]).toEqual([EXIT.ok, expect.stringContaining(older!.id)])
      const acknowledged = await sluice(['rollout', 'acknowledge', 'new-checkout'])
      expect([acknowledged.exit, acknowledged.err]).toEqual([EXIT.ok, ''])
      const paper = await sluice(['rollout', 'post-mortem', 'new-checkout'])
      expect(paper.out).toContain('| rolled back by | demo admin |')
    },
  )

  it(
    'does what was asked for, however many looks passed before the answer',
    {
      timeout: 60_000,
    },
    async () => {
      const { sluice, crowd } = await scene(() => QUIET)
      const later = async (): Promise<string> => {
        await new Promise((done) => setTimeout(done, 3_500))
        await crowd.come(20, () => 0)
        return 'y'
      }
      const started = await sluice(['rollout', 'start', 'new-checkout'], { answers: [later] })
      expect([started.exit, started.err]).toEqual([EXIT.ok, ''])
      const bob = await sluice(['tokens', 'create', 'bob', '--role', 'approver', '--json'])
      const { secret } = bob.json() as { secret: string }
      const approve = ['rollout', 'approve', 'new-checkout']
      expect((await sluice(approve, { env: { SLUICE_TOKEN: secret } })).exit).toBe(EXIT.ok)
      const none = await sluice(approve, { env: { SLUICE_TOKEN: secret } })
      expect([none.exit, none.err]).toEqual([
        EXIT.usage,
        expect.stringContaining('of "new-checkout" waits for an approval'),
      ])
      const changing = async (): Promise<string> => {
        await sluice(['rollout', 'pause', 'new-checkout'])
        return 'y'
      }
      const changed = await sluice(['rollout', 'advance', 'new-checkout'], { answers: [changing] })
      expect(changed.err).toContain('Something happened to the rollout')
      const advanced = await sluice(['rollout', 'advance', 'new-checkout'], { answers: [later] })
      expect([advanced.exit, advanced.err]).toEqual([EXIT.ok, ''])
      expect(advanced.out).toContain('◉ all  100 %')
    },
  )
})
