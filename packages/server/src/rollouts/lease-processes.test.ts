import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, expect, it } from 'vitest'
import { temporaryFolder } from '../api/test-service.ts'
import { applyEvent } from './apply-event.ts'
import { PLAN, startRolloutService } from './testing/rollout-service.ts'

const OPTIONS = { execArgv: ['--conditions=@sluice/source', '--no-warnings'] }
const RUNNER = new URL('./testing/runner-process.ts', import.meta.url)
const SERVICE = new URL('../intake/testing/service-process.ts', import.meta.url)

const children: ChildProcess[] = []
const folders: string[] = []
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function startRunnerOn(folder: string, since: number, crashes: number): ChildProcess {
  const child = fork(RUNNER, [folder, `${since}`, `${crashes}`], OPTIONS)
  children.push(child)
  return child
}

async function hears(child: ChildProcess, word: string): Promise<void> {
  for (;;) {
    const [message] = (await once(child, 'message')) as [unknown]
    if (message === word) return
  }
}

function newFolder(): string {
  const folder = temporaryFolder()
  folders.push(folder)
  return folder
}

/** A data folder of its own whose database is that of another one. */
function besides(folder: string): string {
  const other = newFolder()
  mkdirSync(other, { recursive: true })
  symlinkSync(join(folder, 'sluice.db'), join(other, 'sluice.db'))
  for (const file of ['audit-key.pem', 'audit-head.json']) {
    copyFileSync(join(folder, file), join(other, file))
  }
  return other
}

/** Starts a rollout in a folder, and leaves it to whoever runs there next. */
async function startOneIn(folder: string): Promise<void> {
  const service = await startRolloutService(folder)
  const id = await service.draft({ ...PLAN, tickMs: 1_000 })
  const by = { id: 'sam', name: 'Sam' }
  await applyEvent(service.store, {
    environment: 'shop',
    id,
    event: (_, { now }) => ({ kind: 'start', at: now, by, versionBefore: 1 }),
  })
  await service.close()
}

async function startServiceOn(folder: string): Promise<ChildProcess> {
  const child = fork(SERVICE, [folder], OPTIONS)
  children.push(child)
  await once(child, 'message')
  return child
}

/** Everything that a runner may write. */
function written(folder: string): Record<string, unknown[]> {
  const database = new DatabaseSync(join(folder, 'sluice.db'), { readOnly: true, timeout: 5_000 })
  const tables = ['rollouts', 'rollout_decisions', 'rollout_messages', 'leases', 'ruleset_versions']
  const rows = tables.map((table) => [table, database.prepare(`select * from ${table}`).all()])
  database.close()
  return Object.fromEntries(rows) as Record<string, unknown[]>
}

const stateIn = (folder: string): unknown =>
  (written(folder)['rollouts'] as { state_name: string }[])[0]?.state_name
const leaseIn = (folder: string): unknown => written(folder)['leases']?.[0]

it(
  'fences off a process that was stopped for longer than its lease, and woke up in the middle of a look',
  { timeout: 120_000 },
  async () => {
    const folder = newFolder()
    await startOneIn(folder)

    const since = Date.now()
    const first = startRunnerOn(folder, since, 20)
    await hears(first, 'ready')
    await hears(first, 'looking')
    await expect.poll(() => leaseIn(folder)).toMatchObject({ token: 1 })
    await hears(first, 'looking')
    first.kill('SIGSTOP')

    const second = startRunnerOn(besides(folder), since, 200)
    await hears(second, 'ready')
    await expect.poll(() => stateIn(folder), { timeout: 30_000 }).toBe('verifying')
    expect(leaseIn(folder)).toMatchObject({ token: 2, holder: `process ${second.pid}` })
    await hears(second, 'looking')
    second.kill('SIGSTOP')
    const before = written(folder)

    // Its look saw a rollout that runs and is well. It must not say so now.
    first.kill('SIGCONT')
    await new Promise((done) => setTimeout(done, 1_000))
    expect(written(folder)).toEqual(before)
    second.kill('SIGCONT')
    await hears(second, 'looking')
    await hears(second, 'looking')
    expect(leaseIn(folder)).toMatchObject({ token: 2 })
    expect(stateIn(folder)).not.toBe('running')
  },
)

it(
  'goes on at once after a service was killed, and does not wait for the lease of a dead one',
  { timeout: 60_000 },
  async () => {
    const folder = newFolder()
    await startOneIn(folder)
    const first = await startServiceOn(folder)
    await expect.poll(() => leaseIn(folder), { timeout: 10_000 }).toMatchObject({ token: 1 })
    const { expires_at: runsOut } = leaseIn(folder) as { expires_at: number }
    first.kill('SIGKILL')
    await once(first, 'exit')
    await startServiceOn(folder)
    await expect.poll(() => leaseIn(folder), { timeout: 15_000 }).toMatchObject({ token: 2 })
    expect(Date.now()).toBeLessThan(runsOut)
  },
)

it(
  'refuses a second service on the folder of one that only stands still',
  { timeout: 60_000 },
  async () => {
    const folder = newFolder()
    const first = fork(SERVICE, [folder], OPTIONS)
    children.push(first)
    const [{ url }] = (await once(first, 'message')) as [{ url: string }]
    first.kill('SIGSTOP')
    const second = fork(SERVICE, [folder], { ...OPTIONS, silent: true })
    children.push(second)
    let said = ''
    second.stderr?.on('data', (text) => (said += String(text)))
    const [code] = (await once(second, 'exit')) as [number]
    expect(code).not.toBe(0)
    expect(said).toContain(`is in use by process ${first.pid}`)
    first.kill('SIGCONT')
    expect((await fetch(`${url}/health/live`)).status).toBe(200)
  },
)
