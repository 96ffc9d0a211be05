import { inspect } from 'node:util'
import type { SluiceError } from '@sluice/core'
import { expect, it, vi } from 'vitest'
import { bulk } from '../test/fake-environment.ts'
import { start, world } from '../test/page.ts'

const refused = (status: number, body = ''): Response => new Response(body, { status })

it.each([
  [refused(401), 'answered 401: check the client key.'],
  [refused(403), 'answered 403: check the client key.'],
  [refused(404), 'answered 404: check the url.'],
  [refused(503), 'answered 503'],
  [refused(400, 'no JSON'), 'answered 400'],
  [refused(400, '{"errorDetails":"no targetingKey"}'), 'answered 400: no targetingKey'],
  [
    refused(400, JSON.stringify({ errorDetails: `sluice_client_x ${'y'.repeat(500)}` })),
    `answered 400: … ${'y'.repeat(198)}`,
  ],
  [new Response('<html>'), 'answered something that is not OFREP.'],
  [bulk([], { version: null }), 'answered no flags.'],
])('tells what to do: %#', async (response, message) => {
  const client = start()
  await world.request().answer(response)
  expect(client.status().error?.message).toBe(`http://flags.test ${message}`)
})

it('tells what to do when nobody answers', async () => {
  const client = start()
  await world.request().drop()
  expect(client.status().error?.message).toBe(
    "http://flags.test did not answer: is it running, and does it allow this page's origin?",
  )
})

it('names up to three malformed flags', async () => {
  const onError = vi.fn<() => void>()
  start({ onError })
  const bad = ['a', 'b', 'c', 'd'].map((key) => ({ key, variant: 7 }))
  await world.request().answer(bulk([{ key: 5 }, ...bad]))
  expect(onError.mock.calls).toMatchObject([[{ message: expect.stringMatching(/: a,b,c$/) }]])
})

it.each([undefined, '', 'flags.test', 'localhost:4600', 'ftp://flags.test'])(
  'tells once that %s is no address, and asks nobody',
  async (url) => {
    const onError = vi.fn<() => void>()
    const client = start({ url: url as string, onError })
    await world.advance(60_000)
    void client.refresh()
    await world.advance(60_000)
    expect(onError.mock.calls).toMatchObject([[{ code: 'INVALID_OPTIONS' }]])
    expect(client.status()).toMatchObject({ state: 'offline', error: { code: 'INVALID_OPTIONS' } })
    expect(world.requests).toHaveLength(0)
  },
)

it.each([
  [{ url: 'http://user:secret@flags.test' }, 'url: start it with http(s):// or /, no @'],
  [{ url: 'https://secret@flags.test/x' }, 'url: start it with http(s):// or /, no @'],
  [{ url: '//user:se/secret@flags.test' }, 'url: start it with http(s):// or /, no @'],
  [{ url: 'user:secret@flags.test' }, 'url: start it with http(s):// or /, no @'],
  [{ clientKey: 'secret\nsecret' }, 'clientKey: give what was printed'],
  [{ clientKey: 'ключsecret' }, 'clientKey: give what was printed'],
  [{ clientKey: 'secretк' }, 'clientKey: give what was printed'],
])('tells of %j what fetch refuses, without a secret', async (wrong, message) => {
  const onError = vi.fn<(error: SluiceError) => void>()
  const lines: string[] = []
  // What every browser does with these.
  const fetch: typeof globalThis.fetch = async (input, init) => new Request(input, init) as never
  const environment = { ...world, fetch }
  const client = start({ ...wrong, onError, debug: (line) => lines.push(line), environment })
  await world.advance(60_000)
  void client.refresh()
  await world.advance(60_000)
  expect(onError).toHaveBeenCalledOnce()
  expect(client.status().error).toMatchObject({ code: 'INVALID_OPTIONS', message })
  expect(inspect([onError.mock.calls, client.status(), lines])).not.toContain('secret')
})

it('sends a key with the end of a line behind it, as a file has it', async () => {
  const asked: Request[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    asked.push(new Request(input, init))
    return bulk({ gate: true })
  }
  const client = start({ clientKey: 'sluice_client_x\n', environment: { ...world, fetch } })
  await client.ready()
  expect(asked[0]?.headers.get('authorization')).toBe('Bearer sluice_client_x')
  expect(client.status().state).toBe('ready')
})

it.each(['/', '//', '/ofrep/v1'])('takes %s for the root of the page', (url) => {
  const fetched = vi.fn<typeof fetch>(() => new Promise(() => {}))
  start({ url, environment: { ...world, fetch: fetched } })
  expect(new URL(fetched.mock.calls[0]?.[0] as string, 'https://shop.example/a/b').href).toBe(
    'https://shop.example/ofrep/v1/evaluate/flags',
  )
})

it.each(['http://flags.test//', 'http://flags.test/ofrep/v1', 'http://flags.test/ofrep/v1/'])(
  'takes %s for the address of the service',
  (url) => {
    start({ url })
    expect(world.request().url.href).toBe('http://flags.test/ofrep/v1/evaluate/flags')
  },
)

it('tells once of a cache that does not exist, and goes on in memory', async () => {
  const onError = vi.fn<() => void>()
  const client = start({ cache: 'disk' as never, onError })
  await world.request().answer(bulk({ gate: true }))
  expect(onError.mock.calls).toMatchObject([[{ code: 'INVALID_OPTIONS' }]])
  expect(client.peek('gate', false).value).toBe(true)
})
