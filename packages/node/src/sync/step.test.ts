import { compile, SluiceError } from '@sluice/core'
import { parseRuleset } from '@sluice/core/schema'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { HeldRuleset } from '../ruleset/held-ruleset.ts'
import type { SyncEvent, SyncState } from './state.ts'
import { initialSync } from './state.ts'
import { nextDeadline, step } from './step.ts'

const compiled = compile(parseRuleset({ schemaVersion: 1 }).ruleset)

function ruleset(version: number, epoch = 'one'): HeldRuleset {
  const etag = `"${epoch}.${version}"`
  return {
    version,
    epoch,
    etag,
    text: '',
    compiled,
    quarantined: [],
    eventAttributes: { units: [], stored: [] },
    forClients: () => [],
  }
}

/** The machine in a world where time and chance are lists. */
class Simulation {
  now = 1000
  state: SyncState
  readonly fetchedAt: number[] = []
  readonly saved: HeldRuleset[] = []
  readonly faults: string[] = []
  isFetching = false
  isListening = false
  readonly chance: () => number

  constructor(chance: () => number = () => 0.5) {
    this.chance = chance
    this.state = initialSync({
      readyTimeoutMs: 2000,
      pollIntervalMs: 10_000,
      stream: true,
      snapshot: true,
    })
  }

  send(event: SyncEvent): void {
    if (['open', 'alive', 'message', 'lost'].includes(event.type) && !this.isListening) return
    if (['answer', 'failure'].includes(event.type)) this.isFetching = false
    const before = this.state.held
    const [state, commands] = step(this.state, { ...event, now: this.now, random: this.chance() })
    this.state = state
    if (before && state.held?.epoch === before.epoch && state.held.version < before.version)
      this.faults.push('went back to an older version')
    for (const command of commands) {
      if (command.type === 'fetch') {
        if (this.isFetching) this.faults.push('asked while it was asking')
        this.isFetching = true
        this.fetchedAt.push(this.now)
      }
      if (command.type === 'abort') this.isFetching = false
      if (command.type === 'listen') {
        if (this.isListening) this.faults.push('opened a second stream')
        this.isListening = true
      }
      if (command.type === 'hush') this.isListening = false
      if (command.type === 'save') this.saved.push(command.held)
    }
  }

  answer(held?: HeldRuleset): void {
    const { request } = this.state
    this.send({ type: 'answer', request, fetchedAt: this.now, ...(held && { held }) })
  }

  fail(status?: number): void {
    const error = new SluiceError('HTTP_ERROR', 'no', { ...(status !== undefined && { status }) })
    this.send({ type: 'failure', request: this.state.request, error })
  }

  /** Lets time pass, waking the machine when it asks for it. */
  advance(ms: number): void {
    const end = this.now + ms
    for (;;) {
      const deadline = nextDeadline(this.state)
      if (deadline > end) break
      this.now = Math.max(this.now, deadline)
      this.send({ type: 'tick' })
      // What was due is done: no state asks to be woken at once, again and again.
      if (nextDeadline(this.state) <= this.now) throw new Error('It asks to be woken for ever.')
    }
    this.now = end
  }
}

const event = fc.oneof(
  fc.record({ do: fc.constant('advance' as const), ms: fc.nat(120_000) }),
  fc.record({
    do: fc.constant('answer' as const),
    version: fc.nat(5),
    epoch: fc.constantFrom('one', 'one', 'one', 'two'),
  }),
  fc.record({ do: fc.constant('fail' as const), status: fc.constantFrom(401, 404, 429, 500) }),
  fc.record({
    do: fc.constant('send' as const),
    type: fc.constantFrom('refresh', 'open', 'alive', 'message', 'lost', 'tick'),
  }),
  fc.record({ do: fc.constant('snapshot' as const), version: fc.nat(5) }),
  fc.record({ do: fc.constant('same' as const) }),
)

