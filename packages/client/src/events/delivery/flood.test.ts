import { expect, it } from 'vitest'
import { bulk } from '../../../test/fake-environment.ts'
import { start, world } from '../../../test/page.ts'

/** Records so many outcomes in one task of a page whose service fails; gives what that cost, and what became of them. */
async function flood(count: number): Promise<{ ms: number; kept: number; given: number }> {
  let drawn = 1
  world.chance = () => (drawn = (drawn * 16_807) % 2_147_483_647) / 2_147_483_647
  world.take(() => new Response('', { status: 503 }))
  const client = start({ context: { targetingKey: 'ada' }, events: true })
  await world.request().answer(bulk({ gate: true }))
  await world.advance(100)
  const before = process.threadCpuUsage()
  for (let i = 0; i < count; i++) client.track(`e${i}`, { value: i })
  // Of a task, what comes at its end.
  await Promise.resolve()
  // Of the processor, which others on the machine do not lengthen.
  const { user, system } = process.threadCpuUsage(before)
  const ms = (user + system) / 1000
  await world.advance(1000)
  const from = world.posts.length
  world.take(({ batch }) => Response.json({ accepted: batch.events.length, refused: [] }))
  await world.advance(600_000)
  const sent = world.posts.slice(from).flatMap(({ batch }) => batch.events)
  client.close()
  return {
    ms,
    kept: sent.filter(({ type }) => type === 'outcome').length,
    given: sent.reduce((sum, event) => sum + (event.type === 'dropped' ? event.count : 0), 0),
  }
}

it('takes for each event of a flood no longer than for one of a few, and counts exactly', async () => {
  await flood(1000)
  const few = await flood(10_000)
  expect(few).toMatchObject({ kept: 10_000, given: 0 })
  const many = await flood(40_000)
  expect(many.kept + many.given).toBe(40_000)
  // What tells of it takes a place or two.
  expect(many.kept).toBeGreaterThan(9900)
  // Four times as many; with a look at all that waits for each, some hundred times as long.
  expect(many.ms / few.ms).toBeLessThan(20)
})

it('sends an outcome as it was when it was told', async () => {
  world.take(() => undefined)
  const client = start({ context: { targetingKey: 'ada' }, events: true })
  await world.request().answer(bulk({ gate: true }))
  const tags = ['then']
  client.track('told', { properties: { tags } })
  tags.push('later')
  await world.settle()
  expect(world.posts.at(-1)?.batch.events).toMatchObject([{ properties: { tags: ['then'] } }])
})
