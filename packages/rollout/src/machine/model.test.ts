import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ANN, BOB, measured } from '../testing/driver.ts'
import { NOON, planOf } from '../testing/plans.ts'
import { decide, isNews, type DecisionEntry } from '../log/entry.ts'
import { replay } from '../log/replay.ts'
import { freezeAt } from '../plan/freezes.ts'
import type { RolloutPlan } from '../plan/plan.ts'
import type { Measurement, NoMeasurement } from '../reading/measurement.ts'
import { soundMeasurement } from '../reading/sound.ts'
import type { RolloutEvent } from './event.ts'
import { draftState, type RolloutState } from './state.ts'

const RUNS = 200
const BUSY: ReadonlySet<string> = new Set(['running', 'paused', 'rolling_back', 'verifying'])

/** One thing that may happen, before it is known when. */
type Happening =
  | {
      readonly what: 'tick'
      readonly data: Data
      readonly elapsedMs: number
      readonly jumpMs: number
    }
  | {
      readonly what: 'person'
      readonly kind: 'pause' | 'resume' | 'advance' | 'roll_back' | 'abort' | 'acknowledge'
    }
  | { readonly what: 'approve'; readonly isAuthor: boolean }
  | { readonly what: 'stepped_in' }
  | { readonly what: 'failing'; readonly isFailing: boolean }

/** What a look finds. */
type Data =
  | 'healthy'
  | 'harmed'
  | 'nothing'
  | 'stale'
  | 'nan'
  | 'one_variant'
  | 'down'
  /** Harmed by a handful alone, or while a key is flooded. */
  | 'handful'
  | 'flooded'

const tick = fc.record({
  what: fc.constant('tick' as const),
  data: fc.oneof(
    { arbitrary: fc.constant('healthy' as const), weight: 20 },
    {
      arbitrary: fc.constantFrom(
        'harmed',
        'nothing',
        'stale',
        'nan',
        'one_variant',
        'down',
        'handful',
        'flooded',
      ),
      weight: 3,
    },
  ),
  elapsedMs: fc.oneof(
    { arbitrary: fc.constant(60_000), weight: 8 },
    { arbitrary: fc.constantFrom(0, -3_600_000, 3_600_000, 86_400_000), weight: 1 },
  ),
  jumpMs: fc.constantFrom(60_000, 60_000, 60_000, 3_600_000, -3_600_000),
})

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { arbitrary: tick, weight: 200 },
  {
    arbitrary: fc.record({
      what: fc.constant('person' as const),
      kind: fc.constantFrom(
        'pause',
        'resume',
        'resume',
        'advance',
        'roll_back',
        'abort',
        'acknowledge',
      ),
    }),
    weight: 5,
  },
  {
    arbitrary: fc.record({ what: fc.constant('approve' as const), isAuthor: fc.boolean() }),
    weight: 5,
  },
  { arbitrary: fc.record({ what: fc.constant('stepped_in' as const) }), weight: 1 },
  {
    arbitrary: fc.record({ what: fc.constant('failing' as const), isFailing: fc.boolean() }),
    weight: 5,
  },
)

const FEW_MS = 5 * 60_000
const plan = planOf({
  steps: [
    { name: 'canary', shareBps: 100, holdMs: FEW_MS, monitored: true, minUnitsPerVariant: 500 },
    {
      name: 'tenth',
      shareBps: 1_000,
      holdMs: FEW_MS,
      monitored: true,
      minUnitsPerVariant: 1_000,
      approval: 'the owner',
    },
    { name: 'most', shareBps: 8_000, holdMs: FEW_MS, monitored: true, minUnitsPerVariant: 1_000 },
    { name: 'all', shareBps: 10_000 },
  ],
  on: { inconclusive: 'hold', noData: 'hold', srm: 'pause' },
})

/** One thing that happened, with what was true around it. */
interface Moment {
  readonly event: RolloutEvent
  readonly data: Data | undefined
  readonly before: RolloutState
  readonly after: RolloutState
  readonly shareBefore: number
  readonly shareAfter: number
}

