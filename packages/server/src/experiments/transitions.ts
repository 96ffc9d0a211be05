import {
  experimentStatus,
  type Experiment,
  type ExperimentRun,
  type ExperimentStatus,
  type Flag,
  type JsonObject,
  type Rule,
  type Ruleset,
} from '@sluice/core'
import { HttpError } from '../http/http-error.ts'
import { withoutServiceFields } from '../rulesets/archive.ts'
import { stoppedRun } from '../rulesets/carry-experiments.ts'
import { withFlag } from '../rulesets/parse-document.ts'
import type { Proposal } from '../rulesets/propose.ts'
import type { Decision } from './archive.ts'
import {
  experimentOf,
  findExperiment,
  hasRule,
  isSameRule,
  type FoundExperiment,
} from './find-experiment.ts'
import type { PlannedExperiment, Planning } from './plan-experiment.ts'
import { changedParts } from './planned-parts.ts'
import { refuseUnreachable } from './refuse-unreachable.ts'
import { refuseTakenRule } from './rule-taken.ts'
import { hashOf, planOf } from './sealed-plan.ts'

/**
 * Keeps a plan with its experiment.
 *
 * @throws HttpError `EXPERIMENT_STATE`, `RULE_TAKEN` (409), `EXPERIMENT_CHANGED` (412) where it is another by now
 */
export function proposePlan(current: Ruleset, key: string, planned: PlannedExperiment): Proposal {
  const experiment = experimentOf(current, key)
  requireStatus(key, experiment, ['draft', 'planned'], 'planned')
  const { plan, planHash, planning } = planned
  const found = findExperiment(current, key)
  refuseTakenRule(current, found, ['planned', 'running', 'stopped'])
  if (hashOf(planOf(current, found)) !== planHash) throw changedSince(key)
  refuseOthers(current, found, planning)
  const run: ExperimentRun = {
    status: 'planned',
    planHash,
    plan: json(plan),
    planning: json(planning),
  }
  return { next: withExperiment(current, key, { ...experiment, run }) }
}

/**
 * Seals the plan and begins: the rule gets the salt that was picked, and what it serves from
 * then on is counted.
 *
 * @param version - the ruleset version that this makes
 * @throws HttpError `EXPERIMENT_STATE`, `RULE_TAKEN` (409), `EXPERIMENT_CHANGED` (412)
 */
export function proposeStart(
  current: Ruleset,
  key: string,
  {
    now,
    version,
    simulated,
  }: { readonly now: number; readonly version: number; readonly simulated: boolean },
): Proposal {
  const found = findExperiment(current, key)
  const { experiment, flag, rule, split } = found
  requireStatus(key, experiment, ['planned'], 'started')
  refuseTakenRule(current, found, ['running', 'stopped'])
  const { run } = experiment
  if (run === undefined || hashOf(planOf(current, found)) !== run.planHash) throw changedSince(key)
  const planning = run.planning as unknown as Planning
  refuseUnreachable(current, found, now)
  refuseOthers(current, found, planning)
  const { salt } = planning
  const started: ExperimentRun = {
    ...run,
    status: 'running',
    startedAt: now,
    startVersion: version,
    ...(simulated && { simulated }),
  }
  const next = withRule(current, experiment.flag, flag, { ...rule, serve: { ...split, salt } })
  return { next: withExperiment(next, key, { ...experiment, run: started }) }
}

/**
 * Ends counting. Who has a variant keeps it until somebody decides.
 *
 * @throws HttpError `EXPERIMENT_STATE` (409)
 */
export function proposeStop(current: Ruleset, key: string, now: number): Proposal {
  const experiment = experimentOf(current, key)
  requireStatus(key, experiment, ['running'], 'stopped')
  return { next: withExperiment(current, key, stopped(current, experiment, now)) }
}

/**
 * Gives everybody whom the rule includes one variant, and takes the experiment out of the ruleset.
 * Another one that runs on the rule stops with it. To `end` one, its rule does not have to be there.
 *
 * @throws HttpError `EXPERIMENT_STATE`, `EXPERIMENT_WITHOUT_RULE` (409)
 */
export function proposeDecision(
  current: Ruleset,
  key: string,
  {
    decision,
    variant,
    now,
  }: { readonly decision: Decision['decision']; readonly variant: string; readonly now: number },
): Proposal {
  const own = experimentOf(current, key)
  requireStatus(key, own, ['running', 'stopped'], 'decided')
  const { [key]: _decided, ...others } = current.experiments
  if (decision === 'end' && !hasRule(current, own))
    return { next: { ...current, experiments: others } }
  const { experiment, flag, rule } = findExperiment(current, key)
  if (!Object.hasOwn(flag.variants, variant)) {
    throw new HttpError(
      'INVALID_REQUEST',
      `The flag "${experiment.flag}" has no variant "${variant}". It has ${Object.keys(flag.variants).join(', ')}.`,
      { status: 422 },
    )
  }
  const next = withRule(current, experiment.flag, flag, { ...rule, serve: { variant } })
  const experiments = Object.entries(others).map(([name, other]) => [
    name,
    other.run?.status === 'running' && isSameRule(other, experiment)
      ? stopped(current, other, now)
      : other,
  ])
  return { next: { ...next, experiments: Object.fromEntries(experiments) as typeof others } }
}

function stopped(current: Ruleset, experiment: Experiment, now: number): Experiment {
  const allocation = current.flags[experiment.flag]?.allocationVersion ?? 0
  return { ...experiment, run: stoppedRun(experiment.run as ExperimentRun, now, allocation) }
}

/** The refusal of what an experiment is too far for, or not far enough. */
function requireStatus(
  key: string,
  experiment: Experiment,
  allowed: readonly ExperimentStatus[],
  done: string,
): void {
  const status = experimentStatus(experiment)
  if (allowed.includes(status)) return
  throw new HttpError(
    'EXPERIMENT_STATE',
    `The experiment "${key}" is ${WORDS[status]}, and cannot be ${done}. ${ADVICE[status]}`,
    {
      status: 409,
      members: { experimentStatus: status },
    },
  )
}

const WORDS: Readonly<Record<ExperimentStatus, string>> = {
  draft: 'a draft',
  planned: 'planned',
  running: 'running',
  stopped: 'stopped',
}

const ADVICE: Readonly<Record<ExperimentStatus, string>> = {
  draft: 'Plan it first.',
  planned: 'Start it first.',
  running: 'Stop it, or decide it.',
  stopped: 'Decide it, and start another.',
}

function changedSince(key: string): HttpError {
  return new HttpError(
    'EXPERIMENT_CHANGED',
    `The experiment "${key}", its flag or one of its metrics was changed since it was planned. Plan it again.`,
    { status: 412 },
  )
}

/** Refuses what was planned for others than those who would take part. */
function refuseOthers(current: Ruleset, found: FoundExperiment, { parts }: Planning): void {
  const changed = changedParts(current, found, parts)
  if (changed.length === 0) return
  throw new HttpError(
    'EXPERIMENT_CHANGED',
    `Who takes part in "${found.key}" was changed since it was planned: ${changed.join(', ')}. Plan it again.`,
    { status: 412 },
  )
}

function withExperiment(ruleset: Ruleset, key: string, experiment: Experiment): Ruleset {
  return { ...ruleset, experiments: { ...ruleset.experiments, [key]: experiment } }
}

function withRule(ruleset: Ruleset, key: string, flag: Flag, rule: Rule): Ruleset {
  const rules = flag.rules.map((own) => (own.id === rule.id ? rule : own))
  return withFlag(ruleset, key, { ...withoutServiceFields(flag), rules })
}

function json(value: unknown): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject
}
