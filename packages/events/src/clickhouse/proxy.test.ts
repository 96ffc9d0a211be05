// oxlint-disable-next-line no-restricted-imports -- what stands before ClickHouse is a server of HTTP
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { openSpool } from '../spool.ts'
import { START, exposure } from '../testing/events.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { openClickHouseStore } from './open-clickhouse-store.ts'

async function proxy(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function opened(url: string) {
  const spool = await openSpool({ folder: temporaryFolder() })
  onTestFinished(() => spool.close())
  const store = await openClickHouseStore({ spool, url })
  onTestFinished(() => store.close())
  return { spool, store }
}

/** As a ClickHouse would that has all that it was sent, and has seen none of it before. */
function answerTo(asked: string): string {
  if (!/^(?:select|exists)/i.test(asked)) return ''
  const data = asked.includes('uniqExact')
    ? [{ n: new Set(asked.match(/'[0-9a-f-]{36}'/g)).size }]
    : asked.includes('count() as n')
      ? [{ n: 0 }]
      : asked.startsWith('exists')
        ? [{ result: 1 }]
        : []
  return JSON.stringify({ meta: [], data, rows: data.length })
}

it('asks in short request lines, however many events it looks up', async () => {
  let longest = 0
  const url = await proxy((request, response) => {
    longest = Math.max(longest, request.url?.length ?? 0)
    let asked = ''
    request.setEncoding('utf8').on('data', (text: string) => (asked += text))
    request.on('end', () => response.end(answerTo(asked)))
  })
  const { spool, store } = await opened(url)
  await spool.append(Array.from({ length: 5_000 }, () => exposure({ at: START })))
  await store.settle()
  expect(spool.state().events).toBe(0)
  expect(longest).toBeGreaterThan(0)
  expect(longest).toBeLessThan(2_048)
})

it.each<[number, string, string]>([
  [414, '', 'it answered with HTTP 414 and no text'],
  [502, '<html>\n<h1>Bad Gateway</h1>', 'HTTP 502: <html>'],
  [
    500,
    'Code: 241. DB::Exception: too much. (MEMORY_LIMIT_EXCEEDED) (version 26)',
    'HTTP 500, code 241 MEMORY_LIMIT_EXCEEDED: too much',
  ],
])('says what came back with HTTP %i', async (status, text, said) => {
  const url = await proxy((request, response) => {
    response.statusCode = status
    request.resume().on('end', () => response.end(text))
  })
  await expect(opened(url)).rejects.toMatchObject({
    code: 'EVENT_STORE_FAILED',
    message: expect.stringContaining(said),
  })
})

it.each([
  ['nothing', ''],
  ['a page to sign in at', '<html>login'],
  ['the same with lines', '<!doctype html>\n<html>\n<body>Sign in</body>\n</html>\n'],
  ['a word', 'Ok.\n'],
  ['an object of something else', '{"status":"up"}'],
  ['rows that are fewer than it counts', '{"meta":[],"data":[{"result":1}],"rows":2}'],
  ['rows without what names them', '{"meta":[],"data":[],"rows":0}'],
])('is told apart from a server that answers 200 with %s', async (_, text) => {
  const url = await proxy((request, response) => {
    request.resume().on('end', () => response.end(text))
  })
  await expect(opened(`${url.replace('//', '//ada:secret@')}/shop`)).rejects.toMatchObject({
    code: 'EVENT_STORE_FAILED',
    status: 503,
    message: expect.toSatisfy(
      (said: string) => said.includes(`${url}/shop`) && !said.includes('secret'),
    ) as string,
  })
})

it('says why nothing came back', async () => {
  await expect(opened('http://127.0.0.1:1')).rejects.toThrow(/ECONNREFUSED|connect/)
})
