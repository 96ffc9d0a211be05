import { cpSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { RolloutEvent, RolloutState } from '@sluice/rollout'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryFolder } from '../api/test-service.ts'
import { applyEvent } from './apply-event.ts'
import { requireRollout } from './rollout-rows.ts'
import { liveUntil, type Found } from './testing/dying-process.ts'
import { expectOneStory } from './testing/one-story.ts'
import {
  look,
  MINUTE_MS,
  PLAN,
  startRolloutService,
  type RolloutService,
} from './testing/rollout-service.ts'
import { sendExposures } from './testing/send-exposures.ts'

/** How often each transition is killed; `pnpm soak` does it at every word. */
const POINTS = Number(process.env['SLUICE_KILL_ROUNDS'] ?? 2)

const HOUR_MS = 60 * MINUTE_MS
const SAM = { id: 'sam', name: 'Sam' }

/** One way on, and where it leads. */
interface Transition {
  readonly name: string
  /** What has happened before. */
  readonly before: readonly Happened[]
  /** What a person does; without it the runner does it by itself. */
  readonly action?: object
  /** How long a rollback may take to verify; long unless given. */
  readonly verifyWithinMs?: number
  /** Whether the treatment has harmed people by then. */
  readonly isHarmed?: boolean
  readonly isThere: (found: Found) => boolean
}

type Happened = 'start' | 'advance' | 'approve half' | 'approve all' | 'pause' | 'roll_back'

const at =
  (name: RolloutState['name'], step?: number) =>
  ({ state }: Found): boolean =>
    state.name === name && (step === undefined || state.step === step)
const OUT: readonly Happened[] = ['start', 'advance']
const LAST: readonly Happened[] = [
  'start',
  'approve half',
  'approve all',
  'advance',
  'advance',
  'advance',
]
const BACK: readonly Happened[] = [...OUT, 'roll_back']

const TRANSITIONS: readonly Transition[] = [
  {
    name: 'start',
    before: [],
    action: { action: 'start' },
    // The first step is over at once, and the next look goes on.
    isThere: ({ state }) => state.name === 'running' && state.step >= 0,
  },
  { name: 'advance, by its time', before: ['start'], isThere: at('running', 1) },
  {
    name: 'advance, by a person',
    before: [...OUT, 'approve half'],
    action: { action: 'advance' },
    isThere: at('running', 2),
  },
  {
    name: 'approve',
    before: OUT,
    action: { action: 'approve', step: 'half' },
    isThere: ({ state }) => 'half' in state.approvals,
  },
  { name: 'pause', before: OUT, action: { action: 'pause' }, isThere: at('paused') },
  {
    name: 'resume',
    before: [...OUT, 'pause'],
    action: { action: 'resume' },
    isThere: at('running', 1),
  },
  {
    name: 'roll back, by a guardrail',
    before: OUT,
    isHarmed: true,
    isThere: at('verifying'),
  },
  {
    name: 'roll back, by a person',
    before: OUT,
    action: { action: 'roll_back', reason: 'I saw it' },
    isThere: at('verifying'),
  },
  { name: 'verify', before: BACK, verifyWithinMs: 1_000, isThere: at('rolled_back') },
  { name: 'finish', before: LAST, isThere: at('completed') },
  {
    name: 'abort',
    before: OUT,
    action: { action: 'abort' },
    isThere: at('aborted'),
  },
  {
    name: 'send what is in the outbox',
    before: BACK,
    isThere: ({ state, waiting }) => state.hook === 'acknowledged' && waiting === 0,
  },
]

const receiver = createServer((request, response) => {
  request.resume()
  response.writeHead(204).end()
})
let address: string
beforeAll(async () => {
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
})
afterAll(() => receiver.close())

