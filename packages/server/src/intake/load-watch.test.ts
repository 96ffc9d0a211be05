import { expect, it } from 'vitest'
import { createFakeClock } from '../live/fake-clock.ts'
import { createTestIntake, exposure } from './test-intake.ts'
import { stallingClock } from './testing/stalling-clock.ts'
import { watchLoad } from './load-watch.ts'

it('turns events away when the event loop stood still for more than a second, for a moment', () => {
  const clock = stallingClock()
  const load = watchLoad(clock, 1_000, () => 0.1)
  clock.advance(10_000)
  clock.stall(900)
  expect(load.overload()).toBeUndefined()
  clock.advance(1_000)
  clock.stall(1_300)
  expect(load.overload()).toBe('event_loop')
  clock.advance(1_900)
  expect(load.overload()).toBe('event_loop')
  clock.advance(200)
  expect(load.overload()).toBeUndefined()
})

it('turns events away while the heap is nearly full', () => {
  const clock = createFakeClock()
  let share = 0.91
  const load = watchLoad(clock, 1_000, () => share)
  clock.advance(200)
  expect(load.overload()).toBe('heap')
  share = 0.5
  clock.advance(4_000)
  expect(load.overload()).toBeUndefined()
})

it('stops looking', () => {
  const clock = createFakeClock()
  const load = watchLoad(clock, 1_000, () => 0)
  load.stop()
  expect(clock.pending).toBe(0)
})

it('answers 503 with a time to come back, keeps flags going, and takes events again', async () => {
  const clock = stallingClock()
  const app = createTestIntake({ clock })
  clock.advance(1_000)
  clock.stall(1_500)
  const answer = await app.send([exposure()])
  expect(answer.status).toBe(503)
  expect(await answer.json()).toMatchObject({ code: 'EVENTS_SHED' })
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await app.post('/ofrep/v1/evaluate/flags', { context: {} })).status).toBe(200)
  clock.advance(2_500)
  expect((await app.send([exposure()])).status).toBe(200)
})

it.each<[string, Record<string, string>]>([
  ['plain', {}],
  ['as gzip', { 'Content-Encoding': 'gzip' }],
])('reads nothing of what comes meanwhile, %s', async (_how, headers) => {
  const clock = stallingClock()
  const app = createTestIntake({ clock })
  const sendNothing = async (): Promise<unknown> =>
    (await app.post('/v1/events', 'no JSON, and no gzip', headers)).json()
  expect(await sendNothing()).toMatchObject({ status: 400 })
  clock.advance(1_000)
  clock.stall(1_500)
  expect(await sendNothing()).toMatchObject({ code: 'EVENTS_SHED' })
})