/** Runs a world in which changes can fail and clocks jump. */
function run(
  happenings: readonly Happening[],
  used: RolloutPlan = plan,
): { moments: Moment[]; log: DecisionEntry[] } {
  const moments: Moment[] = []
  const log: DecisionEntry[] = []
  let state = draftState(ANN)
  let share = 0
  let version = 42
  let at = NOON
  let isFailing = false
  let counts = { control: 0, treatment: 0, perTick: 400 }
  const send = (event: RolloutEvent, data?: Data): void => {
    const before = state
    const shareBefore = share
    const { turn, entry } = decide(used, state, event)
    log.push(entry)
    state = turn.state
    if (state.countedSince !== before.countedSince) counts = { ...counts, control: 0, treatment: 0 }
    const change = turn.commands.find(({ kind }) => kind === 'set_share' || kind === 'restore')
    if (change !== undefined && !isFailing) {
      share = change.kind === 'set_share' ? change.shareBps : 0
      if (change.kind === 'set_share' && change.shareBps > 5_000)
        counts = { ...counts, control: 0, treatment: 0 }
    }
    moments.push({ event, data, before, after: state, shareBefore, shareAfter: share })
    if (change === undefined) return
    if (isFailing) send({ kind: 'failed', at, message: 'no room' })
    else send({ kind: 'applied', at, version: ++version })
  }
  send({ kind: 'start', at, by: ANN, versionBefore: 41 })
  for (const each of happenings) {
    switch (each.what) {
      case 'tick': {
        at += each.jumpMs
        const isGrowing =
          each.data === 'healthy' || each.data === 'harmed' || each.data === 'one_variant'
        const ratio = share > 5_000 ? share / (10_000 - share) : 1
        if (isGrowing) {
          counts.control += each.data === 'one_variant' ? 0 : counts.perTick
          counts.treatment += Math.round(counts.perTick * Math.min(ratio, 4))
        }
        send(
          {
            kind: 'tick',
            at,
            elapsedMs: each.elapsedMs,
            measurement: soundMeasurement(seen(each.data, counts)),
          },
          each.data,
        )
        break
      }
      case 'person':
        send({ kind: each.kind, at, by: BOB })
        break
      case 'approve':
        send({ kind: 'approve', at, by: each.isAuthor ? ANN : BOB, step: 'tenth' })
        break
      case 'stepped_in':
        // Bob takes back what the rollout gave.
        if (BUSY.has(state.name)) share = 0
        send({
          kind: 'stepped_in',
          at,
          version: ++version,
          message: 'Bob was here.',
          isGone: false,
        })
        break
      case 'failing':
        isFailing = each.isFailing
        break
    }
  }
  return { moments, log }
}

function seen(
  data: Data,
  { control, treatment }: { control: number; treatment: number },
): Measurement | NoMeasurement {
  if (data === 'down') return { fault: 'the event store is down' }
  if (data === 'nothing') return measured({ units: [0, 0], crashes: [0, 0] })
  if (data === 'nan') return measured({ units: [control, treatment], crashes: [NaN, 1] })
  const crashes = (units: number, rate: number): number => Math.floor(units * rate)
  const isHarmed = data === 'harmed' || data === 'handful' || data === 'flooded'
  const found = measured({
    units: [control, treatment],
    crashes: [crashes(control, 0.05), crashes(treatment, isHarmed ? 0.3 : 0.05)],
  })
  if (data === 'flooded') return { ...found, suspect: 'one key floods it.' }
  const reading = found.metrics['crash_rate']
  if (data !== 'handful' || reading === undefined || 'fault' in reading) return found
  const [few, many] = [
    { kind: 'rate', successes: 1, n: 900 },
    { kind: 'rate', successes: 2, n: 900 },
  ] as const
  const without = { units: 10, control: few, treatment: many }
  return { ...found, metrics: { crash_rate: { ...reading, without } } }
}

const worlds = fc.array(happening, { minLength: 10, maxLength: 60 })
/** Somebody steps in, and others go on all the same. */
const interrupted = fc
  .tuple(worlds, fc.boolean(), fc.constantFrom('resume' as const, 'advance' as const), worlds)
  .map(([earlier, isApproved, kind, later]): Happening[] => [
    ...earlier,
    { what: 'stepped_in' },
    ...(isApproved ? [{ what: 'approve', isAuthor: false } as const] : []),
    { what: 'person', kind },
    ...later,
  ])
const RAISED_BY_PEOPLE = new Set(['start', 'advance', 'resume'])

