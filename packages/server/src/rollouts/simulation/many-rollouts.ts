import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { uuidV7 } from '@sluice/core/events'
import type { StoredEvent } from '@sluice/events/spool'
import { allocationOf, draftState, type RolloutState } from '@sluice/rollout'
import { parsePlan } from '@sluice/rollout/schema'
import { SERVICE_ACTOR } from '../../audit/actor.ts'
import { silentLogger } from '../../http/logger.ts'
import { openEvents } from '../../intake/open-events.ts'
import { createFakeClock } from '../../live/fake-clock.ts'
import { changeRuleset } from '../../rulesets/change-ruleset.ts'
import { parseDocument } from '../../rulesets/parse-document.ts'
import { createEnvironment } from '../../store/environments.ts'
import { openStore } from '../../store/open-store.ts'
import type { Store } from '../../store/store.ts'
import { flagMark } from '../flag-mark.ts'
import { measureBy, type MeasureRollout } from '../measure-rollout.ts'
import { startRunner } from '../runner.ts'

const ENVIRONMENT = 'crowd'
const MINUTE_MS = 60_000
const SHARE_BPS = 1_000
const BY = { actor: SERVICE_ACTOR, reason: 'a simulation' }
/** Milliseconds between two looks of the watch at the loop. */
const RESOLUTION_MS = 5
const NS_IN_MS = 1e6

/** How many rollouts there are, and how they are measured. */
export interface Crowd {
  readonly rollouts: number
  readonly passes: number
  /** Exposures of each that the event store has; without them what is measured is made up. */
  readonly exposures?: number
}

/** How a service fares whose rollouts are all due at once. */
export interface CrowdReport {
  /** Looks that were written down. */
  readonly looks: number
  readonly passMs: readonly number[]
  /** By how much the event loop was late while it looked; of a busy machine, its business too. */
  readonly delayMs: { readonly p50: number; readonly p99: number; readonly max: number }
  /** For how long the loop worked between two turns, on the processor: the same on a busy machine. */
  readonly heldMs: { readonly p99: number; readonly max: number }
}

