import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isNews, type DecisionEntry } from '../log/entry.ts'
import { replay } from '../log/replay.ts'
import { freezeAt } from '../plan/freezes.ts'
import { BOB } from '../testing/driver.ts'
import { NOON } from '../testing/plans.ts'
import { FEW_MS, interrupted, plan, run, worlds } from '../testing/worlds.ts'

const RUNS = 200
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
    { numRuns: 4 * RUNS },
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
  // Who acts on an alarm has it: what the act raises is an alarm of its own.
  const acts = new Set(['pause', 'resume', 'advance', 'roll_back', 'abort'])
  const { afterMs } = plan.people[1]!
  fc.assert(
    fc.property(worlds, (happenings) => {
      let openMs = 0
      for (const { event, before, after } of run(happenings).moments) {
        if (before.alarm === null || (acts.has(event.kind) && after !== before)) openMs = 0
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
