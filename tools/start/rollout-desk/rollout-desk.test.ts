import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startService, type Service } from '../../../packages/server/src/index.ts'
import { readFlagsFile } from '../flags-file.ts'
import { quietLogger } from '../quiet-logger.ts'
import { deskRoute } from './desk-route.ts'
import { readPlan } from './read-plan.ts'
import { openRolloutDesk, type DeskState, type RolloutDesk } from './rollout-desk.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

let dataDir: string
let service: Service
let desk: RolloutDesk
let server: Server
let url: string

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'sluice-desk-'))
  const { document } = await readFlagsFile(ROOT)
  service = await startService({
    mode: 'development',
    dataDir,
    port: 0,
    seed: { environment: 'development', document },
    logger: quietLogger,
    // A busy machine holds up tests for seconds.
    limits: { blockedMs: 60_000 },
  })
  desk = openRolloutDesk(service.url, await readPlan(ROOT), 'anonymousKey')
  type Middleware = (request: object, response: object) => void
  let middleware: Middleware | undefined
  const use = (_path: string, own: Middleware): void => void (middleware = own)
  const { configureServer } = deskRoute(desk) as unknown as {
    configureServer: (server: object) => void
  }
  configureServer({ middlewares: { use } })
  server = createServer((request, response) => middleware?.(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  await desk.close()
  server.close()
  await service.close()
  rmSync(dataDir, { recursive: true, force: true })
})

async function order(what: string): Promise<DeskState> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ order: what }),
  })
  expect(answer.status).toBe(200)
  return (await answer.json()) as DeskState
}

async function stateWhen(isSo: (state: DeskState) => boolean): Promise<DeskState> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    const state = (await (await fetch(url)).json()) as DeskState
    if (isSo(state)) return state
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('The desk did not come to that in time.')
}

it('does nothing before it is told to', async () => {
  const state = (await (await fetch(url)).json()) as DeskState
  expect(state).toMatchObject({ isComing: false, isBroken: false, people: 0, rollout: null })
  expect(state.url).toBe(`${service.url}/environments/development/rollouts`)
})

it('plans the rollout once people have met the flag, for somebody else to start', async () => {
  expect(await order('come')).toMatchObject({ isComing: true, fault: null })
  const { url: page, fault } = await stateWhen(({ rollout }) => rollout?.state === 'draft')
  expect(fault).toBeNull()
  const id = page.split('/').at(-1)
  const answer = await fetch(`${service.url}/v1/environments/development/rollouts/${id}`, {
    headers: { Authorization: 'Bearer sluice_admin_demo' },
  })
  expect(await answer.json()).toMatchObject({ author: { name: 'The potter' }, toApprove: 'all' })
  expect(await order('break')).toMatchObject({ isBroken: true })
  const rested = await order('rest')
  expect(rested).toMatchObject({ isComing: false, isBroken: true })
  expect(await order('mend')).toMatchObject({ isBroken: false })
})

it.each([
  ['text/plain', '{"order":"come"}'],
  ['application/json', '{"order":"dance"}'],
  ['application/json', '{'],
])('refuses as %s what is no order: %s', async (type, body) => {
  const answer = await fetch(url, { method: 'POST', headers: { 'Content-Type': type }, body })
  expect(answer.status).toBe(422)
  expect(((await answer.json()) as { detail: string }).detail).toContain('come, rest, break, mend')
  expect(await (await fetch(url)).json()).toMatchObject({ isComing: false })
})