it('never raises a share without a full window of sufficient healthy data', () => {
  let raises = 0
  fc.assert(
    fc.property(worlds, (happenings) => {
      let wellMs = 0
      for (const { event, data, before, after, shareBefore, shareAfter } of run(happenings)
        .moments) {
        if (event.kind === 'applied' || after.name !== 'running') wellMs = 0
        else if (event.kind === 'tick') {
          const elapsed = Math.min(Math.max(0, event.elapsedMs) || 0, 3 * 60_000)
          const isWell =
            data === 'healthy' || data === 'stale' || data === 'one_variant' || data === 'harmed'
          if (isWell) wellMs += elapsed
        }
        if (shareAfter <= shareBefore || RAISED_BY_PEOPLE.has(event.kind)) continue
        if (before.step < 0) continue
        raises++
        const measurement = event.kind === 'tick' ? event.measurement : undefined
        const units =
          measurement !== undefined && 'units' in measurement ? measurement.units : undefined
        const from = plan.steps[before.step]!
        expect(event.kind).toBe('tick')
        expect(['healthy', 'stale', 'one_variant']).toContain(data)
        expect(Math.min(units!.control, units!.treatment)).toBeGreaterThanOrEqual(
          from.minUnitsPerVariant,
        )
        expect(before.heldMs + 3 * 60_000).toBeGreaterThanOrEqual(from.holdMs)
        expect(wellMs).toBeGreaterThanOrEqual(from.holdMs)
      }
    }),
    // Raises are rare among what can happen.
    { numRuns: 4 * RUNS },
  )
  expect(raises).toBeGreaterThan(20)
})

it('lowers the share within two looks at a harm, unless a person has taken the flag over', () => {
  let breaches = 0
  fc.assert(
    fc.property(worlds, (happenings) => {
      const harm = { what: 'tick', data: 'harmed', elapsedMs: 60_000, jumpMs: 60_000 } as const
      const repaired = { what: 'failing', isFailing: false } as const
      const { moments } = run([...happenings, repaired, harm, harm])
      const last = moments.at(-1)!
      const { before } = moments.findLast(({ event }) => event.kind === 'tick')!
      // What was harmed is never clear of a harm of six times, once there are enough units.
      const watched = moments.findLast(
        ({ data, event }) => event.kind === 'tick' && data === 'harmed',
      )!
      const { event } = watched
      const units =
        event.kind === 'tick' && 'units' in event.measurement
          ? event.measurement.units
          : { control: 0, treatment: 0 }
      const isWatched = plan.steps[before.step]?.monitored === true && units.control >= 400
      if (!isWatched || last.after.pausedBy === 'stepped_in') return
      if (last.after.name === 'aborted' || last.after.name === 'completed') return
      breaches++
      expect(last.shareAfter).toBe(0)
      expect(['verifying', 'rolled_back']).toContain(last.after.name)
    }),
    { numRuns: RUNS },
  )
  expect(breaches).toBeGreaterThan(20)
})

it('neither raises nor lowers a share by what a handful or a flood says, and tells people', () => {
  let doubts = 0
  fc.assert(
    fc.property(worlds, (happenings) => {
      for (const { data, before, after, shareBefore, shareAfter } of run(happenings).moments) {
        if (data !== 'handful' && data !== 'flooded') continue
        if (before.name !== 'running' || before.pending !== null) continue
        if (plan.steps[before.step]?.monitored !== true) continue
        expect(shareAfter).toBe(shareBefore)
        expect(after.name).not.toBe('verifying')
        // What is too little to be a harm at all is nobody's.
        if (after.waitsFor === 'person' && after.alarm !== null) doubts++
      }
    }),
    { numRuns: RUNS },
  )
  expect(doubts).toBeGreaterThan(20)
})

it('never raises a share by itself after a rollback', () => {
  let rollbacks = 0
  fc.assert(
    fc.property(worlds, worlds, (earlier, later) => {
      const back = { what: 'person', kind: 'roll_back' } as const
      const { moments } = run([...earlier, back, ...later])
      const at = moments.findIndex(({ after }) => after.name === 'rolling_back')
      if (at < 0) return
      rollbacks++
      for (const { shareBefore, shareAfter } of moments.slice(at))
        expect(shareAfter).toBeLessThanOrEqual(shareBefore)
    }),
    { numRuns: RUNS },
  )
  expect(rollbacks).toBeGreaterThan(20)
})

