import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { BULK } from '../service/test-app.ts'
import { temporaryFolder } from '../service/test-service.ts'
import { countedVariants, numberedExposure, sendEvents } from './testing/sent-events.ts'

const DISK = 'mount -t tmpfs -o size=8m tmpfs "$0" && exec "$@"'

/** Whether this machine lets a process have a small disk of its own. */
const canMount =
  process.platform === 'linux' &&
  spawnSync('unshare', ['-rm', 'sh', '-c', DISK, '/mnt', 'true']).status === 0

async function startOnSmallDisk(dataDir: string): Promise<{ child: ChildProcess; url: string }> {
  const script = fileURLToPath(new URL('./testing/small-disk-process.ts', import.meta.url))
  const node = [process.execPath, '--conditions=@sluice/source', '--no-warnings', script, dataDir]
  const child = spawn('unshare', ['-rm', 'sh', '-c', DISK, dataDir, ...node], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  onTestFinished(async () => {
    if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit')
  })
  const [{ url }] = (await once(child, 'message')) as [{ readonly url: string }]
  return { child, url }
}

async function tell(child: ChildProcess, message: 'fill' | 'free'): Promise<void> {
  child.send(message)
  await once(child, 'message')
}

async function readiness(url: string): Promise<{ status: string; causes: readonly string[] }> {
  return (await (await fetch(`${url}/health/ready`)).json()) as never
}

it.skipIf(!canMount)(
  'loses nothing it acknowledged on a full disk, serves flags, and goes on by itself when there is room',
  async () => {
    const { child, url } = await startOnSmallDisk(await temporaryFolder())
    const acknowledged: string[] = []
    let number = 0
    const send = async (): Promise<number> => {
      const events = Array.from({ length: 10 }, () => numberedExposure(number++))
      try {
        await sendEvents(url, events)
        acknowledged.push(...events.map(({ variant }) => variant))
        return 200
      } catch (error) {
        return Number(/^Error: (\d+)/.exec(String(error))?.[1])
      }
    }
    // A machine that is busy while it starts turns events away for a moment; if for longer, it says why.
    const trouble = async (): Promise<unknown> =>
      (await send()) === 200 ? 'none' : (await readiness(url)).causes
    await expect.poll(trouble, { timeout: 15_000 }).toBe('none')
    await tell(child, 'fill')
    // What is left of the last block may still take a few.
    let status = 200
    for (let attempt = 0; attempt < 20 && status === 200; attempt++) status = await send()
    expect(status).toBe(503)
    expect(await readiness(url)).toMatchObject({
      status: 'degraded',
      causes: expect.arrayContaining(['event_spool_full']) as string[],
    })
    const served = await fetch(url + BULK, {
      method: 'POST',
      headers: { Authorization: 'Bearer sluice_client_demo' },
      body: '{"context":{}}',
    })
    expect(served.status).toBe(200)
    await tell(child, 'free')
    await expect.poll(send, { timeout: 10_000 }).toBe(200)
    expect((await readiness(url)).causes).not.toContain('event_spool_full')
    const counted = await countedVariants(url)
    expect(acknowledged.filter((variant) => counted.get(variant) !== 1)).toEqual([])
    expect(acknowledged.length).toBeGreaterThan(10)
  },
)
