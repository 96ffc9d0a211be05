import type { StoredEvent } from '@sluice/events/spool'
import { expect, it } from 'vitest'
import { createFakeClock } from '../live/fake-clock.ts'
import { createExposureTail } from './exposure-tail.ts'
import { createTestIntake, exposure, readAnswer } from './test-intake.ts'

function messagesOf(text: string): Record<string, unknown>[] {
  return text
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => JSON.parse(block.slice('data: '.length)) as Record<string, unknown>)
}

function listen(room = Infinity) {
  const clock = createFakeClock()
  const tail = createExposureTail(clock)
  let text = ''
  let ended = false
  const sink = {
    send(more: string) {
      if (text.length + more.length > room) return false
      text += more
      return true
    },
    end: () => void (ended = true),
  }
  const open = (flag?: string) => tail.open({ environment: 'shop', tokenId: 'ada', flag, sink })
  return { clock, tail, open, messages: () => messagesOf(text).slice(1), hasEnded: () => ended }
}

const stored = (more: object = {}): StoredEvent =>
  ({ ...exposure(), environment: 'shop', receivedAt: 1, rawAt: '1', ...more }) as never

it('tells what is shown and never to whom', () => {
  const { tail, open, messages } = listen()
  open()
  tail.kept('shop', [stored({ reader: 'a.test', attributes: { country: 'IE' } })])
  const [message] = messages()
  expect(message).toMatchObject({ type: 'exposure', flag: 'cta', variant: 'on', reader: 'a.test' })
  for (const name of ['units', 'attributes', 'session', 'contextHash']) {
    expect(message).not.toHaveProperty(name)
  }
})

it('tells of the exposures of its environment and flag only', () => {
  const { tail, open, messages } = listen()
  open('cta')
  tail.kept('shop', [stored({ type: 'outcome' }), stored({ flag: 'other' }), stored()])
  tail.kept('other', [stored()])
  expect(messages()).toHaveLength(1)
})

it('tells of two hundred a second, and how many it left out', () => {
  const { clock, tail, open, messages } = listen()
  open()
  tail.kept(
    'shop',
    Array.from({ length: 1_000 }, () => stored()),
  )
  expect(messages()).toHaveLength(200)
  clock.advance(1_000)
  expect(messages().at(-1)).toEqual({ type: 'left_out', count: 800 })
  tail.kept('shop', [stored()])
  expect(messages()).toHaveLength(202)
})

it('lets go of a listener that does not read', () => {
  const { tail, open, messages, hasEnded } = listen(2_000)
  open()
  tail.kept(
    'shop',
    Array.from({ length: 100 }, () => stored()),
  )
  expect(hasEnded()).toBe(true)
  expect(messages().length).toBeLessThan(20)
})

it('says every fifteen seconds that it is there, and leaves no timer behind', () => {
  const { clock, open, messages, tail } = listen()
  const close = open()
  clock.advance(30_000)
  expect(messages()).toEqual([{ type: 'heartbeat' }, { type: 'heartbeat' }])
  close?.()
  expect(clock.pending).toBe(0)
  tail.close()
})

it('ends with the token that it was opened with', () => {
  const { tail, open, hasEnded } = listen()
  open()
  tail.revoke('somebody else')
  expect(hasEnded()).toBe(false)
  tail.revoke('ada')
  expect(hasEnded()).toBe(true)
})

it('takes a hundred listeners and no more', () => {
  const { open } = listen()
  for (let index = 0; index < 100; index++) expect(open()).toBeDefined()
  expect(open()).toBeUndefined()
})

it('streams to a token that may read events, and to no key', async () => {
  const app = createTestIntake()
  const path = '/v1/environments/development/exposures/tail'
  const as = (credential: string) =>
    app.request(path, { headers: { Authorization: `Bearer ${credential}` } })
  for (const credential of ['sluice_client_demo', 'sluice_server_demo', app.addToken('auditor')]) {
    expect((await as(credential)).status).toBe(403)
  }
  const answer = await as(app.addToken('viewer'))
  expect(answer.headers.get('content-type')).toBe('text/event-stream')
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  expect((await reader?.read())?.value).toContain('heartbeat')
  await readAnswer(await app.send([exposure()]))
  expect((await reader?.read())?.value).toContain('"flag":"cta"')
  app.close()
  expect((await reader?.read())?.done).toBe(true)
})
