import { findBegun, resultsOf, type BegunExperiment } from '../experiments/load-run.ts'
import type { Reading } from '../experiments/reading.ts'
import type { Results } from '../experiments/results.ts'
import { resultsAnswer } from './experiment-answers.ts'
import { sourcesOf, type ExperimentApiDeps } from './experiment-deps.ts'
import { liveEnvironment } from './live-environment.ts'

/** Results of now, and as they are answered. */
export interface ComputedAnswer {
  readonly begun: BegunExperiment
  readonly results: Results
  readonly body: Record<string, unknown>
}

/**
 * Reads the results of an experiment as of now.
 *
 * @throws HttpError `EXPERIMENT_NOT_FOUND`, `EXPERIMENT_STATE`, `EVENT_STORE_UNAVAILABLE`
 */
export async function computeAnswer(
  deps: ExperimentApiDeps,
  environment: string,
  key: string,
  options: { readonly sinceExposure: boolean; readonly reading?: Reading },
): Promise<ComputedAnswer> {
  const { store } = deps
  const { ruleset } = liveEnvironment(store, environment)
  const begun = await findBegun(store, ruleset, environment, key)
  const sources = sourcesOf(deps)
  const results = await resultsOf(store, sources, ruleset, environment, begun, options)
  return { begun, results, body: resultsAnswer(environment, begun, results) }
}
