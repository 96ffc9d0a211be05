import type { StoreLoss } from '@sluice/events'
import { z } from 'zod'
import { actorOf } from '../audit/actor.ts'
import { HttpError } from '../http/http-error.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { answer } from './answer.ts'
import type { EventApiDeps } from './event-deps.ts'
import { reasonHeaders } from './headers.ts'
import { principalOf } from './live-environment.ts'
import { reasonOfHeader } from './reason.ts'

const shared = {
  permission: 'events:manage',
  scope: 'service',
  tag: 'Events',
  query: z.strictObject({}),
} as const

const unavailable = {
  503: { description: 'The event store does not answer now. Flags are served all the same.' },
} as const

const lossSchema = z
  .object({
    reason: z.enum(['checksum', 'missing', 'foreign', 'manifest', 'spool', 'adopted']),
    file: z.string(),
    foundAt: z.iso.datetime(),
    events: z.int().nullable().describe('How many events it held; null where nothing tells.'),
    happenedFrom: z.iso
      .datetime()
      .nullable()
      .describe('When the first of them happened; null where nothing tells.'),
    happenedTo: z.iso.datetime().nullable().describe('The same of the last.'),
  })
  .meta({ id: 'EventLoss' })

const stateSchema = z
  .object({
    engine: z.enum(['embedded', 'clickhouse']),
    segments: z.int(),
    events: z.int().describe('Distinct events that are in segments.'),
    bytes: z.int(),
    duplicates: z.int().describe('Events that came again under the same id.'),
    conflicts: z.int().describe('Of these, those that said something else than the first.'),
    waiting: z.int().describe('Events in the spool, duplicates included.'),
    fault: z.string().nullable().describe('Why it could not take them over the last time.'),
    losses: z.array(lossSchema),
  })
  .meta({ id: 'EventStoreState' })

const verifyRoute = {
  ...shared,
  method: 'get',
  path: '/v1/events/verify',
  summary: 'Verify the stored events',
  description:
    'Reads every segment of every environment once and compares checksums. What is lost is put aside, and told of until it is older than events are kept, acknowledged, or back in its place.',
  answers: {
    200: {
      description: 'The outcome, also when something is wrong.',
      schema: z
        .object({
          whole: z.boolean(),
          segments: z.int(),
          events: z.int(),
          waiting: z.int().describe('Events in the spool, duplicates included.'),
          faults: z.array(z.string()).describe('One sentence each.'),
        })
        .meta({ id: 'EventVerification' }),
    },
    ...unavailable,
  },
} satisfies RouteDefinition

const compactRoute = {
  ...shared,
  method: 'post',
  path: '/v1/events/compact',
  summary: 'Tidy up the stored events',
  description:
    'Takes what waits in the spool into segments and merges small ones, as happens by itself from time to time.',
  answers: { 200: { description: 'How it is now.', schema: stateSchema }, ...unavailable },
} satisfies RouteDefinition

const acknowledgeRoute = {
  ...shared,
  method: 'post',
  path: '/v1/events/acknowledge',
  summary: 'Acknowledge lost events',
  description:
    'Ends the alarm about what is lost by now: somebody knows of it. The audit log keeps what it was, by whom and why. Safe to send again.',
  headers: reasonHeaders,
  answers: {
    200: {
      description: 'What is told of no more.',
      schema: z.object({ losses: z.array(lossSchema) }).meta({ id: 'EventLosses' }),
    },
    ...unavailable,
  },
} satisfies RouteDefinition

/** Registers what keeps the event store in order. */
export function registerEventStoreRoutes(router: Router, { events, store }: EventApiDeps): void {
  const { keeper } = events
  router.route(verifyRoute, async () => {
    const { whole, segments, rows, waiting, faults } = await keeper.store.work(async (asked) =>
      asked.verify(),
    )
    return answer({ whole, segments, events: rows, waiting, faults })
  })

  router.route(acknowledgeRoute, async ({ principal, headers }) => {
    const reason = reasonOfHeader(headers['sluice-reason'])
    if (reason === null) throw withoutReason()
    const known = await keeper.store.work(async (asked) => asked.losses())
    const losses = known.map(describe)
    if (losses.length === 0) return answer({ losses })
    // First: nothing is ever forgotten that the audit log does not know of.
    await store.write(async (change) =>
      change.audit({
        actor: actorOf(principalOf(principal)),
        reason,
        environment: null,
        action: 'events.acknowledge',
        subject: null,
        before: { losses },
        after: null,
      }),
    )
    await keeper.store.work(async (asked) => asked.acknowledge(known))
    return answer({ losses })
  })

  router.route(compactRoute, async () => {
    const state = await keeper.store.work(async (asked) => {
      await asked.settle()
      await asked.compact()
      return asked.state()
    })
    const { engine, segments, rows, bytes, duplicates, conflicts, losses, fault = null } = state
    return answer({
      engine,
      segments,
      events: rows,
      bytes,
      duplicates,
      conflicts,
      fault,
      waiting: keeper.health().state?.events ?? 0,
      losses: losses.map(describe),
    })
  })
}

function describe({
  reason,
  file,
  foundAt,
  events,
  happened,
}: StoreLoss): z.output<typeof lossSchema> {
  return {
    reason,
    file,
    foundAt: new Date(foundAt).toISOString(),
    events: events ?? null,
    happenedFrom: momentOf(happened?.[0]),
    happenedTo: momentOf(happened?.[1]),
  }
}

function withoutReason(): HttpError {
  return new HttpError(
    'REASON_REQUIRED',
    'Acknowledging lost events requires a reason. Send it in the header Sluice-Reason.',
    { status: 422 },
  )
}

function momentOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString()
}