it('lets a human win: what is paused or taken over never rises until a person says so', () => {
  fc.assert(
    fc.property(worlds, (happenings) => {
      let isHeld = false
      for (const { event, after, shareBefore, shareAfter } of run(happenings).moments) {
        if (RAISED_BY_PEOPLE.has(event.kind) && after.name === 'running') isHeld = false
        if (event.kind === 'pause' || event.kind === 'stepped_in' || event.kind === 'abort')
          isHeld = true
        if (!isHeld) continue
        expect(shareAfter).toBeLessThanOrEqual(shareBefore)
      }
    }),
    { numRuns: RUNS },
  )
})

it('never sets a share that asks for an approval without one of somebody else', () => {
  let again = 0
  fc.assert(
    fc.property(interrupted, (happenings) => {
      for (const { before, after } of run(happenings).moments) {
        if (after.pending?.kind !== 'set_share' || after.pending === before.pending) continue
        if (after.pending.step < 1) continue
        expect(before.approvals['tenth']).toEqual(BOB)
        if (before.pausedBy === 'stepped_in') again++
      }
    }),
    { numRuns: 4 * RUNS },
  )
  expect(again).toBeGreaterThan(0)
})

it('raises nothing during a freeze, whoever asks', () => {
  const frozen = {
    ...plan,
    freezes: [{ startsAt: NOON + 2 * FEW_MS, endsAt: NOON + 6 * FEW_MS, reason: 'the sale' }],
  }
  let asked = 0
  fc.assert(
    fc.property(interrupted, (happenings) => {
      for (const { event, before, shareBefore, shareAfter } of run(happenings, frozen).moments) {
        if (freezeAt(frozen.freezes, event.at) === undefined) continue
        expect(shareAfter).toBeLessThanOrEqual(shareBefore)
        if (event.kind === 'resume' && before.pausedBy === 'stepped_in') asked++
      }
    }),
    { numRuns: RUNS },
  )
  expect(asked).toBeGreaterThan(0)
})

it('goes on once its split is repaired and a person resumes it', () => {
  let repairs = 0
  fc.assert(
    fc.property(worlds, (happenings) => {
      const { moments } = run(happenings)
      if (moments.at(-1)!.after.pausedBy !== 'mismatch') return
      repairs++
      const well = { what: 'tick', data: 'healthy', elapsedMs: 60_000, jumpMs: 60_000 } as const
      const resumed = { what: 'person', kind: 'resume' } as const
      const later = run([...happenings, resumed, ...Array.from({ length: 9 }, () => well)]).moments
      for (const { after } of later.slice(moments.length))
        expect(after.pausedBy).not.toBe('mismatch')
    }),
    { numRuns: RUNS },
  )
  expect(repairs).toBeGreaterThan(2)
})

it('tells the next person in time, whatever else has happened to an alarm that nobody acknowledged', () => {
  let waits = 0
  const { afterMs } = plan.people[1]!
  fc.assert(
    fc.property(worlds, (happenings) => {
      let openMs = 0
      for (const { event, before, after } of run(happenings).moments) {
        if (before.alarm === null) openMs = 0
        else if (event.kind === 'tick')
          openMs += Math.min(Math.max(0, event.elapsedMs) || 0, 3 * 60_000)
        if (before.alarm === null || after.alarm === null || openMs < afterMs) continue
        waits++
        expect(after.alarm.told).toBe(2)
      }
    }),
    { numRuns: RUNS },
  )
  expect(waits).toBeGreaterThan(20)
})

it('decides the same again, bit for bit, whatever happened', () => {
  fc.assert(
    fc.property(worlds, (happenings) => {
      const { log } = run(happenings)
      // As a database gives it back.
      const stored = JSON.parse(JSON.stringify(log)) as DecisionEntry[]
      for (const { isSame, difference } of replay(plan, stored))
        expect([isSame, difference]).toEqual([true, undefined])
      // And as a log keeps it, without the looks that say nothing new.
      for (const { isSame, difference } of replay(plan, keptOf(stored)))
        expect([isSame, difference]).toEqual([true, undefined])
    }),
    { numRuns: RUNS },
  )
})

function keptOf(entries: readonly DecisionEntry[]): DecisionEntry[] {
  const kept: DecisionEntry[] = []
  for (const entry of entries) {
    const { after: state, commands, decision } = entry
    if (entry.before.revision === state.revision) continue
    if (isNews(kept.at(-1)?.decision, { state, commands, decision }, entry.event)) kept.push(entry)
  }
  return kept
}
