import type { Registry } from 'prom-client'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'

/**
 * Registers the metrics, in Prometheus' text format.
 *
 * @param isOpen - whether anybody may read them, as in development on loopback
 */
export function registerMetricsRoute(router: Router, registry: Registry, isOpen: boolean): void {
  const definition = {
    method: 'get',
    path: '/metrics',
    permission: isOpen ? 'public' : 'metrics:read',
    scope: 'service',
    tag: 'Health',
    summary: 'Counters and gauges for Prometheus',
    answers: { 200: { description: 'All metrics.', mediaType: 'text/plain' } },
  } satisfies RouteDefinition
  router.route(
    definition,
    async () =>
      new Response(await registry.metrics(), {
        headers: { 'Content-Type': registry.contentType, 'Cache-Control': 'no-store' },
      }),
  )
}
