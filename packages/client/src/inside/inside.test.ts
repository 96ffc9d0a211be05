import { inspect } from 'node:util'
import type { SluiceError } from '@sluice/core'
import { expect, it, onTestFinished, vi } from 'vitest'
import { bulk } from '../../test/fake-environment.ts'
import { start, startAsAda, world } from '../../test/page.ts'
import type { SluiceClient } from '../index.ts'
import { insideOf, type Inside } from '../inside.ts'
import { createLocalClient } from '../local.ts'
import { isBroken } from '../crashes.ts'

/** Looks inside of a client that has its first answer. */
async function look(
  client: SluiceClient,
  values: Record<string, unknown> = { gate: false },
): Promise<Inside> {
  await world.request().answer(bulk(values))
  const inside = insideOf(client)
  if (!inside) throw new Error('There is nothing inside.')
  return inside
}

const accepting = (): void =>
  world.take(({ batch }) => Response.json({ accepted: batch.events.length, refused: [] }))

it('is closed without a service, and before the part that brings values is there', () => {
  expect(insideOf(createLocalClient())).toBeUndefined()
  expect(insideOf(start())).toBeUndefined()
})

it('tells what the service said last, and what was read', async () => {
  const client = startAsAda()
  client.peek('gate', false)
  const inside = await look(client)
  client.peek('unheard-of', 1)
  expect(inside.url).toBe('http://flags.test')
  expect(inside.latest().get('gate')?.value).toBe(false)
  expect([...inside.reads()]).toEqual(['gate', 'unheard-of'])
})

it('asks what another context would be served, and shows it nowhere', async () => {
  const client = startAsAda()
  const inside = await look(client)
  const asked = inside.evaluate({ targetingKey: 'bob' })
  await vi.waitFor(() => expect(world.request().context).toMatchObject({ targetingKey: 'bob' }))
  expect(world.request().headers.get('authorization')).toBe('Bearer sluice_client_x')
  await world.request().answer(bulk({ gate: true }))
  expect(await asked).toMatchObject({ flags: [{ key: 'gate', value: true }] })
  expect(client.peek('gate', false).value).toBe(false)
  expect(client.context()['targetingKey']).toBe('ada')
})

it('repeats no password of an address that cannot be asked', async () => {
  const client = startAsAda({ url: 'http://user:secret@flags.test' })
  await world.advance(60_000)
  const failed = await insideOf(client)
    ?.evaluate({})
    .catch((error: unknown) => error)
  expect(failed).toMatchObject({ code: 'NETWORK_FAILED' })
  expect(inspect(failed)).not.toContain('secret')
})

it('asks with a token, and says what the service said when it refuses', async () => {
  const inside = await look(startAsAda())
  const asked = inside.ask('/v1/explain', 'mine', { flag: 'gate' })
  await vi.waitFor(() => expect(world.request().url.pathname).toBe('/v1/explain'))
  expect(world.request().headers.get('authorization')).toBe('Bearer mine')
  // Heard of before it is looked at.
  asked.catch(() => {})
  await world.request().answer(Response.json({ detail: 'Not for you.' }, { status: 403 }))
  await expect(asked).rejects.toThrow('The service answered 403: Not for you.')
})

it.each(['gone', 'offline'] as const)(
  'rehearses at once that it is %s, and mends it',
  async (kind) => {
    // Node has no events of the page.
    const told = vi.fn<(event: Event) => boolean>()
    vi.stubGlobal('dispatchEvent', told)
    onTestFinished(() => void vi.unstubAllGlobals())
    const client = startAsAda()
    const inside = await look(client)
    inside.setFault({ kind })
    await world.settle()
    expect(client.status().state).toBe('stale')
    expect(client.peek('gate', true).value).toBe(false)
    expect(inside.fault()).toEqual({ kind })
    inside.setFault({ kind: 'error', status: 503 })
    await world.advance(60_000)
    expect(client.status().error).toMatchObject({ status: 503 })
    const before = world.requests.length
    inside.setFault(undefined)
    await world.advance(60_000)
    expect(world.requests.length).toBeGreaterThan(before)
    await world.request().answer(bulk({ gate: true }))
    expect(client.status().state).toBe('ready')
    expect(client.peek('gate', false).value).toBe(true)
    const events = told.mock.calls.map(([{ type }]) => type)
    expect(events).toEqual(kind === 'offline' ? ['offline', 'online'] : [])
  },
)

it('marks a treatment as crashed without recording a crash, and takes the mark away', async () => {
  accepting()
  const errors: SluiceError[] = []
  const client = startAsAda({ events: true, onError: (error) => errors.push(error) })
  const inside = await look(client)
  inside.setBroken('gate', 'v-false', true)
  expect(isBroken(client, 'gate', 'v-false')).toBe(true)
  inside.setBroken('gate', 'v-false', false)
  expect(isBroken(client, 'gate', 'v-false')).toBe(false)
  expect(errors.map(({ code }) => code)).toEqual(['REHEARSED', 'REHEARSED'])
  await world.advance(10_000)
  expect(
    world.posts.flatMap(({ batch }) => batch.events).filter(({ type }) => type === 'crash'),
  ).toEqual([])
})

it('tells where events are: queued, then sent', async () => {
  const client = startAsAda({ events: true })
  const inside = await look(client)
  const ids: string[] = []
  const stop = inside.watchEvents((items) => ids.push(...items.map(({ id }) => id)))
  client.track('bought', { value: 5 })
  await world.settle()
  expect(ids).toHaveLength(1)
  expect(inside.eventStates()(ids[0] as string)).toBe('queued')
  accepting()
  await world.advance(120_000)
  expect(inside.eventStates()(ids[0] as string)).toBe('sent')
  stop()
  client.track('bought again')
  await world.settle()
  expect(ids).toHaveLength(1)
})

it('tells which events were given up', async () => {
  const client = startAsAda({ events: true })
  const inside = await look(client)
  const ids: string[] = []
  inside.watchEvents((items) => ids.push(...items.map(({ id }) => id)))
  world.take(({ batch }) =>
    Response.json(
      {
        accepted: 0,
        duplicates: 0,
        refused: batch.events.map((_, index) => ({ index, reason: 'no' })),
      },
      { status: 200 },
    ),
  )
  client.track('bought')
  await world.advance(120_000)
  expect(inside.eventStates()(ids[0] as string)).toBe('dropped')
  expect(inside.droppedEvents()).toBe(1)
})

it('expires what is kept for the next visit', async () => {
  const client = startAsAda()
  const inside = await look(client)
  await world.advance(1000)
  expect([...world.local.values()].join()).toContain('gate')
  inside.expireCache()
  expect([...world.local.values()].join()).not.toContain('gate')
  expect(client.peek('gate', true).value).toBe(false)
})
