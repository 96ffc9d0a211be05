import { expect, it } from 'vitest'
import { bulk } from '../../test/fake-environment.ts'
import { startAsAda, world } from '../../test/page.ts'
import type { SluiceClient } from '../index.ts'

const CTA = {
  key: 'cta',
  value: 'Buy',
  variant: 'control',
  reason: 'SPLIT',
  metadata: { version: 3, allocationVersion: 2, ruleId: 'split', experiment: 'cta-1' },
}

async function open(
  client: SluiceClient,
  flags: readonly unknown[] = [CTA],
): Promise<SluiceClient> {
  await world.request().answer(bulk(flags))
  return client
}

const events = (): readonly object[] => world.posts.flatMap(({ batch }) => batch.events)

it('sends what was on the screen, for whom, in the task in which it came there', async () => {
  const client = await open(startAsAda({ events: true }))
  const details = client.peek('cta', 'x')
  client.expose(details)
  await Promise.resolve()
  await Promise.resolve()
  const [post] = world.posts
  expect(post?.keepalive).toBe(true)
  expect(post?.url.pathname).toBe('/v1/events')
  expect(post?.headers.get('authorization')).toBe('Bearer sluice_client_x')
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
  expect(client.exposures()).toMatchObject([{ flag: 'cta', variant: 'control' }])
})

it('counts the same once, however often it is drawn', async () => {
  const client = await open(startAsAda({ events: true }))
  for (let mount = 0; mount < 3; mount++) {
    const leave = client.expose(client.peek('cta', 'x'))
    leave()
    leave()
  }
  const readers = Array.from({ length: 1000 }, () => client.expose(client.peek('cta', 'x')))
  await world.settle()
  for (const leave of readers) leave()
  expect(events()).toHaveLength(1)
})
