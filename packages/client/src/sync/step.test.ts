import { SluiceError } from '@sluice/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { FlagTable } from '../state.ts'
import { entering } from '../sync-part.ts'
import type { SyncEvent, SyncState } from './state.ts'
import { initialSync } from './state.ts'
import { nextDeadline, step } from './step.ts'

const TEN_MINUTES = 600_000

const held = { flags: new Map(), source: 'default' } as const
const context = { type: 'context', held, shown: held.flags } as const
const status = entering({ storage: 'local', stream: 'closed' }, held, [])

/** The machine in a world where time and chance are lists. */
class Simulation {
  now = 1000
  state: SyncState = initialSync(status, 2000, 60_000)
  readonly fetches: { at: number; request: number; etag: string | undefined }[] = []
  readonly faults: string[] = []
  isListening = false
  readonly chance: () => number

  constructor(chance: () => number) {
    this.chance = chance
  }

  send(event: SyncEvent): void {
    // A stream that is closed says nothing.
    if (['open', 'heartbeat', 'message', 'lost'].includes(event.type) && !this.isListening) return
    const [state, commands] = step(this.state, { ...event, now: this.now, random: this.chance() })
    this.state = state
    for (const command of commands) {
      if (command.type === 'fetch')
        this.fetches.push({ at: this.now, request: command.request, etag: command.etag })
      if (command.type === 'listen') {
        if (this.isListening) this.faults.push('opened a second stream')
        this.isListening = true
      }
      if (command.type === 'hush') this.isListening = false
    }
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

  get isInFlight(): boolean {
    return this.state.isInFlight
  }
}

const address = { type: 'sse', url: 'http://flags.test/e' } as const
const flags = (value: unknown): FlagTable =>
  new Map([['flag', { key: 'flag', value: value as number, reason: 'STATIC', metadata: {} }]])
const errors = [
  { code: 'NETWORK_FAILED', status: undefined },
  { code: 'HTTP_ERROR', status: 503 },
  { code: 'HTTP_ERROR', status: 429 },
  { code: 'HTTP_ERROR', status: 400 },
  { code: 'UNAUTHORIZED', status: 401 },
  { code: 'MALFORMED_REPLY', status: undefined },
]

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const extremes = fc.oneof(random, fc.constantFrom(0, 0.999_999_999))
const nudge: fc.Arbitrary<SyncEvent> = fc.oneof(
  fc.constantFrom<SyncEvent>(
    { type: 'refresh' },
    { type: 'open' },
    { type: 'heartbeat' },
    { type: 'lost' },
    { type: 'visible' },
    { type: 'hidden' },
    { type: 'gone' },
    { type: 'online' },
    { type: 'tick' },
    { type: 'unstored' },
    context,
  ),
  fc
    .string()
    .map((etag): SyncEvent => ({ type: 'message', message: { type: 'refetchEvaluation', etag } })),
)

const failure = fc.record({
  error: fc.constantFrom(...errors),
  retryAfterMs: fc.option(fc.integer({ min: 1000, max: 3_600_000 }), { nil: undefined }),
  /** `undefined` leaves the request without an answer. */
  latencyMs: fc.option(fc.integer({ min: 0, max: 9999 }), { nil: undefined }),
})

it('makes at most 60 attempts in the first ten minutes of an outage, and then one in 30 s, whatever happens', () => {
  fc.assert(
    fc.property(
      fc.array(extremes, { minLength: 1, maxLength: 50 }),
      fc.array(failure, { minLength: 1, maxLength: 20 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 5000 }), nudge), { minLength: 1, maxLength: 20 }),
      (chances, failures, nudges) => {
        let drawn = 0
        const sim = new Simulation(() => chances[drawn++ % chances.length] ?? 0)
        sim.send(context)
        let answered = 0
        let nudged = 0
        while (sim.now < 3 * TEN_MINUTES) {
          const { error, retryAfterMs, latencyMs } = failures[
            answered++ % failures.length
          ] as (typeof failures)[0]
          sim.advance(latencyMs ?? 12_000)
          if (latencyMs !== undefined && sim.isInFlight)
            sim.send({
              type: 'failure',
              request: sim.state.request,
              error: new SluiceError(
                error.code,
                '',
                error.status === undefined ? {} : { status: error.status },
              ),
              retryAfterMs,
            })
          const [pauseMs, event] = nudges[nudged++ % nudges.length] as (typeof nudges)[0]
          sim.send(event)
          sim.advance(pauseMs)
        }
        // A context that changes before the first failure is known of is no outage yet.
        const start = sim.state.failures > 0 ? sim.state.failingSince : sim.now
        const attempts = sim.fetches.filter(({ at }) => at >= start)
        const early = attempts.filter(({ at }) => at < start + TEN_MINUTES)
        expect(early.length).toBeLessThanOrEqual(60)
        const late = attempts.filter(({ at }) => at >= start + TEN_MINUTES)
        const pauses = late.slice(1).map(({ at }, i) => at - (late[i]?.at ?? 0))
        expect(Math.round(Math.min(30_000, ...pauses))).toBe(30_000)
        expect(sim.faults).toEqual([])
      },
    ),
    { numRuns: 300 },
  )
})

