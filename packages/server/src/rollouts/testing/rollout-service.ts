import type { Measurement, NoMeasurement } from '@sluice/rollout'
import type { PlanDocument } from '@sluice/rollout/schema'
import { startTestService, type SendOptions, type TestService } from '../../api/test-service.ts'
import { createFakeClock, type FakeClock } from '../../live/fake-clock.ts'
import { silentLogger } from '../../http/logger.ts'
import type { IntakeLimits } from '../../intake/intake-limits.ts'
import type { MetricSourceOption } from '../../measure/prometheus/allowed-source.ts'
import { applyEvent } from '../apply-event.ts'
import { createRollout } from '../create-rollout.ts'
import type { MeasureRollout } from '../measure-rollout.ts'
import { metricMarks } from '../metric-mark.ts'
import { createSender } from '../message-sender.ts'
import { startRunner, type Runner } from '../runner.ts'
import { parsePlan } from '@sluice/rollout/schema'
import type { InnerTargets } from '../webhooks/inner-targets.ts'
import type { Post } from '../webhooks/post-message.ts'

/** One minute, in milliseconds. */
export const MINUTE_MS = 60_000

/** A ruleset with a flag that can be rolled out, and another that cannot. */
export const RULESET = {
  schemaVersion: 1,
  attributes: { account: { type: 'string' } },
  segments: { staff: { attribute: 'account', op: 'equals', values: ['staff'] } },
  metrics: {
    crash_rate: { kind: 'conversion', crashes: true, direction: 'lower_is_better' },
    errors: { kind: 'sum', outcome: 'error', direction: 'lower_is_better' },
    errors_of_servers: {
      kind: 'sum',
      outcome: 'error',
      direction: 'lower_is_better',
      sentBy: 'server',
    },
    error_size: { kind: 'mean', outcome: 'error', direction: 'lower_is_better' },
  },
  flags: {
    checkout: {
      rules: [
        {
          id: 'split',
          serve: { split: [{ variant: 'on', weightBps: 10_000 }], coverageBps: 0, salt: 'pepper' },
        },
      ],
    },
    banner: {},
  },
}

