import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSluiceClient } from './create-client.ts'
import type { FakeRequest } from '../test/fake-environment.ts'
import { bulk, fakeEnvironment, unchanged } from '../test/fake-environment.ts'
// Loaded ahead: while code is under way there is nothing to wake up for.
import './sync/start-sync.ts'

const person = fc.record({
  targetingKey: fc.constantFrom('ada', 'bob', 'eve'),
  page: fc.integer({ min: 0, max: 1 }),
})
const reply = fc.constantFrom('values', 'same', 503, 401, 429, 'html', 'drop')
const op = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('enter' as const), context: person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('refresh' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reload' as const), context: person }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      reply,
      age: fc.integer({ min: 0, max: 3 }),
      version: fc.integer({ min: 1, max: 9 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      ms: fc.integer({ min: 0, max: 90_000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('stream' as const),
      what: fc.constantFrom('open', 'fail', 'message'),
    }),
  },
)

function respond(request: FakeRequest, kind: string | number, version: number): Promise<void> {
  if (kind === 'drop') return request.drop()
  const { targetingKey } = request.context as { targetingKey: string }
  const stream = { type: 'sse', url: 'http://flags.test/e' }
  return request.answer(
    kind === 'values'
      ? bulk({ who: targetingKey, version }, { version, stream })
      : kind === 'same'
        ? unchanged(version)
        : kind === 'html'
          ? new Response('<html>')
          : new Response('', { status: kind as number }),
  )
}

it('shows nobody the values of somebody else, in any order of events', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(op, { maxLength: 40 }),
      fc.integer({ min: 1, max: 1000 }),
      async (ops, seed) => {
        const world = fakeEnvironment()
        world.ignoresAborts = seed % 2 === 0
        let drawn = seed
        world.chance = () => (drawn = (drawn * 16_807) % 2_147_483_647) / 2_147_483_647
        const open = (context: object): ReturnType<typeof createSluiceClient> =>
          createSluiceClient({
            url: 'http://flags.test',
            clientKey: 'k',
            context: context as { targetingKey: string },
            environment: world,
            events: false,
          })
        let client = open({ targetingKey: 'ada', page: 0 })
        const shown = (): void => {
          const { value } = client.peek('who', '–')
          expect(['–', client.context().targetingKey]).toContain(value)
        }
        for (const next of ops) {
          client.subscribeFlag('who', shown)
          if (next.kind === 'enter') void client.setContext(next.context)
          else if (next.kind === 'leave') void client.reset()
          else if (next.kind === 'refresh') void client.refresh()
          else if (next.kind === 'pass') await world.advance(next.ms)
          else if (next.kind === 'reload') {
            client.close()
            client = open(next.context)
          } else if (next.kind === 'stream') {
            const stream = world.streams.at(-1)
            if (next.what === 'open') stream?.open()
            else if (next.what === 'fail') stream?.fail()
            else stream?.send({ type: 'refetchEvaluation', etag: 'x' })
          } else {
            const request = world.requests.at(-1 - next.age)
            if (request !== undefined) await respond(request, next.reply, next.version)
          }
          shown()
          expect(world.timers()).toBe(1)
          expect(world.streams.filter(({ isClosed }) => !isClosed).length).toBeLessThanOrEqual(1)
        }
        client.close()
        expect(world.timers()).toBe(0)
      },
    ),
    { numRuns: 150 },
  )
})
