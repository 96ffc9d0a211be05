import { askedStore } from '../measure/asked-store.ts'
import type { AskPrometheus } from '../measure/prometheus/ask-prometheus.ts'
import type { ResultsSources } from '../experiments/results.ts'
import type { EventApiDeps } from './event-deps.ts'

/** What the routes about experiments need. */
export interface ExperimentApiDeps extends EventApiDeps {
  readonly prometheus: AskPrometheus
}

/** What results and plans are read from. */
export function sourcesOf({ events, prometheus, now }: ExperimentApiDeps): ResultsSources {
  return { store: askedStore(events.keeper.store), prometheus, now }
}
