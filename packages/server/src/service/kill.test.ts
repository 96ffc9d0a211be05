import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from './test-service.ts'
import { BULK } from './test-app.ts'

interface Running {
  readonly child: ChildProcess
  readonly url: string
  readonly readyMs: number
}

async function run(dataDir: string): Promise<Running> {
  const child = fork(new URL('./service-process.ts', import.meta.url), [dataDir], {
    execArgv: ['--conditions=@sluice/source', '--no-warnings'],
  })
  onTestFinished(async () => kill(child))
  const [ready] = (await once(child, 'message')) as [{ url: string; readyMs: number }]
  return { child, ...ready }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) {
    await once(child, 'exit')
  }
}

const admin = { Authorization: 'Bearer sluice_admin_demo', 'Content-Type': 'application/json' }

async function servedVersion(url: string): Promise<number> {
  const answer = await fetch(url + BULK, {
    method: 'POST',
    headers: { Authorization: 'Bearer sluice_client_demo' },
    body: '{"context":{}}',
  })
  return Number(answer.headers.get('sluice-ruleset-version'))
}

it('serves every acknowledged change after kill -9 in the middle of changes', async ({
  annotate,
}) => {
  const dataDir = await temporaryFolder()
  let acknowledged = 0
  const readyMs: number[] = []
  for (let round = 0; round < 3; round++) {
    const service = await run(dataDir)
    readyMs.push(service.readyMs)
    expect(await servedVersion(service.url)).toBeGreaterThanOrEqual(acknowledged)
    let changes = 0
    const change = async (): Promise<void> => {
      const answer = await fetch(
        `${service.url}/v1/environments/development/flags/f${round}-${changes}`,
        {
          method: 'PATCH',
          headers: { ...admin, 'If-None-Match': '*' },
          body: '{}',
        },
      )
      acknowledged = ((await answer.json()) as { version: number }).version
      if (++changes === 8) service.child.kill('SIGKILL')
      await change()
    }
    await expect(change()).rejects.toThrow('fetch failed')
    await kill(service.child)
  }
  const service = await run(dataDir)
  const version = await servedVersion(service.url)
  // One change may have been stored without its answer getting through.
  expect([acknowledged, acknowledged + 1]).toContain(version)
  expect(acknowledged).toBeGreaterThanOrEqual(24)
  const verified = await fetch(`${service.url}/v1/environments/development/audit/verify`, {
    headers: admin,
  })
  expect(await verified.json()).toMatchObject({ whole: true })
  await annotate(`ready after ${[...readyMs, service.readyMs].join(', ')} ms`)
})
