import { findBegun, resultsOf, type BegunExperiment } from '../experiments/load-run.ts'
import { looksAtEnd } from '../experiments/looks/looks-at-end.ts'
import type { MeasuredLook } from '../experiments/looks/missing-looks.ts'
import type { Reading } from '../experiments/reading.ts'
import type { Results } from '../experiments/results.ts'
import { readSnapshot } from '../experiments/snapshots.ts'
import { decidedAnswer, resultsAnswer } from './experiment-answers.ts'
import { sourcesOf, type ExperimentApiDeps } from './experiment-deps.ts'
import { liveEnvironment } from './live-environment.ts'

/** Results of now, and as they are answered. */
export interface ComputedAnswer {
  readonly begun: BegunExperiment
  readonly results: Results
  readonly body: Record<string, unknown>
  /** Looks that fell due by its end, are in the results, and have to be kept with it. */
  readonly untaken: readonly MeasuredLook[]
}

/**
 * Reads the results of an experiment as of now; as they are for good where it `isEnding`.
 *
 * @throws HttpError `EXPERIMENT_NOT_FOUND`, `EXPERIMENT_STATE`, `EVENT_STORE_UNAVAILABLE`
 */
export async function computeAnswer(
  deps: ExperimentApiDeps,
  environment: string,
  key: string,
  {
    isEnding = false,
    ...options
  }: {
    readonly sinceExposure: boolean
    readonly reading?: Reading
    readonly isEnding?: boolean
  },
): Promise<ComputedAnswer> {
  const { store } = deps
  const { ruleset } = liveEnvironment(store, environment)
  const begun = await findBegun(store, ruleset, environment, key)
  const sources = sourcesOf(deps)
  const untaken = isEnding
    ? await looksAtEnd(store, sources, { environment, ruleset, ...begun }, sources.now())
    : []
  const results = await resultsOf(store, sources, ruleset, environment, begun, {
    ...options,
    ...(isEnding && { untaken }),
  })
  return { begun, results, body: resultsAnswer(environment, begun, results), untaken }
}

/**
 * Answers the results of an experiment: as of now while it is not decided, and then those that it
 * was decided by, whatever became of its events. Read otherwise than its plan says, they come from
 * the events that are there.
 *
 * @throws HttpError `EXPERIMENT_NOT_FOUND`, `EXPERIMENT_STATE`, `EVENT_STORE_UNAVAILABLE`
 */
export async function answerResults(
  deps: ExperimentApiDeps,
  environment: string,
  key: string,
  options: { readonly sinceExposure: boolean; readonly reading?: Reading },
): Promise<Record<string, unknown>> {
  const { store } = deps
  const { ruleset } = liveEnvironment(store, environment)
  const { archived } = await findBegun(store, ruleset, environment, key)
  if (archived !== undefined && Object.keys(options.reading ?? {}).length === 0) {
    const { snapshot: id } = archived.decision
    const frozen = await store.read(async (db) => readSnapshot(db, environment, key, id))
    if (frozen !== undefined) {
      const decided = decidedAnswer(environment, archived)
      return { ...frozen.results, status: 'decided', decided }
    }
  }
  return (await computeAnswer(deps, environment, key, options)).body
}
