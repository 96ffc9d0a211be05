import type { StoredEvent } from '@sluice/events/spool'
import type { CompiledRuleset, EvaluationContext, Experiment } from '@sluice/core'
import { SERVICE_ACTOR } from '../../audit/actor.ts'
import { sha256 } from '../../audit/audit-entry.ts'
import { startTestService, type TestService } from '../../api/test-service.ts'
import { silentLogger } from '../../http/logger.ts'
import type { OpenEventStore } from '../../intake/open-event-store.ts'
import { createFakeClock, type FakeClock } from '../../live/fake-clock.ts'
import { changeRuleset } from '../../rulesets/change-ruleset.ts'
import { findExperiment } from '../find-experiment.ts'
import { startLooks, type LookTaker } from '../looks/start-looks.ts'
import type { Planning } from '../plan-experiment.ts'
import { hashOf, planOf } from '../sealed-plan.ts'
import { simulatedEvents, type Simulation } from '../simulation/simulated-events.ts'
import { proposePlan, proposeStart } from '../transitions.ts'
import { putRuleset, QUESTION } from './people.ts'

/** One day, in milliseconds. */
export const DAY_MS = 86_400_000

/** A service with an experiment that has looks to be taken, whose people come as its clock goes. */
export interface PlannedRun extends TestService {
  readonly clock: FakeClock
  readonly looks: LookTaker
  readonly startedAt: number
  /** Lets days pass, with those who come meanwhile; nobody looks. */
  days(count: number): Promise<void>
  /** Lets people come who were there some time ago, and whose events arrive only now. */
  late(names: readonly string[], at: number, context?: EvaluationContext): Promise<void>
  results(query?: string): Promise<PlannedResults>
  /**
   * Looks as they are kept, but for the last digits: sums are made in the order that threads are
   * done in.
   */
  documents(): Promise<readonly object[]>
  /** What the database has of looks. */
  stored(): Promise<{ readonly planned_at: number; readonly document: string }[]>
}

/** The part of results that tests look at. */
export interface PlannedResults {
  readonly verdict: {
    readonly decision: string
    readonly rule: string
    readonly caution?: string
    readonly isGrey: boolean
  }
  readonly progress: {
    readonly lived: { readonly metric: string; readonly ms: number; readonly units: number } | null
  }
  readonly looks: {
    readonly shown: number | null
    readonly taken: readonly {
      readonly plannedAt: string
      readonly readAt: string
      readonly units: number
      readonly lived: number | null
    }[]
    readonly next: { readonly look: number; readonly plannedUnits: number } | null
    readonly lateUnits: number
  } | null
  readonly newer: { readonly units: Readonly<Record<string, number>> } | null
  readonly units: Readonly<Record<string, number>>
  readonly figures: readonly { readonly variants: readonly { readonly n: number }[] }[]
  readonly analysis: {
    readonly primary: readonly unknown[]
    readonly secondary: readonly unknown[]
    readonly segments: readonly unknown[]
    readonly notes: readonly string[]
  }
  readonly apart: readonly unknown[]
  readonly overTime: readonly { readonly readOnce: readonly { readonly day: string }[] }[]
}

