import { z } from 'zod'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import type { Readiness } from './readiness.ts'

const readinessSchema = z.object({
  status: z.enum(['ready', 'degraded', 'stopping']),
  causes: z.array(z.string()).describe('Why the service is not simply ready; stable codes.'),
})

const open = { method: 'get', permission: 'public', scope: 'service', tag: 'Health' } as const

const liveRoute = {
  ...open,
  path: '/health/live',
  summary: 'Whether the process answers',
  answers: { 200: { description: 'It does.', schema: z.object({ status: z.literal('live') }) } },
} satisfies RouteDefinition

const readyRoute = {
  ...open,
  path: '/health/ready',
  summary: 'Whether the service should get requests',
  answers: {
    200: { description: 'It should. When degraded, flags are served.', schema: readinessSchema },
    503: { description: 'It is stopping.', schema: readinessSchema },
  },
} satisfies RouteDefinition

/** Registers what supervisors ask. A degraded service stays in service: it serves flags from memory. */
export function registerHealthRoutes(router: Router, readiness: () => Readiness): void {
  const headers = { 'Cache-Control': 'no-store' }
  router.route(liveRoute, () => Response.json({ status: 'live' }, { headers }))
  router.route(readyRoute, () => {
    const state = readiness()
    return Response.json(state, { status: state.status === 'stopping' ? 503 : 200, headers })
  })
}
