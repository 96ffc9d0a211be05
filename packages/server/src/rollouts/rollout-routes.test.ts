import { afterEach, beforeEach, expect, it } from 'vitest'
import { checkTargets, mayBeInside } from './webhooks/inner-targets.ts'
import { createOnceWriter } from '../api/idempotency.ts'
import { sendExposures } from './testing/send-exposures.ts'
import { PLAN, startRolloutService, type RolloutService } from './testing/rollout-service.ts'

let service: RolloutService
beforeEach(async () => {
  service = await startRolloutService()
})
afterEach(async () => service.close())

const PATH = '/v1/environments/shop/rollouts'
const CHECKS = { ...PLAN, steps: [{ ...PLAN.steps[0], shareBps: 1_000, minUnitsPerVariant: 1 }] }

/** Sends exposures of the default by people who met the flag. */
const exposed = async (people: number): Promise<void> =>
  sendExposures(
    service,
    Array.from({ length: people }, (_, n) => ({ unit: `p${n}`, variant: 'off' })),
  )

it('checks a plan against what it is going to meet, and keeps nothing of a bad one', async () => {
  const answer = await service.send('POST', PATH, { body: { plan: PLAN } })
  expect(answer.status).toBe(422)
  const problem = (await answer.json()) as {
    code: string
    faults: { path: string; message: string }[]
  }
  expect(problem.code).toBe('INVALID_PLAN')
  expect(problem.faults.map(({ message }) => message).join('\n')).toMatch(
    /The flag has had no exposures[^]*has never had a value/,
  )
  expect(await (await service.send('GET', PATH)).json()).toEqual({ items: [] })
})

it('names every fault of the shape of a plan', async () => {
  const steps = [
    { name: 'none', shareBps: 0 },
    { name: 'all', shareBps: 10_000 },
  ]
  const answer = await service.send('POST', PATH, { body: { plan: { ...PLAN, steps } } })
  expect(await answer.json()).toMatchObject({
    code: 'INVALID_PLAN',
    faults: [{ path: '$.steps[0].shareBps', at: ['steps', 0, 'shareBps'] }],
  })
})

it('plans, checks again, starts and shows a rollout', async () => {
  await exposed(400)
  const dry = await service.send('POST', `${PATH}?dryRun=true`, { body: { plan: CHECKS } })
  expect(await dry.json()).toMatchObject({ playbook: expect.stringContaining('sluice rollout') })
  const made = await service.send('POST', PATH, { body: { plan: CHECKS } })
  expect(made.status).toBe(201)
  const { id } = (await made.json()) as { id: string }
  const started = await service.act(id, { action: 'start' })
  expect(started.status).toBe(200)
  expect(await started.json()).toMatchObject({
    state: 'running',
    step: { name: 'canary' },
    versionBefore: 1,
  })
  const again = await service.send('POST', PATH, { body: { plan: CHECKS } })
  expect(await again.json()).toMatchObject({
    faults: [{ message: expect.stringContaining(`The rollout ${id} of "checkout" is running`) }],
  })
  const listed = await service.send('GET', `${PATH}?flag=checkout`)
  expect(await listed.json()).toMatchObject({ items: [{ id, state: 'running' }] })
  const audit = (await (await service.send('GET', '/v1/environments/shop/audit')).json()) as {
    items: { action: string; actor: { name: string } }[]
  }
  expect(audit.items.slice(0, 3).map(({ action }) => action)).toEqual([
    'rollout.act',
    'rollout.share',
    'rollout.create',
  ])
})

it('answers a repeated request as before, however the rollout has gone on meanwhile', async () => {
  await exposed(400)
  const send = async (path: string, body: object, key: string): Promise<unknown> => {
    const headers = { 'Idempotency-Key': key }
    const answer = await service.send('POST', path, { body, headers })
    return [answer.status, await answer.json()]
  }
  const plan = async (): Promise<unknown> => send(PATH, { plan: CHECKS }, 'plan')
  const planned = await plan()
  const [, { id }] = planned as [number, { id: string }]
  const start = async (): Promise<unknown> =>
    send(`${PATH}/${id}/actions`, { action: 'start' }, 'start')
  const started = await start()
  expect(started).toMatchObject([200, { state: 'running' }])
  // By now it would be taken no more.
  const refused = await send(PATH, { plan: CHECKS }, 'another')
  expect(refused).toMatchObject([422, { code: 'INVALID_PLAN' }])
  await service.send('PATCH', '/v1/environments/shop/flags/checkout', { body: { enabled: false } })
  const anew = await send(`${PATH}/${id}/actions`, { action: 'start' }, 'anew')
  expect(anew).toMatchObject([422, { code: 'INVALID_PLAN' }])
  expect(await start()).toEqual(started)
  expect(await plan()).toEqual(planned)
  // Also by another instance, or after a restart.
  const once = createOnceWriter(service.store, () => service.clock.now())
  const principal = { kind: 'token', id: 'x', name: 'x', role: 'admin' } as const
  const request = { principal, key: 'k', target: 'POST /', body: {} }
  await once(request, async () => ({ status: 200, body: { done: 1 } }))
  const other = createOnceWriter(service.store, () => service.clock.now())
  const late = await other(
    request,
    async () => ({ status: 200, body: { done: 2 } }),
    async () => Promise.reject(new Error('It does not hold any more.')),
  )
  expect(await late.json()).toEqual({ done: 1 })
})

