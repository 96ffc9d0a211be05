import type { Experiment, ExperimentRun, Fault, Ruleset } from '@sluice/core'
import { isDeepStrictEqual } from 'node:util'
import { HttpError } from '../http/http-error.ts'
import { withFlag } from './parse-document.ts'
import { experimentFaults, plain } from './parse-edit.ts'

/**
 * Gives the experiments of a document what the service knows of them. What is sealed is not
 * changed by a document, and what runs is not left out of one.
 *
 * @throws HttpError `EXPERIMENT_SEALED` (409)
 */
export function carryExperiments(current: Ruleset, next: Ruleset): Ruleset {
  const experiments: Record<string, Experiment> = Object.create(null) as Record<string, Experiment>
  for (const [key, experiment] of Object.entries(next.experiments)) {
    const before = Object.hasOwn(current.experiments, key) ? current.experiments[key] : undefined
    const run = before?.run
    if (before === undefined || run === undefined) {
      experiments[key] = experiment
      continue
    }
    const { run: _run, ...written } = before
    if (run.status !== 'planned' && !isDeepStrictEqual(plain(written), plain(experiment))) {
      throw sealed(
        key,
        `The experiment "${key}" is ${run.status}, and what it was started with does not change. Take the edit back, or decide it and start another.`,
      )
    }
    experiments[key] = { ...experiment, run }
  }
  for (const [key, { run }] of Object.entries(current.experiments)) {
    if (Object.hasOwn(experiments, key) || run === undefined || run.status === 'planned') continue
    throw sealed(
      key,
      `The experiment "${key}" is ${run.status} and is not in the document. Put it back, or decide it first: "sluice experiment decide ${key}".`,
    )
  }
  return keepSalts(current, { ...next, experiments })
}

/**
 * Keeps the salts that starts have given to rules: a file that was written before the start has
 * the salt of before, and does not mean to shuffle everybody.
 */
function keepSalts(current: Ruleset, next: Ruleset): Ruleset {
  let kept = next
  for (const { flag: key, rule: id, run } of Object.values(current.experiments)) {
    if (run === undefined || run.status === 'planned') continue
    const { salt, previousSalt } = run.planning
    const flag = Object.hasOwn(kept.flags, key) ? kept.flags[key] : undefined
    const isSalted = current.flags[key]?.rules.some(
      (rule) => rule.id === id && 'split' in rule.serve && rule.serve.salt === salt,
    )
    if (flag === undefined || isSalted !== true || typeof salt !== 'string') continue
    const rules = flag.rules.map((rule) =>
      rule.id === id && 'split' in rule.serve && rule.serve.salt === previousSalt
        ? { ...rule, serve: { ...rule.serve, salt } }
        : rule,
    )
    kept = withFlag(kept, key, { ...flag, rules })
  }
  return kept
}

/** How a rollback treats the experiments that it leaves without what they need. */
export interface ExperimentsGoingBack {
  /** The version that comes back. */
  readonly version: number
  /** Epoch milliseconds; when those stop that are stopped. */
  readonly now: number
  /** Stops those that run, rather than refusing. */
  readonly endExperiments: boolean
}

/**
 * The experiments of today on a ruleset that goes back: none ends in silence, and none is
 * brought back. One that runs and that the rollback leaves without its rule refuses it, unless
 * it is to be stopped in the same change; one that lacked its rule before is no obstacle.
 *
 * @throws HttpError `EXPERIMENT_RUNNING` (409)
 */
export function keepExperiments(
  current: Ruleset,
  next: Ruleset,
  { version, now, endExperiments }: ExperimentsGoingBack,
): Ruleset {
  const kept: Ruleset = { ...next, experiments: current.experiments }
  const homeless = experimentFaults(kept)
  if (homeless.size === 0) return kept
  const before = endExperiments ? undefined : experimentFaults(current)
  const experiments = Object.entries(current.experiments).map(
    ([key, experiment]): [string, Experiment] => {
      const fault = homeless.get(key)
      const { run } = experiment
      if (fault === undefined || run?.status !== 'running') return [key, experiment]
      if (before !== undefined) {
        if (before.has(key)) return [key, experiment]
        throw stillRunning(key, version, fault)
      }
      const allocation = current.flags[experiment.flag]?.allocationVersion ?? 0
      return [key, { ...experiment, run: stoppedRun(run, now, allocation) }]
    },
  )
  return { ...kept, experiments: Object.fromEntries(experiments) }
}

/** Leaves out what nobody has started and what the ruleset has no rule for. */
export function withoutHomelessPlans(ruleset: Ruleset): Ruleset {
  const homeless = experimentFaults(ruleset)
  const kept = Object.entries(ruleset.experiments).filter(
    ([key, { run }]) => !homeless.has(key) || (run !== undefined && run.status !== 'planned'),
  )
  return { ...ruleset, experiments: Object.fromEntries(kept) }
}

/** The run of an experiment that counts no more. */
export function stoppedRun(run: ExperimentRun, now: number, allocation: number): ExperimentRun {
  return { ...run, status: 'stopped', stoppedAt: now, stoppedAllocation: allocation }
}

function stillRunning(key: string, version: number, { message }: Fault): HttpError {
  return new HttpError(
    'EXPERIMENT_RUNNING',
    `The experiment "${key}" is running, and version ${version} does not have what it needs: ${message} Decide or stop it first ("sluice experiment stop ${key}"), or stop it with the rollback: "--end-experiments", or "endExperiments": true.`,
    { status: 409, members: { experiment: key } },
  )
}

/** The refusal to change what an experiment was started with. */
export function sealed(key: string, message: string): HttpError {
  return new HttpError('EXPERIMENT_SEALED', message, {
    status: 409,
    faults: [{ path: `$.experiments[${JSON.stringify(key)}]`, at: ['experiments', key], message }],
  })
}
