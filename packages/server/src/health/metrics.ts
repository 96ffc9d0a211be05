import type { LiveEnvironments } from '../live/live-environments.ts'
import { createCounter } from './counter.ts'
import { expositionOf, type Metric } from './exposition.ts'
import { createHistogram } from './histogram.ts'
import { processMetrics } from './process-metrics.ts'
import { CAUSES, type Cause } from './readiness.ts'

/** Upper bounds of the buckets for request durations, in seconds. */
const DURATION_BUCKETS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]

/** Everything that the service counts and measures. */
export interface Metrics {
  /** All of it as it is now, in Prometheus' text format. */
  text(): string
  requestEnded(request: EndedRequest): void
  evaluated(environment: string, kind: 'bulk' | 'single', count: number): void
  streamEnded(environment: string, reason: string): void
  changed(environment: string): void
}

/** A request with its answer on the way. */
export interface EndedRequest {
  readonly method: string
  /** The path of the route, parameters by name. */
  readonly route: string
  readonly status: number
  readonly seconds: number
}

/** Where the gauges look. */
export interface MetricsOptions {
  readonly live: LiveEnvironments
  /** How many streams an environment has. */
  readonly streams: (environment: string) => number
  /** What the service is degraded by. */
  readonly causes: () => readonly Cause[]
  /** What other parts of the service count. */
  readonly more?: () => readonly Metric[]
}

/** Makes the metrics of one service. */
export function createMetrics({ live, streams, causes, more }: MetricsOptions): Metrics {
  const durations = createHistogram(
    'sluice_http_request_duration_seconds',
    'Time from a request to its answer; for streams, to their opening.',
    ['method', 'route', 'status'],
    DURATION_BUCKETS_S,
  )
  const denials = createCounter(
    'sluice_http_denied_total',
    'Requests refused for their credential (401) or their permission (403).',
    ['route', 'status'],
  )
  const evaluations = createCounter('sluice_evaluations_total', 'Flags evaluated.', [
    'environment',
    'kind',
  ])
  const streamsEnded = createCounter(
    'sluice_streams_ended_total',
    'Event streams that ended, by what ended them.',
    ['environment', 'reason'],
  )
  const changes = createCounter('sluice_changes_total', 'Ruleset versions published.', [
    'environment',
  ])
  const byEnvironment = (name: string, help: string, read: (key: string) => number): Metric => ({
    name,
    help,
    type: 'gauge',
    samples: () =>
      live.keys().map((environment) => ({ labels: { environment }, value: read(environment) })),
  })
  const degraded: Metric = {
    name: 'sluice_degraded',
    help: 'Whether the service is degraded by a cause: 1, else 0.',
    type: 'gauge',
    samples: () => {
      const present = causes()
      return CAUSES.map((cause) => ({ labels: { cause }, value: Number(present.includes(cause)) }))
    },
  }
  const metrics = [
    durations,
    denials,
    evaluations,
    streamsEnded,
    changes,
    byEnvironment('sluice_streams', 'Event streams open now.', streams),
    byEnvironment(
      'sluice_ruleset_version',
      'Version of the ruleset being served.',
      (key) => live.get(key)?.compiled.version ?? 0,
    ),
    degraded,
    ...processMetrics(),
  ]
  return {
    text: () => expositionOf([...metrics, ...(more?.() ?? [])]),
    requestEnded({ method, route, status, seconds }) {
      durations.observe({ method, route, status }, seconds)
      if (status === 401 || status === 403) denials.add({ route, status: String(status) })
    },
    evaluated: (environment, kind, count) => evaluations.add({ environment, kind }, count),
    streamEnded: (environment, reason) => streamsEnded.add({ environment, reason }),
    changed: (environment) => changes.add({ environment }),
  }
}
