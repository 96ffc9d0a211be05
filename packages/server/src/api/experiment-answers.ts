import { experimentStatus, type Experiment, type JsonObject } from '@sluice/core'
import type { ArchivedExperiment } from '../experiments/archive.ts'
import type { BegunExperiment } from '../experiments/load-run.ts'
import type { Results } from '../experiments/results.ts'
import type { Snapshot } from '../experiments/snapshots.ts'

const WEEK_MS = 7 * 86_400_000

/** A time as it is answered. */
export function isoOf(at: number): string {
  return new Date(at).toISOString()
}

function isoOrNull(at: number | undefined): string | null {
  return at === undefined ? null : isoOf(at)
}

/**
 * An experiment in a list.
 *
 * @param countedFrom - since when its units count, where that is not the start
 */
export function summaryAnswer(
  key: string,
  experiment: Experiment,
  countedFrom: number | undefined,
): Record<string, unknown> {
  const { title, hypothesis, owner, tags, flag, rule, weeks, run } = experiment
  return {
    key,
    title: title ?? null,
    hypothesis,
    owner: owner ?? null,
    tags,
    flag,
    rule,
    status: experimentStatus(experiment),
    simulated: run?.simulated === true,
    planHash: run?.planHash ?? null,
    startedAt: isoOrNull(run?.startedAt),
    stoppedAt: isoOrNull(run?.stoppedAt),
    plannedEndAt: isoOrNull(
      run?.startedAt === undefined ? undefined : (countedFrom ?? run.startedAt) + weeks * WEEK_MS,
    ),
    weeks,
  }
}

/** Where frozen results are. */
export function snapshotAnswer(
  environment: string,
  { id, experiment, createdAt }: Snapshot,
): { id: string; createdAt: string; href: string } {
  return { id, createdAt: isoOf(createdAt), href: snapshotHref(environment, experiment, id) }
}

/** The address of frozen results. */
export function snapshotHref(environment: string, key: string, id: string): string {
  return `/v1/environments/${environment}/experiments/${key}/snapshots/${id}`
}

/** Results as they are answered. */
export function resultsAnswer(
  environment: string,
  { key, experiment, run, archived }: BegunExperiment,
  results: Results,
): Record<string, unknown> {
  const { analysis, plan, isGrey, grey, from, until, computedAt, ...rest } = results
  const { definitions, ...sealed } = plan
  return {
    environment,
    key,
    title: experiment.title ?? null,
    hypothesis: plan.hypothesis,
    status: archived === undefined ? run.status : 'decided',
    simulated: run.simulated === true,
    computedAt: isoOf(computedAt),
    from: isoOf(from),
    until: isoOf(until),
    verdict: { ...analysis.verdict, isGrey, grey },
    plan: sealed,
    metrics: definitions,
    analysis,
    ...rest,
    decided: archived === undefined ? null : decidedAnswer(environment, archived),
  }
}

/** What was decided in the end, and where the results are that it was decided by. */
export function decidedAnswer(
  environment: string,
  { key, decision: found, learned }: ArchivedExperiment,
): Record<string, unknown> {
  const { against = [], snapshot: id, decidedAt, ...decided } = found
  const snapshot = { id, href: snapshotHref(environment, key, id) }
  return { ...decided, against, decidedAt: isoOf(decidedAt), learned, snapshot }
}

/** The primary metrics in short, for a list of what is over. */
export function numbersOf({ analysis, figures }: Results): JsonObject[] {
  return analysis.primary.map((row) => {
    const found = figures.find(({ metric }) => metric === row.metric)?.variants ?? []
    const values = Object.fromEntries(found.map(({ variant, value, n }) => [variant, { value, n }]))
    const short = { metric: row.metric, treatment: row.treatment, values }
    if ('refused' in row) return { ...short, refused: row.message }
    const { lift, adjustedP, finding } = row
    return {
      ...short,
      adjustedP,
      finding,
      ...('estimate' in lift && {
        lift: lift.estimate,
        interval: { low: lift.interval.low, high: lift.interval.high },
      }),
    }
  })
}

/** An experiment that is over, as it is answered. */
export function archivedAnswer(
  environment: string,
  { key, experiment, run, decision, numbers, learned }: ArchivedExperiment,
): Record<string, unknown> {
  const { decidedAt, snapshot, against = [], ...decided } = decision
  return {
    key,
    title: experiment.title ?? null,
    hypothesis: experiment.hypothesis,
    owner: experiment.owner ?? null,
    tags: experiment.tags,
    flag: experiment.flag,
    simulated: run.simulated === true,
    startedAt: isoOrNull(run.startedAt),
    stoppedAt: isoOrNull(run.stoppedAt),
    decidedAt: isoOf(decidedAt),
    ...decided,
    against,
    numbers,
    learned,
    planHash: run.planHash,
    snapshot: { id: snapshot, href: snapshotHref(environment, key, snapshot) },
  }
}
