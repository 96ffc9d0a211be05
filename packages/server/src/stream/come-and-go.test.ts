import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import type { Weight } from '../service/service-process.ts'
import { temporaryFolder } from '../service/test-service.ts'
import { BULK, readBulk } from '../service/test-app.ts'

const MIB = 2 ** 20
const AT_ONCE = 50

async function startProcess() {
  const child = fork(
    new URL('../service/service-process.ts', import.meta.url),
    [await temporaryFolder()],
    { execArgv: ['--conditions=@sluice/source', '--no-warnings', '--expose-gc'] },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]
  return {
    url,
    async weigh(): Promise<Weight> {
      // What ends a connection has then ended, and the timers of farewells have fired.
      await setTimeout(3_000)
      child.send('weigh')
      return ((await once(child, 'message')) as [Weight])[0]
    },
  }
}

async function streamOf(url: string): Promise<{ port: number; path: string }> {
  const answer = await fetch(url + BULK, {
    method: 'POST',
    headers: { Authorization: 'Bearer sluice_client_demo' },
    body: '{"context":{}}',
  })
  const { port, pathname, search } = new URL((await readBulk(answer)).eventStreams?.[0]?.url ?? '')
  return { port: Number(port), path: pathname + search }
}

/** Opens streams and breaks them off, politely and not. */
async function comeAndGo(url: string, count: number): Promise<void> {
  const { port, path } = await streamOf(url)
  const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`
  let begun = 0
  const listener = async (): Promise<void> => {
    while (begun++ < count) {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => undefined)
      socket.write(request)
      const isPolite = begun % 2 === 0
      socket.once('data', () => (isPolite ? socket.destroy() : socket.resetAndDestroy()))
      await once(socket, 'close')
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, listener))
}

it('keeps nothing of ten thousand clients that came and went', async ({ annotate }) => {
  const { url, weigh } = await startProcess()
  // A process that begins to work gets a larger nursery and compiled code, once: that is the allocator, and stays.
  await comeAndGo(url, 10_000)
  const before = await weigh()
  await comeAndGo(url, 10_000)
  const after = await weigh()
  const [rss, heap] = [after.rss - before.rss, after.heapUsed - before.heapUsed]
  await annotate(`RSS +${(rss / MIB).toFixed(1)} MiB, heap +${(heap / MIB).toFixed(1)} MiB`)
  expect(after.handles).toEqual(before.handles)
  expect(heap).toBeLessThan(2 * MIB)
  expect(rss).toBeLessThan(20 * MIB)
}, 60_000)
