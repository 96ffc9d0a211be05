import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { LiveEnvironments } from '../live/live-environments.ts'
import { addProcessMetrics } from './process-metrics.ts'

/** Upper bounds of the buckets for request durations, in seconds. */
const DURATION_BUCKETS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]

/** Everything that the service counts and measures. */
export interface Metrics {
  readonly registry: Registry
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
}

/** Makes the metrics of one service, in a registry of their own. */
export function createMetrics({ live, streams }: MetricsOptions): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const durations = new Histogram({
    name: 'sluice_http_request_duration_seconds',
    help: 'Time from a request to its answer; for streams, to their opening.',
    labelNames: ['method', 'route', 'status'],
    buckets: DURATION_BUCKETS_S,
    registers,
  })
  const denials = new Counter({
    name: 'sluice_http_denied_total',
    help: 'Requests refused for their credential (401) or their permission (403).',
    labelNames: ['route', 'status'],
    registers,
  })
  const evaluations = new Counter({
    name: 'sluice_evaluations_total',
    help: 'Flags evaluated.',
    labelNames: ['environment', 'kind'],
    registers,
  })
  const streamsEnded = new Counter({
    name: 'sluice_streams_ended_total',
    help: 'Event streams that ended, by what ended them.',
    labelNames: ['environment', 'reason'],
    registers,
  })
  const changes = new Counter({
    name: 'sluice_changes_total',
    help: 'Ruleset versions published.',
    labelNames: ['environment'],
    registers,
  })
  new Gauge({
    name: 'sluice_streams',
    help: 'Event streams open now.',
    labelNames: ['environment'],
    registers,
    collect() {
      for (const environment of live.keys()) this.set({ environment }, streams(environment))
    },
  })
  new Gauge({
    name: 'sluice_ruleset_version',
    help: 'Version of the ruleset being served.',
    labelNames: ['environment'],
    registers,
    collect() {
      for (const environment of live.keys()) {
        this.set({ environment }, live.get(environment)?.compiled.version ?? 0)
      }
    },
  })
  addProcessMetrics(registry)
  return {
    registry,
    requestEnded({ method, route, status, seconds }) {
      durations.observe({ method, route, status }, seconds)
      if (status === 401 || status === 403) denials.inc({ route, status })
    },
    evaluated: (environment, kind, count) => evaluations.inc({ environment, kind }, count),
    streamEnded: (environment, reason) => streamsEnded.inc({ environment, reason }),
    changed: (environment) => changes.inc({ environment }),
  }
}