/** A plan of two monitored steps. */
export const PLAN: PlanDocument = {
  flag: 'checkout',
  rule: 'split',
  treatment: 'on',
  control: 'off',
  steps: [
    {
      name: 'canary',
      shareBps: 100,
      holdMs: 5 * MINUTE_MS,
      monitored: true,
      minUnitsPerVariant: 100,
    },
    {
      name: 'half',
      shareBps: 5_000,
      holdMs: 5 * MINUTE_MS,
      monitored: true,
      minUnitsPerVariant: 100,
      approval: 'the owner',
    },
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
  silenceMs: 10 * MINUTE_MS,
  rollback: { verifyWithinMs: 10 * MINUTE_MS, cooldownMs: MINUTE_MS },
}

/** Numbers of a look: units of each variant, and crashes. */
export function look(units: number, crashes: readonly [number, number]): Measurement {
  return {
    from: 0,
    to: 1,
    rulesetVersion: 1,
    units: { control: units, treatment: units },
    metrics: {
      crash_rate: {
        control: { kind: 'rate', successes: crashes[0], n: units },
        treatment: { kind: 'rate', successes: crashes[1], n: units },
      },
    },
  }
}

/** What is seen once the flag is back: everybody without the treatment, some of them with a crash. */
export function back(units: number, crashes: number): Measurement {
  const seen = look(units, [crashes, crashes])
  return { ...seen, units: { control: units, treatment: 0 } }
}

/** A service with a runner whose looks are told, and whose clock passes when it is told to. */
export interface RolloutService extends TestService {
  readonly clock: FakeClock
  readonly runner: Runner
  /** Lets the next looks measure for themselves. */
  measures(measure: MeasureRollout): void
  /** What the next looks see. */
  sees(measurement: Measurement | NoMeasurement): void
  readonly posts: readonly Omit<Post, 'allowsInner'>[]
  /** What the sender of messages wrote into the log. */
  readonly log: readonly LogLine[]
  /** What the receivers of messages answer. */
  answers(status: number | ((url: string) => Promise<number>)): void
  receipts: { connected: number; fetched: number }
  /** Lets time pass tick by tick, and looks. */
  ticks(count: number): Promise<void>
  /** A draft by the admin, and its id. */
  draft(plan?: PlanDocument): Promise<string>
  /** A draft that was started by somebody else, whatever the traffic, and its id. */
  begun(plan?: PlanDocument): Promise<string>
  act(id: string, action: object, as?: SendOptions['as']): Promise<Response>
  show(id: string): Promise<Shown>
  /** Coverage and weights of the rule of the plan now. */
  serves(): unknown
}

/** The part of an answer that tests look at. */
export interface Shown {
  readonly state: string
  readonly revision: number
  readonly step: { readonly name: string } | null
  readonly version: number
  readonly last: { readonly at: string; readonly outcome: string; readonly rule: string }
  readonly [name: string]: unknown
}

export type LogLine = Readonly<Record<string, unknown>> & { readonly text: string }

/** Starts one, over a folder of its own or a given one. */
export async function startRolloutService(
  dataDir?: string,
  messageTargets: InnerTargets = [],
  intakeLimits: Partial<IntakeLimits> = {},
  metricSources: readonly MetricSourceOption[] = [],
): Promise<RolloutService> {
  // Ahead of the clock that stamps events, so that what was sent has happened already.
  const clock = createFakeClock(Date.now() + MINUTE_MS)
  const service = await startTestService({
    now: () => clock.now(),
    messageTargets,
    intakeLimits,
    metricSources,
    ...(dataDir !== undefined && { dataDir }),
  })
  const { store } = service
  if (store.live.get('shop')?.ruleset.version === 0) {
    const headers = { 'If-Match': '"0"' }
    const put = await service.send('PUT', '/v1/environments/shop/ruleset', {
      body: RULESET,
      headers,
    })
    if (!put.ok) throw new Error(await put.text())
  }
  let measurement: Measurement | NoMeasurement = { fault: 'nothing was told' }
  let measure: MeasureRollout = async () => measurement
  let answer: number | ((url: string) => Promise<number>) = 200
  const posts: Omit<Post, 'allowsInner'>[] = []
  const log: LogLine[] = []
  const receipts = { connected: 1, fetched: 1 }
  const runner = startRunner({
    store,
    clock,
    logger: silentLogger,
    measure: async (...asked) => measure(...asked),
    receipts: () => receipts,
    sender: createSender({
      store,
      logger: { ...silentLogger, warn: (fields, text) => void log.push({ ...fields, text }) },
      now: () => clock.now(),
      secret: () => new Uint8Array(32).fill(1),
      async post(post) {
        posts.push(post)
        return typeof answer === 'number' ? answer : answer(post.url)
      },
    }),
  })
  const draft = async (plan: PlanDocument = PLAN): Promise<string> => {
    const actor = { kind: 'token', id: 'the-author', name: 'Ann', role: 'releaser' } as const
    const settings = { protected: false, allowedOrigins: [], requireOwner: false }
    const made = await store.write(async (unit) =>
      createRollout(unit, {
        environment: 'shop',
        settings,
        plan: parsePlan(plan),
        actor,
        reason: null,
      }),
    )
    return made.id
  }
  const path = '/v1/environments/shop/rollouts'
  return {
    ...service,
    clock,
    runner,
    posts,
    log,
    receipts,
    measures: (next) => void (measure = next),
    sees: (next) => void (measurement = next),
    answers: (next) => void (answer = next),
    async ticks(count) {
      for (let tick = 0; tick < count; tick++) {
        clock.advance(MINUTE_MS)
        await runner.pulse()
      }
    },
    draft,
    async begun(plan = PLAN) {
      const id = await draft(plan)
      await applyEvent(store, {
        environment: 'shop',
        id,
        event: (_, { now }) => ({
          kind: 'start',
          at: now,
          by: { id: 'starter', name: 'Sam' },
          versionBefore: store.live.get('shop')?.ruleset.version ?? 0,
          metricMarks: metricMarks(parsePlan(plan), store.live.get('shop')!.ruleset),
        }),
      })
      return id
    },
    act: async (id, action, as = 'admin') =>
      service.send('POST', `${path}/${id}/actions`, { body: action, as }),
    show: async (id) => (await (await service.send('GET', `${path}/${id}`)).json()) as Shown,
    serves() {
      const rule = store.live
        .get('shop')
        ?.ruleset.flags['checkout']?.rules.find(({ id }) => id === 'split')
      return rule !== undefined && 'split' in rule.serve
        ? { split: rule.serve.split, coverageBps: rule.serve.coverageBps }
        : undefined
    },
    async close() {
      await runner.close()
      await service.close()
    },
  }
}

/** What a person may make of the flag: everybody who is in gets the treatment. */
export const wide = (coverageBps: number) => ({
  rules: [
    {
      id: 'split',
      serve: { split: [{ variant: 'on', weightBps: 10_000 }], coverageBps, salt: 'pepper' },
    },
  ],
})

/** Looks at growing healthy numbers. */
export async function healthy(service: RolloutService, minutes: number, from = 1): Promise<void> {
  for (let minute = from; minute < from + minutes; minute++) {
    service.sees(look(200 * minute, [10 * minute, 10 * minute]))
    await service.ticks(1)
  }
}

/** Of the ruleset that the service evaluates by. */
export function versionOf({ store }: RolloutService): number {
  return store.live.get('shop')?.ruleset.version ?? -1
}
