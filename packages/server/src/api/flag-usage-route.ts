import type { FlagUsage } from '@sluice/events'
import { z } from 'zod'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { answer } from './answer.ts'
import type { EventApiDeps } from './event-deps.ts'
import { liveEnvironment } from './live-environment.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** How far back reads are looked for, unless told otherwise, in days. */
const LOOK_BACK_DAYS = 90

/** How many readers of a flag are named, the latest first. */
const MOST_READERS = 20

const flagUsageSchema = z
  .object({
    key: z.string(),
    kind: z.enum(['release', 'experiment', 'permission', 'kill_switch']),
    state: z.enum(['on', 'off', 'archived']),
    lastSeenAt: z.iso
      .datetime()
      .nullable()
      .describe('When code last read it or showed a variant of it; null when it did not.'),
    reads: z.int(),
    exposures: z.int(),
    readers: z
      .array(
        z.object({
          reader: z.string().nullable().describe('null where it did not say.'),
          lastSeenAt: z.iso.datetime(),
          reads: z.int(),
        }),
      )
      .describe(`The applications that read it, the latest ${MOST_READERS} first.`),
  })
  .meta({ id: 'FlagUsage' })

const usageRoute = {
  method: 'get',
  path: '/v1/environments/{environment}/flags',
  permission: 'events:read',
  scope: 'environment',
  tag: 'Events',
  summary: 'See which flags are still read, when and by whom',
  description:
    'Every flag, archived ones included, with what clients report of their reads: also of flags that record no exposure.',
  params: z.object({ environment: z.string() }),
  query: z.strictObject({
    days: z.coerce
      .number()
      .int()
      .min(1)
      .max(3_650)
      .default(LOOK_BACK_DAYS)
      .describe('How far back to look.'),
    limit: z.coerce.number().int().min(1).max(1_000).default(200),
    after: z.string().max(256).optional().describe('The `next` of the page before.'),
  }),
  answers: {
    200: {
      description: 'A page of flags by key.',
      schema: z
        .object({ items: z.array(flagUsageSchema), next: z.string().optional() })
        .meta({ id: 'FlagUsagePage' }),
    },
    503: { description: 'The event store does not answer now. Flags are served all the same.' },
  },
} satisfies RouteDefinition

/** A flag with who reads it, as it is answered. */
export type FlagUsageAnswer = z.infer<typeof flagUsageSchema>

/** Registers which flags are still read. */
export function registerFlagUsageRoute(router: Router, deps: EventApiDeps): void {
  const { events, store, now } = deps
  router.route(usageRoute, async ({ params: { environment }, query }) => {
    const { flags } = liveEnvironment(store, environment).compiled.ruleset
    const from = now() - query.days * DAY_MS
    const usage = await events.keeper.store.ask(async (asked) => asked.usage({ environment, from }))
    const byFlag = new Map(usage.map((one) => [one.flag, one]))
    const keys = Object.keys(flags).toSorted()
    const rest = keys.filter((key) => query.after === undefined || key > query.after)
    const shown = rest.slice(0, query.limit)
    const items = shown.map((key) => {
      const { kind, enabled, archived } = flags[key] as (typeof flags)[string]
      const state = archived ? 'archived' : enabled ? 'on' : 'off'
      return { key, kind, state, ...usageAnswer(byFlag.get(key)) }
    })
    return answer({ items, ...(rest.length > shown.length && { next: shown.at(-1) }) })
  })
}

function usageAnswer(
  usage: FlagUsage | undefined,
): Pick<FlagUsageAnswer, 'lastSeenAt' | 'reads' | 'exposures' | 'readers'> {
  if (usage === undefined) return { lastSeenAt: null, reads: 0, exposures: 0, readers: [] }
  const { lastSeenAt, reads, exposures, readers } = usage
  return {
    lastSeenAt: new Date(lastSeenAt).toISOString(),
    reads,
    exposures,
    readers: readers
      .toSorted((a, b) => b.lastSeenAt - a.lastSeenAt)
      .slice(0, MOST_READERS)
      .map((one) => ({
        reader: one.reader ?? null,
        lastSeenAt: new Date(one.lastSeenAt).toISOString(),
        reads: one.reads,
      })),
  }
}
