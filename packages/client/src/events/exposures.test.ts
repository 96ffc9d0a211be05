import { expect, it, vi } from 'vitest'
import { bulk, type BulkOptions } from '../../test/fake-environment.ts'
import { start, world } from '../../test/page.ts'
import type { SluiceClient, SluiceClientOptions } from '../index.ts'
import { reportCrash } from '../crashes.ts'

const CTA = {
  key: 'cta',
  value: 'Buy',
  variant: 'control',
  reason: 'SPLIT',
  metadata: { version: 3, allocationVersion: 2, ruleId: 'split', experiment: 'cta-1' },
}

type Event = Readonly<Record<string, unknown>> & { readonly type: string }

let drawn = 1

/** What was posted, each event once, in its order. */
function events(type = 'exposure'): Event[] {
  const all = new Map<unknown, Event>()
  for (const { batch } of world.posts)
    for (const event of batch.events as unknown as Event[]) all.set(event['id'], event)
  return [...all.values()].filter((event) => event.type === type)
}

function units(type?: string): unknown[] {
  return events(type).map((event) => event['units'])
}

/** Opens a page of Ada whose service takes events. */
async function open(
  options: Partial<SluiceClientOptions> = {},
  flags: readonly unknown[] = [CTA],
  answer?: BulkOptions,
): Promise<SluiceClient> {
  // Ids that differ need a chance that does.
  world.chance = () => (drawn = (drawn * 16_807) % 2_147_483_647) / 2_147_483_647
  world.take(({ batch }) => Response.json({ accepted: batch.events.length, refused: [] }))
  const client = start({ context: { targetingKey: 'ada' }, events: true, ...options })
  await world.request().answer(bulk(flags, answer))
  return client
}

it('sends what was on the screen, for whom, in the task in which it came there', async () => {
  const client = await open()
  world.take(undefined)
  client.expose(client.peek('cta', 'x'))
  await Promise.resolve()
  const [post] = world.posts
  expect(post?.keepalive).toBe(true)
  expect(post?.url.pathname).toBe('/v1/events')
  // Nothing that a browser would ask another origin about first.
  expect([...(post?.headers.keys() ?? [])]).toEqual([])
  expect(post?.batch).toMatchObject({
    key: 'sluice_client_x',
    sentAt: world.wallClock(),
    sdk: '@sluice/client',
  })
  expect(post?.batch.events).toEqual([
    {
      type: 'exposure',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      session: expect.any(String) as string,
      sequence: 1,
      units: { targetingKey: 'ada', anonymousKey: client.context()['anonymousKey'] },
      at: world.wallClock(),
      flag: 'cta',
      variant: 'control',
      version: 3,
      allocationVersion: 2,
      ruleId: 'split',
      experiment: 'cta-1',
      reason: 'SPLIT',
      phase: 'commit',
      weight: 1,
      contextHash: expect.any(String) as string,
    },
  ])
})

it('counts the same once, however often it is drawn', async () => {
  const client = await open()
  for (let mount = 0; mount < 3; mount++) {
    const leave = client.expose(client.peek('cta', 'x'))
    await world.settle()
    leave()
    leave()
  }
  const readers = Array.from({ length: 1000 }, () => client.expose(client.peek('cta', 'x')))
  await world.settle()
  for (const leave of readers) leave()
  await world.advance(20_000)
  expect(events()).toHaveLength(1)
})

it('records nothing for a read, or for what carries no variant', async () => {
  const client = await open({}, [CTA, { key: 'plain', value: 1, reason: 'STATIC' }])
  client.peek('cta', 'x')
  client.subscribeFlag('cta', () => {})
  client.expose(client.peek('plain', 0))()
  client.expose(client.peek('unknown', 0))()
  client.expose(client.peek('cta', 5))()
  await world.advance(5000)
  expect(events()).toEqual([])
})

