import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { runSluice } from '../testing/run-sluice.ts'

/** Answers `sluice versions` by a server that is no service. */
async function against(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, ...(await runSluice(['versions'], { env: { SLUICE_URL: url } })) }
}

describe('the connection', () => {
  it('says which address does not answer, and how to start a service', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    server.close()
    await once(server, 'close')
    const { exit, err } = await runSluice(['versions'], { env: { SLUICE_URL: url } })
    expect([exit, err]).toEqual([
      EXIT.unreachable,
      `error: No service answers at ${url} (ECONNREFUSED). (UNREACHABLE)\n` +
        'Start one with "sluice serve", or name another with --url or SLUICE_URL.\n',
    ])
  })

  it.each<[string, RequestListener]>([
    [
      'a page of HTML',
      (_, response) => response.setHeader('content-type', 'text/html').end('<html>Sign in</html>'),
    ],
    [
      'a page of HTML with an error',
      (_, response) => response.writeHead(404).end('<html>Not found</html>'),
    ],
    ['JSON that is no object', (_, response) => response.end('[1]')],
    ['half of JSON', (_, response) => response.end('{"items": [')],
    ['nothing', (_, response) => response.end()],
  ])('tells %s from a service', async (_, listener) => {
    const { exit, err } = await against(listener)
    expect([exit, err]).toEqual([EXIT.failed, expect.stringContaining('is not a Sluice service')])
  })

  it('shows nothing strange for a list that is none', async () => {
    const { exit, out } = await against((_, response) =>
      response.end('{"items": [1, null, "x", {"version": "\\u001b[31m"}]}'),
    )
    expect(exit).toBe(EXIT.ok)
    // eslint-disable-next-line no-control-regex -- control characters are what it looks for
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
  })

  it.each<[string, RequestListener]>([
    ['a proxy without its service', (_, response) => response.writeHead(502).end('Bad gateway')],
    [
      'an answer that breaks off',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('{"it', () => response.destroy())
      },
    ],
    ['a connection that is cut', (request) => request.socket.destroy()],
  ])('counts %s as unreachable', async (_, listener) => {
    const { exit, err } = await against(listener)
    expect([exit, err]).toEqual([
      EXIT.unreachable,
      expect.stringContaining('No service answers at'),
    ])
  })

  it('takes the token along to no other address', async () => {
    let followed = 0
    const { exit, err } = await against((request, response) => {
      if (request.url === '/elsewhere') followed += 1
      response.writeHead(307, { location: '/elsewhere' }).end()
    })
    expect([exit, followed]).toEqual([EXIT.failed, 0])
    expect(err).toContain('redirects to http://127.0.0.1')
  })

  it('cannot be used to write to the terminal', async () => {
    const { err } = await against((_, response) =>
      response.writeHead(422, { 'content-type': 'application/problem+json' }).end(
        JSON.stringify({
          status: 422,
          code: '\u001b]0;x\u0007',
          detail: 'a\u001b[2Jb',
          faults: [{ path: '\u0007', at: [], message: '\u001b[1m' }],
        }),
      ),
    )
    // eslint-disable-next-line no-control-regex -- control characters are what it looks for
    expect(err).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
    expect(err).toContain(String.raw`a\u001b[2Jb`)
  })

  it('escapes names in addresses', async () => {
    const urls: string[] = []
    const send: typeof fetch = (input) => {
      urls.push(new Request(input).url)
      return Promise.resolve(Response.json({}))
    }
    await runSluice(['kill', '../../tokens?x=1#y'], { fetch: send })
    expect(urls.slice(0, 1)).toEqual([
      'http://127.0.0.1:4600/v1/environments/development/flags/..%2F..%2Ftokens%3Fx%3D1%23y',
    ])
  })
})
