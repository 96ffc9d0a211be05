import type { Experiment, Ruleset } from '@sluice/core'
import { HttpError } from '../http/http-error.ts'
import type { SplitRule } from '../reach/split-rule.ts'

/** An experiment with the flag and the rule that it asks about. */
export interface FoundExperiment extends SplitRule {
  readonly key: string
  readonly experiment: Experiment
}

/**
 * Finds an experiment of a ruleset.
 *
 * @throws HttpError `EXPERIMENT_NOT_FOUND`, status 404
 */
export function experimentOf(ruleset: Ruleset, key: string): Experiment {
  const experiment = Object.hasOwn(ruleset.experiments, key) ? ruleset.experiments[key] : undefined
  if (experiment !== undefined) return experiment
  const keys = Object.keys(ruleset.experiments)
  const there = keys.length === 0 ? 'There is none yet.' : `There are: ${keys.join(', ')}.`
  throw new HttpError(
    'EXPERIMENT_NOT_FOUND',
    `There is no experiment "${key.slice(0, 128)}" in the ruleset. ${there} What was decided is in the archive.`,
    { status: 404 },
  )
}

/**
 * Finds an experiment with the rule that splits its units.
 *
 * @throws HttpError `EXPERIMENT_NOT_FOUND` (404), `EXPERIMENT_WITHOUT_RULE` (409)
 */
export function findExperiment(ruleset: Ruleset, key: string): FoundExperiment {
  const experiment = experimentOf(ruleset, key)
  const flag = Object.hasOwn(ruleset.flags, experiment.flag)
    ? ruleset.flags[experiment.flag]
    : undefined
  const rule = flag?.rules.find(({ id }) => id === experiment.rule)
  if (flag === undefined || rule === undefined || !('split' in rule.serve)) {
    throw new HttpError(
      'EXPERIMENT_WITHOUT_RULE',
      `The rule "${experiment.rule}" of the flag "${experiment.flag}" does not split units any more, so that there is nothing to ask. Give it its split back, or end the experiment: "sluice experiment decide ${key} --end --reason …".`,
      { status: 409 },
    )
  }
  return { key, experiment, flag, rule, split: rule.serve }
}

/** Whether the rule that an experiment asks about splits its units. */
export function hasRule(
  { flags }: Ruleset,
  { flag, rule }: Pick<Experiment, 'flag' | 'rule'>,
): boolean {
  const own = Object.hasOwn(flags, flag) ? flags[flag] : undefined
  return own?.rules.some(({ id, serve }) => id === rule && 'split' in serve) === true
}

/** Whether two experiments ask about one rule. */
export function isSameRule(one: Experiment, other: Experiment): boolean {
  return one.flag === other.flag && one.rule === other.rule
}

/** The refusal of a key that neither the ruleset nor the archive has. */
export function unknownExperiment(ruleset: Ruleset, key: string): HttpError {
  const keys = Object.keys(ruleset.experiments)
  return new HttpError(
    'EXPERIMENT_NOT_FOUND',
    `There is no experiment "${key.slice(0, 128)}", in the ruleset or in the archive. ${keys.length === 0 ? 'The ruleset has none.' : `The ruleset has ${keys.join(', ')}.`}`,
    { status: 404 },
  )
}
