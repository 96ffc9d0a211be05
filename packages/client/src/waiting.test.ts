import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import type { Environment } from './environment.ts'
import type { SluiceClientOptions } from './options.ts'
import { bulk } from '../test/fake-environment.ts'
import { startAsAda, world } from '../test/page.ts'

const boom = (): never => {
  throw new Error('boom')
}
const never = (): Promise<never> => new Promise(() => {})
const promising = { getItem: never, setItem: never } as never

it.each<[string, Partial<SluiceClientOptions>, Partial<Environment>?]>([
  ['a fetch that throws', {}, { fetch: boom }],
  ['a fetch that never answers', {}, { fetch: never }],
  ['a fetch that gives nothing', {}, { fetch: () => undefined as never }],
  ['a fetch that gives something else', {}, { fetch: () => Promise.resolve({} as never) }],
  ['headers that throw', { headers: boom }],
  ['headers that never come', { headers: never }],
  ['a storage that throws', {}, { storage: boom }],
  ['a storage that gives promises', { cache: promising }],
  ['no way to watch the page', {}, { watchPage: () => () => {} }],
  ['tabs that are denied', {}, { joinTabs: boom }],
  ['streams that are denied', {}, { openStream: boom }],
])('keeps nobody waiting longer than two seconds: %s', async (_, options, part) => {
  const client = startAsAda({ ...options, environment: { ...world, ...part } })
  const settled = vi.fn<() => void>()
  for (const wait of [client.ready(), client.refresh(), client.setContext({ targetingKey: 'bob' })])
    void wait.then(settled)
  await world.advance(2000)
  expect(settled).toHaveBeenCalledTimes(3)
  expect(client.peek('gate', 'mine').value).toBe('mine')
})

it('takes a `debug` that throws for the fault of the page, and goes on', async () => {
  world.serve(() => bulk({ gate: true }))
  const faults: unknown[] = []
  const setTimer = vi.spyOn(globalThis, 'setTimeout').mockImplementation((callback) => {
    faults.push(callback)
    return 0
  })
  const debug = vi.fn<(line: string) => void>(boom)
  const client = startAsAda({ debug })
  const settled = vi.fn<() => void>()
  void client.ready().then(settled)
  await world.advance(2000)
  expect(settled).toHaveBeenCalledTimes(1)
  expect(client.status().state).toBe('ready')
  expect(client.peek('gate', false).value).toBe(true)
  debug.mockImplementation(() => {})
  setTimer.mockRestore()
  expect(faults.length).toBeGreaterThan(1)
  expect(faults[0]).toThrow('boom')
})

const reply = fc.constantFrom('values', 'drop', 503, 401, 429, 'html', 'never')
const call = fc.constantFrom('refresh', 'ada', 'bob', 'online', 'gone', 'visible', 'nothing')

it('keeps nobody waiting longer than two seconds for a context, whatever is asked and answered', async () => {
  const client = startAsAda()
  const waited: number[] = []
  let asked = 0
  let enteredAt = 0
  const wait = (promise: Promise<unknown>): void => {
    const since = world.now()
    asked += 1
    void promise.then(() => waited.push(world.now() - Math.max(since, enteredAt)))
  }
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(call, reply, fc.integer({ min: 0, max: 5000 })), {
        minLength: 5,
        maxLength: 20,
      }),
      async (turns) => {
        for (const [what, kind, ms] of turns) {
          world.serve(() => {
            if (kind === 'never') return undefined
            if (kind === 'drop') return 'drop'
            return typeof kind === 'number'
              ? new Response('', { status: kind })
              : kind === 'html'
                ? new Response('<html>')
                : bulk({ gate: true })
          })
          if (what === 'refresh') wait(client.refresh())
          else if (what === 'ada' || what === 'bob') {
            if (client.context().targetingKey !== what) enteredAt = world.now()
            wait(client.setContext({ targetingKey: what }))
          } else if (what !== 'nothing') world.page(what)
          await world.advance(ms)
        }
      },
    ),
    { numRuns: 60 },
  )
  await world.advance(2000)
  expect(asked).toBeGreaterThan(50)
  expect(waited).toHaveLength(asked)
  expect(Math.max(...waited)).toBeLessThanOrEqual(2000)
})