it('marks what an override showed, also a bare value', async () => {
  const client = await open()
  client.setOverride('cta', { value: 'Forced' })
  const leave = client.expose(client.peek('cta', 'x'))
  await world.settle()
  client.removeOverride('cta')
  leave()
  client.expose(client.peek('cta', 'x'))
  await world.advance(5000)
  expect(events().map(({ variant, override, reason }) => [variant, override, reason])).toEqual([
    [undefined, true, 'OVERRIDE'],
    ['control', undefined, 'SPLIT'],
  ])
})

it('exposes what is still on the screen to the next person, when their values are there', async () => {
  const client = await open()
  client.expose(client.peek('cta', 'x'))
  const gone = client.expose(client.peek('cta', 'x'))
  gone()
  await world.settle()
  void client.setContext({ targetingKey: 'bob' })
  await world.advance(1000)
  await world.request().answer(bulk([CTA]))
  await world.advance(5000)
  expect(units()).toMatchObject([{ targetingKey: 'ada' }, { targetingKey: 'bob' }])
})

it('exposes nothing again that has left the screen', async () => {
  const client = await open()
  const leave = client.expose(client.peek('cta', 'x'))
  await world.settle()
  leave()
  void client.setContext({ targetingKey: 'bob' })
  await world.request().answer(bulk([CTA]))
  await world.advance(5000)
  expect(units()).toMatchObject([{ targetingKey: 'ada' }])
})

it('counts for whom a value was evaluated, not for who came while it was drawn', async () => {
  const client = await open()
  const drawn = client.peek('cta', 'x')
  void client.setContext({ targetingKey: 'bob' })
  const leave = client.expose(drawn)
  await world.settle()
  leave()
  await world.advance(1000)
  expect(units()).toMatchObject([{ targetingKey: 'ada' }])
})

it('counts another company of the same person from the answer on that is for it', async () => {
  const units_ = { headers: { units: 'company, plan', stored: 'country' } }
  const client = await open(
    { context: { targetingKey: 'ada', company: 'acme', country: 'DE', secret: 's' } },
    [CTA],
    units_,
  )
  client.expose(client.peek('cta', 'x'))
  await world.settle()
  void client.setContext({ targetingKey: 'ada', company: 'beta', plan: 7, country: ['a', 'b'] })
  await world.advance(1000)
  client.track('while waiting')
  await world.request().answer(bulk([CTA], { ...units_, etag: '"2"' }))
  await world.advance(5000)
  expect(units()).toMatchObject([{ company: 'acme' }, { company: 'beta', plan: '7' }])
  expect(units('outcome')).toMatchObject([{ company: 'acme' }])
  expect(events().map((event) => event['attributes'])).toEqual([
    { country: 'DE' },
    { country: ['a', 'b'] },
  ])
  expect(JSON.stringify(world.posts.map(({ batch }) => batch))).not.toContain('secret')
})

it.each(['cache', 'bootstrap'])('knows the units of values from the %s', async (source) => {
  const context = { targetingKey: 'ada', company: 'acme' }
  const headers = { units: 'company' }
  const first = await open({ context }, [CTA], { headers })
  first.close()
  const client = start({
    events: true,
    context,
    ...(source === 'bootstrap' && {
      bootstrap: { flags: [CTA], context, eventAttributes: { units: ['company'], stored: [] } },
    }),
  })
  expect(client.status().source).toBe(source)
  client.expose(client.peek('cta', 'x'))
  await world.settle()
  expect(units()).toMatchObject([{ company: 'acme' }])
  // The answer says the same, so nothing is exposed again.
  await world.request().answer(bulk([CTA], { headers }))
  await world.advance(5000)
  expect(events()).toHaveLength(1)
})

