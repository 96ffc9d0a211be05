import type { RegisteredRoute } from '../http/route-definition.ts'
import type { MetricSourceOption } from '../measure/prometheus/allowed-source.ts'
import type { Store } from '../store/store.ts'
import type { OnceWriter } from './idempotency.ts'

/** What the administrative routes need. */
export interface ApiDeps {
  readonly store: Store
  readonly once: OnceWriter
  /** Epoch milliseconds. */
  readonly now: () => number
  /** A fetch of a version brought back the `etag` of a stream's event. */
  readonly onFetched?: ((environment: string, receipt: string, version: number) => void) | undefined
  /** Where metrics may be asked from outside. */
  readonly metricSources: readonly MetricSourceOption[]
  /** Every route of the service, for its document. */
  readonly routes: readonly RegisteredRoute[]
}
