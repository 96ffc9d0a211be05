import type { RegisteredRoute } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { registerOpenApiRoute } from '../openapi/openapi-route.ts'
import type { Store } from '../store/store.ts'
import type { MetricSourceOption } from '../measure/prometheus/allowed-source.ts'
import { createAskPrometheus, type AskPrometheus } from '../measure/prometheus/ask-prometheus.ts'
import { registerAnnotationRoutes } from './annotation-routes.ts'
import { registerArchiveRoutes } from './archive-routes.ts'
import type { ApiDeps } from './api-deps.ts'
import { registerAuditRoutes } from './audit-routes.ts'
import { registerEnvironmentRoutes } from './environment-routes.ts'
import { registerErasureRoute } from './erasure-route.ts'
import type { EventAccess } from '../intake/open-events.ts'
import { registerEventStoreRoutes } from './event-store-routes.ts'
import { registerExperimentDecideRoute } from './experiment-decide-route.ts'
import { registerExperimentResultsRoutes } from './experiment-results-routes.ts'
import { registerExperimentRoutes } from './experiment-routes.ts'
import { registerExposureRoutes } from './exposure-routes.ts'
import { registerActionRoute } from '../rollouts/action-route.ts'
import { registerRolloutRoutes } from '../rollouts/rollout-routes.ts'
import type { InnerTargets } from '../rollouts/webhooks/inner-targets.ts'
import { registerFlagUsageRoute } from './flag-usage-route.ts'
import { registerExplainRoute } from './explain-route.ts'
import { registerFlagRoutes } from './flag-routes.ts'
import { createOnceWriter } from './idempotency.ts'
import { registerGrantRoutes } from './grant-routes.ts'
import type { MemberDeps } from './member-deps.ts'
import { registerMemberRoutes } from './member-routes.ts'
import { registerSessionRoutes } from './session-routes.ts'
import { registerOpenIdRoutes } from './openid-routes.ts'
import { registerKeyRoutes } from './key-routes.ts'
import { registerPublishedRulesetRoute } from './published-ruleset-route.ts'
import { registerRulesetRoutes } from './ruleset-routes.ts'
import { registerSimulationRoute } from './simulation-route.ts'
import { registerStarRoutes } from './star-routes.ts'
import { registerTokenRoutes } from './token-routes.ts'
import { registerVersionRoutes } from './version-routes.ts'

/** What the administrative API is made from. */
export interface ApiOptions {
  readonly store: Store
  /** Epoch milliseconds; the clock of the machine unless given. */
  readonly now?: () => number
  /** The events of the service; without them there are no routes about events. */
  readonly events?: EventAccess
  /** A fetch of a version brought back the `etag` of a stream's event. */
  readonly onFetched?: ApiDeps['onFetched']
  /** Whether experiments may be simulated; in development alone. Default false. */
  readonly simulations?: boolean
  /** Where metrics may be asked from outside; nowhere without it. */
  readonly metricSources?: readonly MetricSourceOption[]
  /** Asks them; made of `metricSources` unless given. */
  readonly prometheus?: AskPrometheus
  /** Who is signed in, and where the service is reached; without it nobody can sign in. */
  readonly people?: Pick<MemberDeps, 'sessions' | 'publicUrl' | 'openId'>
  /** Where on this machine and its networks messages of rollouts may go; nowhere unless given. */
  readonly messageTargets?: InnerTargets
  /** The array that every router of the service registers its routes in. */
  readonly routes: readonly RegisteredRoute[]
}

/** Registers everything that people and programs manage flags with. */
export function registerApi(router: Router, options: ApiOptions): void {
  const { store, routes, now = Date.now, events, metricSources = [], onFetched } = options
  const deps = { store, now, routes, metricSources, onFetched, once: createOnceWriter(store, now) }
  registerRulesetRoutes(router, deps)
  registerFlagRoutes(router, deps)
  registerVersionRoutes(router, deps)
  registerAuditRoutes(router, deps)
  registerEnvironmentRoutes(router, deps)
  registerKeyRoutes(router, deps)
  registerTokenRoutes(router, deps)
  registerGrantRoutes(router, deps)
  if (options.people !== undefined) {
    registerMemberRoutes(router, { ...deps, ...options.people })
    registerSessionRoutes(router, { ...deps, ...options.people })
    registerOpenIdRoutes(router, { ...deps, ...options.people })
    registerStarRoutes(router, deps)
  }
  registerPublishedRulesetRoute(router, deps)
  registerExplainRoute(router, deps)
  if (events !== undefined) {
    const withEvents = { ...deps, events }
    registerExposureRoutes(router, withEvents)
    registerFlagUsageRoute(router, withEvents)
    registerErasureRoute(router, withEvents)
    registerEventStoreRoutes(router, withEvents)
    const prometheus = options.prometheus ?? createAskPrometheus(metricSources)
    const withMetrics = { ...withEvents, prometheus }
    registerExperimentRoutes(router, withMetrics)
    registerExperimentResultsRoutes(router, withMetrics)
    registerExperimentDecideRoute(router, withMetrics)
    registerArchiveRoutes(router, withMetrics)
    registerAnnotationRoutes(router, withMetrics)
    const { messageTargets = [] } = options
    registerRolloutRoutes(router, { ...withMetrics, messageTargets })
    registerActionRoute(router, { ...withMetrics, messageTargets })
    if (options.simulations === true) registerSimulationRoute(router, withMetrics)
  }
  registerOpenApiRoute(router, deps)
}