it('sends the exposures of a share of the units, and says how many each stands for', async () => {
  const client = await open({}, [{ ...CTA, metadata: { sampleBps: 2500 } }])
  for (let person = 0; person < 400; person++) {
    void client.setContext({ targetingKey: `p${person}` })
    await world.request().answer(bulk([{ ...CTA, metadata: { sampleBps: 2500 } }]))
    const leave = client.expose(client.peek('cta', 'x'))
    await world.settle()
    leave()
  }
  await world.advance(20_000)
  // Binomial with 401 tries of 1/4: outside of this once in 10 000 times.
  expect(events().length).toBeGreaterThan(66)
  expect(events().length).toBeLessThan(135)
  expect(new Set(events().map(({ weight }) => weight))).toEqual(new Set([4]))
  const kept = client.exposures()
  expect(kept.filter(({ unsent }) => unsent === undefined)).toHaveLength(events().length)
  expect(kept.filter(({ unsent }) => unsent === 'sampled').length).toBeGreaterThan(200)
})

type Units = Readonly<Record<string, string>>

it('sends all people of a company or none of them, where a rule splits by that', async () => {
  const headers = { units: 'company' }
  const metadata = { sampleBps: 1000, sampleBy: 'company' }
  const client = await open({}, [{ ...CTA, metadata }])
  const companies = 60
  for (let company = 0; company < companies; company++)
    for (let person = 0; person < 8; person++) {
      void client.setContext({ targetingKey: `p${company}-${person}`, company: `c${company}` })
      await world.request().answer(bulk([{ ...CTA, metadata }], { headers }))
      const leave = client.expose(client.peek('cta', 'x'))
      await world.settle()
      leave()
    }
  await world.advance(20_000)
  const people = Map.groupBy(events(), ({ units }) => (units as Units)['company'])
  expect(people.size).toBeGreaterThan(0)
  // Of 60 companies a tenth, and of those everybody. By person, more than half would be seen.
  expect(people.size).toBeLessThan(16)
  expect(new Set([...people.values()].map(({ length }) => length))).toEqual(new Set([8]))
})

it('sends somebody who signs in with who that was before, where a rule splits by that', async () => {
  const metadata = { sampleBps: 5000, sampleBy: 'anonymousKey' }
  const client = await open({}, [{ ...CTA, metadata }])
  for (let visitor = 0; visitor < 30; visitor++)
    for (const targetingKey of [`v${visitor}`, `user-${visitor}`]) {
      void client.setContext({ targetingKey, anonymousKey: `v${visitor}` })
      await world.request().answer(bulk([{ ...CTA, metadata }]))
      const leave = client.expose(client.peek('cta', 'x'))
      await world.settle()
      leave()
    }
  await world.advance(20_000)
  const visits = Map.groupBy(events(), ({ units }) => (units as Units)['anonymousKey'])
  expect(visits.size).toBeGreaterThan(0)
  const seen = [...visits].filter(([key]) => key?.startsWith('v'))
  expect(new Set(seen.map(([, { length }]) => length))).toEqual(new Set([2]))
})

it('counts the same once a day, but only what the service has', async () => {
  const first = await open()
  world.take(() => 'drop')
  first.expose(first.peek('cta', 'x'))
  await world.settle()
  first.close()
  // What was lost on the way may come again: it has another id, and counts as one unit all the same.
  const second = await open()
  second.expose(second.peek('cta', 'x'))
  await world.advance(2000)
  const before = world.posts.length
  second.close()

  const third = await open()
  third.expose(third.peek('cta', 'x'))
  await world.advance(2000)
  expect(world.posts.length).toBe(before)
  expect(third.exposures()).toMatchObject([{ unsent: 'counted' }])
  third.close()

  world.startedAt += 25 * 3_600_000
  const fourth = await open()
  fourth.expose(fourth.peek('cta', 'x'))
  await world.advance(2000)
  expect(world.posts.length).toBe(before + 1)
})