/** Starts one; its people come evenly, a hundred a day unless told otherwise. */
export async function startPlannedRun(
  stopping: Experiment['stopping'],
  people: Partial<Simulation> & {
    readonly dataDir?: string
    readonly startsAt?: number
    /** Where its events rest, when not in its folder. */
    readonly openEventStore?: OpenEventStore
    /** Looks are taken by the clock, and not only when a test says so. */
    readonly hasTimer?: boolean
    /** What is otherwise in the experiment. */
    readonly words?: object
    /** Metrics beside those of the question. */
    readonly metrics?: object
  } = {},
): Promise<PlannedRun> {
  const { dataDir, startsAt = Date.now() - 25 * DAY_MS, hasTimer = false, ...others } = people
  const { openEventStore, ...given } = others
  const { words: changed, metrics, ...simulation } = given
  const clock = createFakeClock(startsAt)
  const service = await startTestService({
    now: () => clock.now(),
    ...(dataDir !== undefined && { dataDir }),
    ...(openEventStore !== undefined && { openEventStore }),
  })
  const { store, events } = service
  if (store.live.get('shop')?.ruleset.version === 0) {
    const { words } = QUESTION.experiments
    const put = await putRuleset(service, {
      ...QUESTION,
      metrics: { ...QUESTION.metrics, ...metrics },
      experiments: { words: { ...words, covariates: [], stopping, ...changed } },
    })
    if (!put.ok) throw new Error(await put.text())
    await begin(service, clock.now())
  }
  const startedAt = store.live.get('shop')?.ruleset.experiments['words']?.run?.startedAt ?? 0
  const compiled = store.live.get('shop')?.compiled
  if (compiled === undefined) throw new Error('There is no shop.')
  const coming = [
    ...simulatedEvents(
      {
        environment: 'shop',
        experiment: 'words',
        flag: 'cta',
        unit: 'targetingKey',
        compiled,
        pseudonymOf: (_unit, value) => sha256(value),
        from: startedAt,
        to: startedAt + 24 * DAY_MS,
      },
      {
        days: 24,
        unitsPerDay: 100,
        seed: 8,
        outcomes: { purchase: { rate: 0.2, value: 20 } },
        attributes: { country: { DE: 0.4, FR: 0.6 } },
        ...simulation,
      },
    ),
  ].toSorted((a, b) => a.at - b.at)
  const keep = async (some: readonly StoredEvent[]): Promise<void> => {
    for (let from = 0; from < some.length; from += 500)
      await events.keeper.keep(some.slice(from, from + 500))
  }
  const stored: PlannedRun['stored'] = async () =>
    store.read(async (db) =>
      db
        .selectFrom('experiment_looks')
        .select(['planned_at', 'document'])
        .orderBy('look')
        .execute(),
    )
  let lateOnes = 0
  const looks = startLooks({
    store,
    events: events.keeper.store,
    prometheus: async () => Promise.reject(new Error('There is no Prometheus.')),
    clock: hasTimer ? clock : { ...clock, after: () => () => undefined },
    logger: silentLogger,
    holder: 'a test',
    isGone: () => false,
  })
  return {
    ...service,
    clock,
    looks,
    startedAt,
    async late(names, at, context) {
      const now = store.live.get('shop')?.compiled ?? compiled
      await keep(
        names.flatMap((name) =>
          exposureOf(now, { ...context, targetingKey: name }, at, lateOnes++),
        ),
      )
    },
    async days(count) {
      const [from, to] = [clock.now(), clock.now() + count * DAY_MS]
      await keep(coming.filter(({ at }) => at >= from && at < to))
      clock.advance(count * DAY_MS)
    },
    async results(query = '') {
      const path = `/v1/environments/shop/experiments/words/results${query}`
      const answer = await service.send('GET', path)
      if (!answer.ok) throw new Error(await answer.text())
      return (await answer.json()) as PlannedResults
    },
    stored,
    documents: async () =>
      (await stored()).map(({ planned_at: plannedAt, document }) => ({
        plannedAt,
        ...roughly(JSON.parse(document) as object),
      })),
    async close() {
      await looks.close()
      await service.close()
    },
  }
}

/** What a service would have kept of somebody who saw the flag. */
function exposureOf(
  compiled: CompiledRuleset,
  context: EvaluationContext & { readonly targetingKey: string },
  at: number,
  index: number,
): StoredEvent[] {
  const { targetingKey: name } = context
  const answer = compiled.evaluate('cta', context, at)
  if (!('variant' in answer)) return []
  const { allocationVersion = 0, ruleId } = answer.metadata
  return [
    {
      id: `019a0000-0000-7000-8000-${String(index).padStart(12, '0')}`,
      environment: 'shop',
      type: 'exposure',
      receivedAt: at,
      at,
      rawAt: String(at),
      session: name,
      sequence: 1,
      units: { targetingKey: sha256(name) },
      flag: 'cta',
      variant: answer.variant,
      experiment: 'words',
      allocationVersion,
      ...(ruleId !== undefined && { ruleId }),
      reason: 'SPLIT',
      phase: 'commit',
      weight: 1,
      contextHash: 'c',
    },
  ]
}

/** Sums are of several threads: two readings of the same rows may differ in the last digit. */
export function roughly<Document>(document: Document): Document {
  return JSON.parse(JSON.stringify(document), (_, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(12)) : value,
  ) as Document
}

/** Seals the plan and starts, whatever planning would have found. */
async function begin({ store }: TestService, now: number): Promise<void> {
  const key = 'words'
  await store.write(async (unit) =>
    changeRuleset(store, unit, {
      environment: 'shop',
      actor: SERVICE_ACTOR,
      action: 'experiment.start',
      subject: key,
      reason: 'A test.',
      expectedVersion: undefined,
      checksNewFlags: false,
      propose(current) {
        const found = findExperiment(current, key)
        const plan = planOf(current, found)
        const planHash = hashOf(plan)
        const planning: Planning = {
          plannedAt: now,
          salt: 'words-1',
          previousSalt: found.split.salt,
          traffic: { unitsPerDay: 100, from: 'given', share: 1, audience: 1 },
          size: { metrics: [], units: null, weeks: null, reachable: 0 },
          balance: null,
          warnings: [],
        }
        const { next } = proposePlan(current, key, { plan, planHash, planning })
        return proposeStart(next, key, { now, version: current.version + 1, simulated: false })
      },
    }),
  )
}
