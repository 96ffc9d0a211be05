import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { EXPOSITION_TYPE } from './exposition.ts'
import type { Metrics } from './metrics.ts'

/**
 * Registers the metrics, in Prometheus' text format.
 *
 * @param isOpen - whether anybody may read them, as in development on loopback
 */
export function registerMetricsRoute(
  router: Router,
  metrics: Pick<Metrics, 'text'>,
  isOpen: boolean,
): void {
  const definition = {
    method: 'get',
    path: '/metrics',
    permission: isOpen ? 'public' : 'metrics:read',
    scope: 'service',
    tag: 'Health',
    summary: 'Counters and gauges for Prometheus',
    answers: { 200: { description: 'All metrics.', mediaType: 'text/plain' } },
  } satisfies RouteDefinition
  const headers = { 'Content-Type': EXPOSITION_TYPE, 'Cache-Control': 'no-store' }
  router.route(definition, () => new Response(metrics.text(), { headers }))
}
