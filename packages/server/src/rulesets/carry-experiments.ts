import type { Experiment, Ruleset } from '@sluice/core'
import { rulesetDocument } from '@sluice/core/schema'
import { isDeepStrictEqual } from 'node:util'
import { HttpError } from '../http/http-error.ts'
import { parseFaults, withFlag } from './parse-document.ts'

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

/**
 * What an earlier version is with the experiments of today: going back ends none of them in
 * silence, and brings none back.
 *
 * @param now - epoch milliseconds; when those stop that the earlier version has no rule for
 */
export function keepExperiments(current: Ruleset, earlier: Ruleset, now: number): Ruleset {
  const kept: Ruleset = {
    ...earlier,
    metrics: { ...current.metrics, ...earlier.metrics },
    experiments: current.experiments,
  }
  const live = Object.entries(kept.flags).filter(([, flag]) => !flag.archived)
  const document = rulesetDocument({ ...kept, flags: Object.fromEntries(live) })
  const homeless = new Set(
    parseFaults(document).flatMap(({ at }) => (at[0] === 'experiments' ? [String(at[1])] : [])),
  )
  const experiments = Object.entries(current.experiments).flatMap(
    ([key, experiment]): [string, Experiment][] => {
      if (!homeless.has(key)) return [[key, experiment]]
      const { run } = experiment
      if (run === undefined || run.status === 'planned') return []
      const stoppedAllocation = current.flags[experiment.flag]?.allocationVersion ?? 0
      const stopped = { ...run, status: 'stopped', stoppedAt: now, stoppedAllocation } as const
      return [[key, { ...experiment, run: run.status === 'running' ? stopped : run }]]
    },
  )
  return { ...kept, experiments: Object.fromEntries(experiments) }
}

/** The refusal to change what an experiment was started with. */
export function sealed(key: string, message: string): HttpError {
  return new HttpError('EXPERIMENT_SEALED', message, {
    status: 409,
    faults: [{ path: `$.experiments[${JSON.stringify(key)}]`, at: ['experiments', key], message }],
  })
}

/** Without prototypes, which a parsed document has others of than a stored one. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown
}