/** A folder in which everything before a transition has happened. */
async function prepared(transition: Transition): Promise<{ folder: string; id: string }> {
  const folder = temporaryFolder()
  const service = await startRolloutService(folder)
  // What is sent from now on has happened after the start.
  service.clock.jump(-10 * MINUTE_MS)
  const monitored = { holdMs: HOUR_MS, monitored: true, minUnitsPerVariant: 1 }
  const { verifyWithinMs = HOUR_MS } = transition
  const id = await service.draft({
    ...PLAN,
    steps: [
      { name: 'staff', audience: 'staff', shareBps: 10_000 },
      { name: 'canary', shareBps: 1_000, ...monitored },
      { name: 'half', shareBps: 5_000, ...monitored, approval: 'the owner' },
      { name: 'all', shareBps: 10_000, approval: 'the owner' },
    ],
    tickMs: 1_000,
    people: [{ name: 'team', url: `${address}/team` }],
    rollback: {
      verifyWithinMs,
      cooldownMs: HOUR_MS,
      hook: { url: `${address}/deploy`, timeoutMs: HOUR_MS },
    },
  })
  for (const happened of transition.before) {
    const event = (_: unknown, { now }: { now: number }): RolloutEvent =>
      eventOf(happened, now, service.store.live.get('shop')!.ruleset.version)
    await applyEvent(service.store, { environment: 'shop', id, event })
  }
  await sendExposures(service, met(service.store.live.get('shop')!.ruleset, transition))
  await service.close()
  return { folder, id }
}

function eventOf(happened: Happened, now: number, version: number): RolloutEvent {
  const by = { at: now, by: SAM }
  if (happened === 'start') return { kind: 'start', versionBefore: version, ...by }
  if (happened === 'approve half') return { kind: 'approve', step: 'half', ...by }
  if (happened === 'approve all') return { kind: 'approve', step: 'all', ...by }
  return { kind: happened, ...by }
}

function met(
  { flags }: { flags: Readonly<Record<string, { readonly allocationVersion?: number }>> },
  { isHarmed, before }: Transition,
) {
  const { allocationVersion = 0 } = flags['checkout']!
  const drawn = before.length === 0 ? {} : { rule: 'split', allocationVersion }
  return ['off', 'on'].flatMap((variant) =>
    Array.from({ length: 200 }, (_, n) => ({
      unit: `${variant}-${n}`,
      variant,
      ...drawn,
      crashed: isHarmed === true && variant === 'on' && n < 60,
    })),
  )
}

/** Where to die: at every word there is, or at some, another one each time. */
function points(words: number): number[] {
  const every = Array.from({ length: words + 1 }, (_, index) => index + 1)
  const drawn = every.map((word) => [Math.random(), word] as const).toSorted(([a], [b]) => a - b)
  return drawn.slice(0, POINTS).map(([, word]) => word)
}

async function foundIn({ store }: RolloutService, id: string): Promise<Found> {
  return store.read(async (db) => {
    const { state } = await requireRollout(db, 'shop', id)
    const messages = await db.selectFrom('rollout_messages').select(['id', 'status']).execute()
    return { state, waiting: messages.filter(({ status }) => status === 'waiting').length }
  })
}

it.each(TRANSITIONS.map((transition) => [transition.name, transition] as const))(
  'is before or after, wherever it is killed, and comes to its end when it is back: %s',
  { timeout: 120_000 + POINTS * 20_000 },
  async (_, transition) => {
    const { action, isThere } = transition
    const { folder: seeded, id } = await prepared(transition)
    const copied = (): string => {
      const folder = temporaryFolder()
      cpSync(seeded, folder, { recursive: true })
      return folder
    }
    const whole = copied()
    const words = await liveUntil({ folder: whole, id, word: 0, action, isThere })
    rmSync(whole, { recursive: true, force: true })
    expect(words).toBeGreaterThan(5)
    for (const word of points(words ?? 0)) {
      const folder = copied()
      await liveUntil({ folder, id, word, action, isThere })
      const service = await startRolloutService(folder, 'all')
      await expectOneStory(service, id)
      // Whoever got no answer asks again.
      if (action !== undefined && !isThere(await foundIn(service, id))) {
        await service.act(id, action)
      }
      if (action === undefined) {
        service.sees(transition.isHarmed === true ? look(2_000, [20, 120]) : { fault: 'down' })
        service.clock.advance(HOUR_MS)
        await service.ticks(3)
      }
      expect([word, isThere(await foundIn(service, id))]).toEqual([word, true])
      await expectOneStory(service, id)
      await service.close()
      rmSync(folder, { recursive: true, force: true })
    }
    rmSync(seeded, { recursive: true, force: true })
  },
)