const op = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('nudge' as const), event: nudge }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      ms: fc.integer({ min: 0, max: 200_000 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      lag: fc.integer({ min: 0, max: 2 }),
      version: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
      epoch: fc.constantFrom('a', 'b', undefined),
      isSame: fc.boolean(),
      streams: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('fail' as const), error: fc.constantFrom(...errors) }),
  },
)

it('is never stuck, has one request and one stream at most, and never goes back to a lower version', () => {
  fc.assert(
    fc.property(
      fc.array(extremes, { minLength: 1, maxLength: 20 }),
      fc.array(op, { maxLength: 60 }),
      (chances, ops) => {
        let drawn = 0
        const sim = new Simulation(() => chances[drawn++ % chances.length] ?? 0)
        sim.send(context)
        let version: number | undefined
        let epoch: string | undefined
        for (const next of ops) {
          if (next.kind === 'pass') sim.advance(next.ms)
          else if (next.kind === 'nudge') sim.send(next.event)
          else if (next.kind === 'fail')
            sim.send({
              type: 'failure',
              request: sim.state.request,
              error: new SluiceError(next.error.code, ''),
            })
          else {
            const { lag, isSame, streams, ...facts } = next
            sim.send({
              type: 'answer',
              request: sim.state.request - lag,
              fetchedAt: sim.now,
              ...facts,
              ...(!isSame && {
                values: {
                  flags: flags(sim.now),
                  bad: [],
                  streamAddress: streams ? address : undefined,
                },
              }),
            })
          }
          const { status, isInFlight, fetchAt } = sim.state
          const isReset = next.kind === 'nudge' && next.event.type === 'context'
          const isComparable = !isReset && version !== undefined && epoch === status.epoch
          expect(status.version ?? 0).toBeGreaterThanOrEqual(
            isComparable && status.version !== undefined ? (version ?? 0) : 0,
          )
          ;({ version, epoch } = status)
          expect(Number.isFinite(nextDeadline(sim.state))).toBe(true)
          expect(isInFlight || fetchAt < Infinity).toBe(true)
          expect(sim.faults).toEqual([])
          expect(sim.isListening).toBe(status.stream !== 'closed')
        }
        // Whatever happened, an answer is asked for within the longest pause there is.
        const before = sim.fetches.length
        sim.advance(3_600_000 + TEN_MINUTES)
        expect(sim.fetches.length).toBeGreaterThan(before)
      },
    ),
    { numRuns: 500 },
  )
})

it('is a function: what it was given stays as it was', () => {
  const state = initialSync(status, 2000, 60_000)
  const copy = structuredClone(state)
  const first = step(state, { ...context, now: 5, random: 0.5 })
  expect(state).toEqual(copy)
  expect(step(state, { ...context, now: 5, random: 0.5 })).toEqual(first)
})

it('does nothing once it is closed', () => {
  const sim = new Simulation(() => 0.5)
  sim.send(context)
  sim.send({ type: 'close' })
  const { state } = sim
  fc.assert(
    fc.property(nudge, (event) => {
      expect(step(state, { ...event, now: 1e9, random: 0 })).toEqual([state, []])
    }),
  )
  expect(nextDeadline(state)).toBe(Infinity)
})
