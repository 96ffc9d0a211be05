import type { FlagUsage } from '@sluice/events'
import { z } from 'zod'
import { HttpError } from '../http/http-error.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { declaredAttributes } from '../intake/declared-attributes.ts'
import type { LiveEnvironment } from '../live/live-environments.ts'
import type { ExposureCountAnswer } from './answer-types.ts'
import { answer } from './answer.ts'
import { nextAfter, placeAfter } from './cursor.ts'
import { exposureCountSchema } from './event-schemas.ts'
import { attributeNotStored } from './stored-attribute.ts'
import type { EventApiDeps } from './event-deps.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** How many buckets a question may have, so that an answer stays small. */
const MOST_BUCKETS = 1_000

/** How many flags that an environment does not have are named. */
const MOST_UNKNOWN = 20

const moment = z.iso.datetime({ offset: true })

const countsRoute = {
  method: 'get',
  path: '/v1/environments/{environment}/exposures',
  permission: 'events:read',
  scope: 'environment',
  tag: 'Events',
  summary: 'Count exposures',
  description:
    'By flag, variant and time, each event once, also what came in a moment ago. Leaves out what an override showed, and flags that the environment does not have.',
  params: z.object({ environment: z.string() }),
  query: z.strictObject({
    flag: z.string().max(256).optional(),
    from: moment.optional().describe('The last 24 hours without it.'),
    to: moment.optional().describe('Up to now without it.'),
    bucketSeconds: z.coerce
      .number()
      .int()
      .min(1)
      .optional()
      .describe(`Width of a time bucket; at most ${MOST_BUCKETS} of them. One bucket without it.`),
    segmentBy: z
      .string()
      .max(128)
      .optional()
      .describe('An attribute that is declared as stored (`ATTRIBUTE_NOT_STORED`).'),
    limit: z.coerce.number().int().min(1).max(1_000).default(200),
    after: z.string().max(2_048).optional().describe('The `next` of the page before.'),
  }),
  answers: {
    200: {
      description: 'A page of counts.',
      schema: z
        .object({
          from: z.iso.datetime(),
          to: z.iso.datetime(),
          items: z.array(exposureCountSchema),
          unknownFlags: z
            .array(z.object({ flag: z.string(), exposures: z.int() }))
            .optional()
            .describe(
              `Where nothing was counted: exposures since \`from\` of flags that the environment does not have, the most first, up to ${MOST_UNKNOWN}; and \`flag\`, also without any, when it does not have that.`,
            ),
          next: z.string().optional(),
        })
        .meta({ id: 'ExposureCounts' }),
    },
    503: { description: 'The event store does not answer now. Flags are served all the same.' },
  },
} satisfies RouteDefinition

/** Registers the counts of exposures. */
export function registerExposureRoutes(
  router: Router,
  { events, store: rules, now }: EventApiDeps,
): void {
  router.route(countsRoute, async ({ params: { environment }, query }) => {
    const { flag, segmentBy, limit } = query
    const to = query.to === undefined ? now() : Date.parse(query.to)
    const from = query.from === undefined ? to - DAY_MS : Date.parse(query.from)
    const bucketMs = query.bucketSeconds === undefined ? undefined : query.bucketSeconds * 1000
    requireRange(from, to, bucketMs)
    requireStored(segmentBy, rules.live.get(environment))
    const counts = await events.keeper.store.ask(async (store) =>
      store.exposureCounts({
        environment,
        from,
        to,
        ...(flag !== undefined && { flag }),
        ...(bucketMs !== undefined && { bucketMs }),
        ...(segmentBy !== undefined && { segmentBy }),
      }),
    )
    // Whoever finds nothing where events came in looks for a reason.
    const unknownFlags =
      counts.length > 0
        ? []
        : await events.keeper.store.ask(async (store) =>
            unknownOf(
              await store.usage({ environment, from, ...(flag !== undefined && { flag }) }),
              rules.live.get(environment),
              flag,
            ),
          )
    const items = counts
      .map(({ segment = null, bucketStart, ...count }) => ({
        ...count,
        segment,
        bucketStart: new Date(bucketStart).toISOString(),
      }))
      .toSorted((a, b) => compare(placeOf(a), placeOf(b)))
    const first = placeAfter(items, query.after, placeOf, compare)
    const shown = items.slice(first, first + limit)
    return answer({
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      items: shown,
      ...(unknownFlags.length > 0 && { unknownFlags }),
      ...nextAfter(shown, first + limit < items.length, placeOf),
    })
  })
}

function unknownOf(
  usage: readonly FlagUsage[],
  environment: LiveEnvironment | undefined,
  asked: string | undefined,
): Pick<FlagUsage, 'flag' | 'exposures'>[] {
  const flags = environment?.compiled.ruleset.flags ?? {}
  const isMet = usage.some(({ flag, exposures }) => flag === asked && exposures > 0)
  const unmet = asked === undefined || isMet ? [] : [{ flag: asked, exposures: 0 }]
  return [...usage.filter(({ exposures }) => exposures > 0), ...unmet]
    .filter(({ flag }) => !Object.hasOwn(flags, flag))
    .map(({ flag, exposures }) => ({ flag, exposures }))
    .toSorted((a, b) => b.exposures - a.exposures)
    .slice(0, MOST_UNKNOWN)
}

function placeOf(item: ExposureCountAnswer): readonly string[] {
  return [item.flag, item.variant, item.bucketStart, item.segment ?? '']
}

function compare(a: readonly string[], b: readonly string[]): number {
  for (const [index, text] of a.entries()) {
    const other = b[index] ?? ''
    if (text !== other) return text < other ? -1 : 1
  }
  return 0
}

/** By what is not stored there is one segment of everybody, which says nothing. */
function requireStored(name: string | undefined, environment: LiveEnvironment | undefined): void {
  if (name === undefined || environment === undefined) return
  const { stored } = declaredAttributes(environment.compiled.ruleset)
  if (stored.has(name)) return
  throw attributeNotStored(name, stored)
}

function requireRange(from: number, to: number, bucketMs: number | undefined): void {
  if (from >= to) throw invalid('`from` lies before `to`.')
  if (bucketMs !== undefined && (to - from) / bucketMs > MOST_BUCKETS) {
    throw invalid(
      `That is more than ${MOST_BUCKETS} buckets. Make them wider, or the range shorter.`,
    )
  }
}

function invalid(message: string): HttpError {
  return new HttpError('INVALID_REQUEST', message, { status: 422 })
}