it('sends for each client what two draw at once, of the same units, and nothing once it is counted', async () => {
  const both = [await open(), await open()]
  for (const client of both) client.expose(client.peek('cta', 'x'))
  await world.advance(2000)
  expect(events()).toHaveLength(2)
  // One unit, in two exposures.
  expect(new Set(units().map((seen) => JSON.stringify(seen))).size).toBe(1)

  const late = await open()
  late.expose(late.peek('cta', 'x'))
  await world.advance(2000)
  expect(events()).toHaveLength(2)
  expect(late.exposures()).toMatchObject([{ unsent: 'counted' }])
})

it('takes the id of whoever drew it first, and sends nothing that the page has sent', async () => {
  const client = await open()
  const id = '017f22e2-79b0-7cc3-98c4-dc0c0c07398f'
  const details = client.peek('cta', 'x')
  client.expose(details, 'commit', id)
  await world.advance(2000)
  expect(events()).toMatchObject([{ id, phase: 'commit' }])
  client.close()

  const posts = world.posts.length
  const next = await open({ context: { targetingKey: 'bob' } })
  const drawn = next.peek('cta', 'x')
  next.expose(drawn, 'server', id, true)
  next.expose(drawn)
  await world.advance(2000)
  expect(next.exposures()).toMatchObject([{ id, phase: 'server', unsent: 'counted' }])
  expect(world.posts.length).toBe(posts)
})

it('lists the last thousand exposures, and tells of each', async () => {
  const flags = Array.from({ length: 1100 }, (_, index) => ({ ...CTA, key: `f${index}` }))
  const client = await open({ events: false }, flags)
  const told = vi.fn<() => void>()
  const stop = client.onExposure(told)
  expect(client.exposures()).toBe(client.exposures())
  for (const { key } of flags) client.expose(client.peek(key, 'x'))
  await world.advance(10)
  expect(client.exposures()).toHaveLength(1000)
  expect(client.exposures().at(-1)).toMatchObject({ flag: 'f1099', unsent: 'disabled' })
  expect(client.exposures()).toBe(client.exposures())
  expect(told).toHaveBeenCalledTimes(1100)
  stop()
  expect(world.posts).toEqual([])
})

it('tells which flags are read once a page, and again when it is hidden', async () => {
  const client = await open({}, [CTA, { ...CTA, key: 'other' }])
  for (let reader = 0; reader < 3; reader++) client.subscribeFlag('cta', () => {})
  client.peek('other', 'x')
  client.peek('other', 'x')
  await world.advance(30_000)
  expect(events('usage').map(({ reads }) => reads)).toEqual([{ cta: 3, other: 1 }])
  client.subscribeFlag('later', () => {})
  world.page('hidden')
  await world.advance(1000)
  expect(events('usage').map(({ reads }) => reads)).toEqual([{ cta: 3, other: 1 }, { later: 1 }])
})

it('sends a crash with the variant and where it was', async () => {
  const client = await open()
  reportCrash(client, {
    flag: 'cta',
    variant: 'control',
    error: new Error('Boom'.repeat(1000)),
    componentStack: 'at Cta\n'.repeat(2000),
  })
  reportCrash(client, { flag: 'cta', variant: 'other', error: { toString: undefined } })
  await world.advance(2000)
  expect(events('crash')).toMatchObject([
    { flag: 'cta', variant: 'control', allocationVersion: 2, experiment: 'cta-1' },
    { flag: 'cta', variant: 'other', message: '' },
  ])
  const [crash] = events('crash') as unknown as { message: string; componentStack: string }[]
  expect(crash?.message).toHaveLength(1000)
  expect(crash?.componentStack).toHaveLength(4000)
  expect(events('crash')[1]).not.toHaveProperty('allocationVersion')
})

it('numbers what it sends, so that a gap shows', async () => {
  const client = await open()
  client.expose(client.peek('cta', 'x'))
  client.track('a')
  await world.advance(1000)
  client.track('b')
  await world.advance(5000)
  const sent = world.posts.flatMap(({ batch }) => batch.events)
  expect(sent.map(({ sequence }) => sequence).sort((a, b) => a - b)).toEqual([1, 2, 3])
})
