import { expect, it } from 'vitest'
import { bulk, fakeEnvironment } from '../../test/fake-environment.ts'
import { openSlowly } from '../../test/slow-page.ts'
import type { SluiceClient } from '../client.ts'
import { isBroken, reportCrash } from '../crashes.ts'

it('marks and keeps what crashes before the rest of the client is there, and records it then, in order', async () => {
  const world = fakeEnvironment()
  world.take(({ batch }) => Response.json({ accepted: batch.events.length, refused: [] }))
  const codes: string[] = []
  const { client, arrive } = openSlowly(world, { onError: ({ code }) => codes.push(code) })
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
  expect(world.posts).toEqual([])
  await arrive()
  await world.request().answer(bulk({ cta: 'x' }))
  await world.advance(20_000)
  const sent = (): unknown[] =>
    world.posts
      .flatMap(({ batch }) => batch.events)
      .filter(({ type }) => type === 'crash')
      .map((event) => 'message' in event && event.message)
  expect(sent()).toEqual(['first', 'second'])
  reportCrash(client, { flag: 'cta', variant: 'calm', error: 'third' })
  await world.advance(20_000)
  expect(sent()).toEqual(['first', 'second', 'third'])
  client.close()
  next.close()
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