it('asks once at a time, holds one stream, comes to rest and never goes back, whatever happens', () => {
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 40 }),
      fc.infiniteStream(fc.nat(999)),
      (events, luck) => {
        const world = new Simulation(() => (luck.next().value as number) / 1000)
        world.send({ type: 'start' })
        for (const happens of events) {
          if (happens.do === 'advance') world.advance(happens.ms)
          else if (happens.do === 'answer') world.answer(ruleset(happens.version, happens.epoch))
          else if (happens.do === 'fail') world.fail(happens.status)
          else if (happens.do === 'send') world.send({ type: happens.type })
          else if (happens.do === 'same') world.answer()
          else world.send({ type: 'snapshot', held: ruleset(happens.version) })
        }
        expect(world.faults).toEqual([])
        // Sooner or later it asks again: nothing stops it for good.
        const before = world.fetchedAt.length
        world.advance(3_700_000)
        expect(world.fetchedAt.length).toBeGreaterThan(before)
        world.send({ type: 'close' })
        expect(nextDeadline(world.state)).toBe(Infinity)
        expect([world.isFetching, world.isListening]).toEqual([false, false])
      },
    ),
  )
})

it('rests six times as long while a stream lives, and takes one that is silent for dead', () => {
  const world = new Simulation()
  world.send({ type: 'start' })
  world.answer(ruleset(1))
  world.send({ type: 'open' })
  world.advance(100)
  world.answer()
  const before = world.fetchedAt.length
  for (let beat = 0; beat < 3; beat++) {
    world.advance(15_000)
    world.send({ type: 'alive' })
  }
  expect(world.fetchedAt.length).toBe(before)
  expect(world.isListening).toBe(true)
  world.advance(45_000)
  expect(world.isListening).toBe(false)
  world.advance(2000)
  world.answer()
  expect(world.isListening).toBe(true)
})

it('asks at once when the stream says so, and at most ten times in a second', () => {
  const world = new Simulation()
  world.send({ type: 'start' })
  world.answer(ruleset(1))
  world.send({ type: 'open' })
  world.advance(1000)
  world.answer()
  const before = world.fetchedAt.length
  world.send({ type: 'message' })
  expect(world.fetchedAt.at(-1)).toBe(world.now)
  world.answer()
  for (let message = 0; message < 200; message++) {
    world.send({ type: 'message' })
    world.answer()
    world.advance(5)
  }
  expect(world.fetchedAt.length - before).toBeLessThanOrEqual(11)
})

it('does not look for a stream again and again where none is offered', () => {
  const world = new Simulation()
  world.send({ type: 'start' })
  let listens = 0
  for (let second = 0; second < 600; second++) {
    if (world.isFetching) world.answer(ruleset(1))
    if (world.isListening) {
      listens += 1
      world.send({ type: 'lost', retryAfterMs: Infinity })
    }
    world.advance(1000)
  }
  expect(listens).toBeLessThanOrEqual(3)
})

it('opens a stream again that broke, also where something else asked in between', () => {
  const world = new Simulation()
  world.send({ type: 'start' })
  world.answer(ruleset(1))
  world.send({ type: 'open' })
  world.send({ type: 'lost' })
  world.send({ type: 'refresh' })
  world.answer()
  expect(world.isListening).toBe(false)
  for (let second = 0; second < 4; second++) {
    world.advance(1000)
    if (world.isFetching) world.answer()
  }
  expect(world.isListening).toBe(true)
})

it('has a stream nearly all the time where a proxy ends each after 30 s', () => {
  const world = new Simulation()
  world.send({ type: 'start' })
  let openedAt = 0
  let open = 0
  for (let second = 0; second < 3600; second++) {
    if (world.isFetching) world.answer(ruleset(1))
    if (world.isListening && openedAt === 0) {
      openedAt = second
      world.send({ type: 'open' })
    } else if (second - openedAt === 30) {
      openedAt = 0
      world.send({ type: 'lost' })
    }
    if (second >= 1800 && openedAt > 0) open++
    world.advance(1000)
  }
  expect(open / 1800).toBeGreaterThan(0.85)
})

it('saves what the network gave and nothing else', () => {
  const world = new Simulation()
  world.send({ type: 'start' })
  world.send({ type: 'snapshot', held: ruleset(3) })
  world.answer(ruleset(2))
  expect(world.saved).toEqual([])
  world.send({ type: 'refresh' })
  world.answer(ruleset(4))
  expect(world.saved.map(({ version }) => version)).toEqual([4])
})
