import { z } from 'zod'
import { HttpError } from '../http/http-error.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import type { LiveEnvironments } from '../live/live-environments.ts'
import type { StreamHub } from './stream-hub.ts'

/** The answer of the receipts route. */
export const receiptsSchema = z.object({
  version: z.int(),
  connected: z.int().describe('Clients connected now.'),
  fetched: z.int().describe('How many of these have fetched the version or a later one.'),
  waiting: z
    .array(
      z.object({ connection: z.string(), connectedAt: z.iso.datetime(), userAgent: z.string() }),
    )
    .describe('The first hundred of those that have not, longest connected first.'),
  p50Ms: z
    .number()
    .nullable()
    .describe('From publishing to fetching, over all connected when it was published.'),
  p99Ms: z.number().nullable(),
})

/** Which of the connected clients have fetched a version, and how fast. */
export type Receipts = z.infer<typeof receiptsSchema>

const receiptsRoute = {
  method: 'get',
  path: '/v1/environments/{environment}/receipts',
  permission: 'rules:read',
  scope: 'environment',
  tag: 'Versions',
  summary: 'See which connected clients have fetched a version',
  params: z.object({ environment: z.string() }),
  query: z.strictObject({ version: z.coerce.number().int().min(0) }),
  answers: {
    200: { description: 'Who has, and who has not.', schema: receiptsSchema },
    404: { description: 'There is no such version yet.' },
  },
} satisfies RouteDefinition

/** Registers the receipts of an environment. */
export function registerReceiptRoutes(
  router: Router,
  { live, hub }: { readonly live: LiveEnvironments; readonly hub: StreamHub },
): void {
  router.route(receiptsRoute, ({ params, query }) => {
    const { environment } = params
    const current = live.get(environment)?.compiled.version ?? -1
    if (query.version > current) {
      throw new HttpError(
        'VERSION_NOT_FOUND',
        `Version ${query.version} is not being served yet.`,
        {
          status: 404,
        },
      )
    }
    const report = hub.receipts(environment, query.version)
    return Response.json(report, { headers: { 'Cache-Control': 'no-store' } })
  })
}