it('refuses to start what has become impossible since it was planned', async () => {
  await exposed(400)
  const made = await service.send('POST', PATH, { body: { plan: CHECKS } })
  const { id } = (await made.json()) as { id: string }
  await service.send('PATCH', '/v1/environments/shop/flags/checkout', { body: { enabled: false } })
  const answer = await service.act(id, { action: 'start' })
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({ code: 'INVALID_PLAN' })
  expect(await service.show(id)).toMatchObject({ state: 'draft' })
})

it('answers 304 while all is the same, and not once somebody has acknowledged the alarm', async () => {
  const id = await service.begun()
  await service.act(id, { action: 'roll_back', reason: 'I saw it' })
  const path = `${PATH}/${id}`
  const first = await service.send('GET', path)
  const tag = first.headers.get('ETag') ?? ''
  const { etag, alarm } = (await first.json()) as { etag: string; alarm: string | null }
  expect(alarm).not.toBeNull()
  const headers = { 'If-None-Match': tag }
  const same = await service.send('GET', path, { headers })
  expect([same.status, same.headers.get('ETag'), await same.text()]).toEqual([304, tag, ''])
  expect((await service.act(id, { action: 'acknowledge' })).status).toBe(200)
  const changed = await service.send('GET', path, { headers })
  expect(changed.status).toBe(200)
  // It stands where it stood: whoever was about to act still may.
  expect(await changed.json()).toMatchObject({ alarm: null, etag })
  const body = { action: 'abort' }
  const acted = await service.send('POST', `${path}/actions`, {
    body,
    headers: { 'If-Match': tag },
  })
  expect(acted.status).toBe(200)
  const late = await service.send('POST', `${path}/actions`, { body, headers: { 'If-Match': tag } })
  expect(late.status).toBe(412)
})

it('lets turn off who may, and raise only who may', async () => {
  const id = await service.draft()
  expect((await service.act(id, { action: 'start' }, 'approver')).status).toBe(403)
  expect((await service.act(id, { action: 'abort' }, 'approver')).status).toBe(200)
  expect((await service.act(id, { action: 'abort' }, 'viewer')).status).toBe(403)
  expect((await service.act('r-none', { action: 'abort' })).status).toBe(404)
})

it('refuses a plan that would send messages to this machine or its networks', async () => {
  await exposed(400)
  const people = [
    'http://127.0.0.1/in',
    'https://chat.localhost/in',
    'https://chat.example/in',
  ].map((url) => ({ name: 'team', url }))
  const hook = { url: 'http://169.254.169.254/latest', timeoutMs: 1_000 }
  const plan = { ...CHECKS, people, rollback: { ...PLAN.rollback, hook } }
  const answer = await service.send('POST', PATH, { body: { plan } })
  const { faults } = (await answer.json()) as { faults: { path: string }[] }
  expect(faults.map(({ path }) => path)).toEqual([
    '$.people[0].url',
    '$.people[1].url',
    '$.rollback.hook.url',
  ])
})

it('sends messages inside where whoever runs the service has named the address', () => {
  const targets = ['https://deploy.internal:8443']
  expect(mayBeInside(targets, 'https://deploy.internal:8443/back?to=41')).toBe(true)
  expect(mayBeInside(targets, 'https://deploy.internal/back')).toBe(false)
  expect(mayBeInside(targets, 'http://deploy.internal:8443/back')).toBe(false)
  expect(mayBeInside(targets, 'https://deploy.internal:8443.example/back')).toBe(false)
  expect(mayBeInside('all', 'http://127.0.0.1/in')).toBe(true)
  expect(() => checkTargets(['https://deploy.internal/path'])).toThrow('is no origin')
  expect(() => checkTargets(targets)).not.toThrow()
})
