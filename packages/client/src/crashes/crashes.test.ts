import { expect, it } from 'vitest'
import { bulk, fakeEnvironment, type FakeEnvironment } from '../../test/fake-environment.ts'
import { openSlowly } from '../../test/slow-page.ts'
import type { SluiceClient } from '../client.ts'
import { isBroken, reportCrash } from '../crashes.ts'
import type { Consent } from '../events/consent.ts'

const accepting = () => {
  const world = fakeEnvironment()
  let drawn = 1
  world.chance = () => (drawn = (drawn * 16_807) % 2_147_483_647) / 2_147_483_647
  world.take(({ batch }) => Response.json({ accepted: batch.events.length, refused: [] }))
  return world
}

/** What the service has of crashes, and about whom. */
const crashes = ({ posts }: FakeEnvironment): unknown[] =>
  posts
    .flatMap(({ batch }) => batch.events)
    .flatMap((event) =>
      event.type === 'crash' ? [[event.message, event.units['targetingKey']]] : [],
    )

it('marks, keeps and sends what crashes before the rest of the client is there, in order', async () => {
  const world = accepting()
  const codes: string[] = []
  const { client, arrive } = openSlowly(world, {
    context: { targetingKey: 'ada' },
    onError: ({ code }) => codes.push(code),
  })
  reportCrash(client, { flag: 'cta', variant: 'urgent', error: new Error('first') })
  reportCrash(client, { flag: 'gate', variant: undefined, error: 'second' })
  expect(codes).toEqual(['TREATMENT_CRASHED', 'TREATMENT_CRASHED'])
  await world.advance(0)
  const next = openSlowly(world).client
  for (const page of [client, next]) {
    expect(isBroken(page, 'cta', 'urgent')).toBe(true)
    expect(isBroken(page, 'gate', undefined)).toBe(true)
    expect(isBroken(page, 'gate', 'on')).toBe(false)
  }
  const early = [
    ['first', 'ada'],
    ['second', 'ada'],
  ]
  expect(crashes(world)).toEqual(early)
  void client.setContext({ targetingKey: 'bob' })
  await arrive()
  await world.request().answer(bulk({ cta: 'x' }))
  await world.advance(20_000)
  expect(crashes(world)).toEqual(early)
  reportCrash(client, { flag: 'cta', variant: 'calm', error: 'third' })
  await world.advance(20_000)
  expect(crashes(world)).toEqual([...early, ['third', 'bob']])
  client.close()
  next.close()
})

it.each<[string, Consent]>([
  ['nobody has allowed it', 'unknown'],
  ['it is withdrawn', 'granted'],
])('sends nothing of a crash from before %s', async (_, consent) => {
  const world = accepting()
  const { client, arrive } = openSlowly(world, { consent })
  reportCrash(client, { flag: 'cta', variant: 'urgent', error: 'before' })
  client.setConsent('denied')
  client.setConsent('granted')
  await arrive()
  await world.request().answer(bulk({ cta: 'x' }))
  await world.advance(20_000)
  expect(crashes(world)).toEqual([])
  client.close()
})

it('records a stack that is none as no stack', async () => {
  const world = accepting()
  const { client } = openSlowly(world)
  const componentStack = { a: 1 } as unknown as string
  reportCrash(client, { flag: 'cta', variant: 'urgent', error: 'boom', componentStack })
  await world.advance(0)
  const [crash] = world.posts.flatMap(({ batch }) => batch.events)
  expect(crash).toMatchObject({ type: 'crash', message: 'boom' })
  expect(crash).not.toHaveProperty('componentStack')
  client.close()
})

it('knows what crashed on an earlier page of the tab once it may read that, beside what crashed meanwhile', async () => {
  const world = fakeEnvironment()
  const earlier = openSlowly(world).client
  reportCrash(earlier, { flag: 'cta', variant: 'urgent', error: 1 })
  earlier.close()
  const { client, arrive } = openSlowly(world, { consent: 'unknown' })
  await arrive()
  reportCrash(client, { flag: 'gate', variant: 'on', error: 1 })
  const broken = (page: SluiceClient): boolean[] => [
    isBroken(page, 'cta', 'urgent'),
    isBroken(page, 'gate', 'on'),
  ]
  expect(broken(client)).toEqual([false, true])
  client.setConsent('granted')
  expect(broken(client)).toEqual([true, true])
  client.close()
})