/** Lets very many rollouts tick at once, in a store of their own, and watches the event loop meanwhile. */
export async function lookAtMany({ rollouts, passes, exposures }: Crowd): Promise<CrowdReport> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-crowd-'))
  const clock = createFakeClock(Date.now())
  const store = await openStore({
    dataDir,
    logger: silentLogger,
    now: () => clock.now(),
    reserveBytes: 0,
  })
  const events = await openEvents({ dataDir, clock, logger: silentLogger })
  try {
    await begin(store, rollouts)
    clock.advance(MINUTE_MS)
    if (exposures !== undefined) {
      for (let n = 0; n < rollouts; n++) {
        await events.keeper.keep(exposuresOf(n, exposures, clock.now() - 1))
      }
      await events.keeper.store.work(async (opened) => opened.settle())
    }
    const prometheus = async (): Promise<undefined> => undefined
    const runner = startRunner({
      store,
      clock,
      logger: silentLogger,
      measure:
        exposures === undefined
          ? madeUp()
          : measureBy({ events: events.keeper.store, prometheus, floods: store.floods }),
      receipts: () => ({ connected: 0, fetched: 0 }),
      sender: { isWaiting: async () => false, send: async () => undefined },
    })
    // The first pass also compiles what runs.
    await runner.pulse()
    const watch = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
    const passMs: number[] = []
    watch.enable()
    const holds = watchHolds()
    for (let pass = 0; pass < passes; pass++) {
      clock.advance(MINUTE_MS)
      const startedAt = performance.now()
      await runner.pulse()
      passMs.push(performance.now() - startedAt)
    }
    watch.disable()
    const held = holds().toSorted((a, b) => a - b)
    await runner.close()
    const late = (ns: number): number => Math.max(0, ns / NS_IN_MS - RESOLUTION_MS)
    return {
      looks: await looksOf(store),
      passMs,
      delayMs: {
        p50: late(watch.percentile(50)),
        p99: late(watch.percentile(99)),
        max: late(watch.max),
      },
      heldMs: { p99: held[Math.floor(held.length * 0.99)] ?? 0, max: held.at(-1) ?? 0 },
    }
  } finally {
    await events.keeper.close()
    await store.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Measures every turn of the loop, in milliseconds of the processor. @returns what ends it, and tells */
function watchHolds(): () => readonly number[] {
  const held: number[] = []
  let isOver = false
  let last = process.threadCpuUsage()
  const turn = (): void => {
    const now = process.threadCpuUsage()
    held.push((now.user - last.user + now.system - last.system) / 1_000)
    last = now
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  return () => {
    isOver = true
    return held
  }
}

const keyOf = (n: number): string => `flag-${n}`

/** Puts every rollout into its first step, as if each had been started. */
async function begin(store: Store, rollouts: number): Promise<void> {
  const { controlBps, treatmentBps, coverageBps } = allocationOf(SHARE_BPS)
  const split = [
    { variant: 'off', weightBps: controlBps },
    { variant: 'on', weightBps: treatmentBps },
  ]
  const flag = { rules: [{ id: 'split', serve: { split, coverageBps } }] }
  const document = {
    schemaVersion: 1,
    metrics: { crash_rate: { kind: 'conversion', crashes: true, direction: 'lower_is_better' } },
    flags: Object.fromEntries(Array.from({ length: rollouts }, (_, n) => [keyOf(n), flag])),
  }
  await store.write(async (unit) => createEnvironment(store, unit, ENVIRONMENT, {}, BY))
  const { version } = await store.write(async (unit) =>
    changeRuleset(store, unit, {
      environment: ENVIRONMENT,
      action: 'ruleset.replace',
      subject: null,
      expectedVersion: undefined,
      checksNewFlags: false,
      propose: () => ({ next: parseDocument(document) }),
      ...BY,
    }),
  )
  const { flags } = store.live.get(ENVIRONMENT)!.ruleset
  await store.write(async ({ db, now }) => {
    for (let n = 0; n < rollouts; n++) {
      const state: RolloutState = {
        ...draftState({ id: 'ann', name: 'Ann' }),
        name: 'running',
        step: 0,
        versionBefore: version,
        version,
      }
      await db
        .insertInto('rollouts')
        .values({
          id: `r-${n}`,
          environment: ENVIRONMENT,
          flag: keyOf(n),
          plan: JSON.stringify(planOf(keyOf(n))),
          state: JSON.stringify(state),
          state_name: state.name,
          revision: state.revision,
          flag_mark: flagMark(flags[keyOf(n)]!),
          counted_from: now,
          decisions: 0,
          created_at: now,
          changed_at: now,
        })
        .execute()
    }
  })
}

function planOf(flag: string): object {
  const monitored = { monitored: true, holdMs: 24 * 60 * MINUTE_MS, minUnitsPerVariant: 100 }
  return parsePlan({
    flag,
    rule: 'split',
    treatment: 'on',
    control: 'off',
    steps: [
      { name: 'tenth', shareBps: SHARE_BPS, ...monitored },
      { name: 'half', shareBps: 5_000, ...monitored },
      { name: 'all', shareBps: 10_000 },
    ],
    guardrails: [
      {
        metric: 'crash_rate',
        direction: 'lower_is_better',
        marginRelative: 0,
        test: 'event_count_sequential',
        onRegression: 'roll_back',
      },
    ],
    on: { inconclusive: 'hold', noData: 'hold', srm: 'pause' },
    tickMs: MINUTE_MS,
    rollback: { verifyWithinMs: 10 * MINUTE_MS, cooldownMs: MINUTE_MS },
  })
}

/** Numbers that grow with every look, alike in both variants. */
function madeUp(): MeasureRollout {
  let looks = 0
  return async (_, ruleset, now) => {
    const n = 100 + Math.floor(looks++ / 100)
    const rate = { kind: 'rate', successes: Math.floor(n / 50), n } as const
    return {
      from: now - MINUTE_MS,
      to: now,
      rulesetVersion: ruleset.version,
      units: { control: n, treatment: n },
      metrics: { crash_rate: { control: rate, treatment: rate } },
    }
  }
}

function exposuresOf(rollout: number, count: number, at: number): StoredEvent[] {
  return Array.from({ length: count }, (_, n) => ({
    id: uuidV7(at, Math.random),
    environment: ENVIRONMENT,
    type: 'exposure',
    receivedAt: at,
    at,
    rawAt: `${at}`,
    session: `s${n}`,
    sequence: 1,
    units: { targetingKey: (rollout * 1_000_003 + n + 1).toString(16).padStart(16, '0') },
    flag: keyOf(rollout),
    variant: n % 2 === 0 ? 'off' : 'on',
    allocationVersion: 1,
    version: 1,
    ruleId: 'split',
    reason: 'SPLIT',
    phase: 'commit',
    weight: 1,
    contextHash: 'c',
  }))
}

async function looksOf(store: Store): Promise<number> {
  const { looks } = await store.read(async (db) =>
    db
      .selectFrom('rollouts')
      .select(({ fn }) => fn.sum<number>('revision').as('looks'))
      .executeTakeFirstOrThrow(),
  )
  return Number(looks)
}
