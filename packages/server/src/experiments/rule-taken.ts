import { experimentStatus, type ExperimentStatus, type Ruleset } from '@sluice/core'
import { HttpError } from '../http/http-error.ts'
import { isSameRule, type FoundExperiment } from './find-experiment.ts'

/**
 * Refuses a second experiment on a rule: its start would draw the units of the first anew, and
 * the decision of either would leave the other without a rule.
 *
 * @param taking - where another one stands that keeps the rule to itself
 * @throws HttpError `RULE_TAKEN`, status 409, with the other's key in `experiment`
 */
export function refuseTakenRule(
  ruleset: Ruleset,
  { key, experiment }: FoundExperiment,
  taking: readonly ExperimentStatus[],
): void {
  const other = Object.entries(ruleset.experiments).find(
    ([name, one]) =>
      name !== key && isSameRule(one, experiment) && taking.includes(experimentStatus(one)),
  )
  if (other === undefined) return
  const [name, taker] = other
  const status = experimentStatus(taker)
  const wayOut =
    status === 'planned'
      ? `Take "${name}" out of the document`
      : `Decide "${name}" first ("sluice experiment decide ${name}")`
  throw new HttpError(
    'RULE_TAKEN',
    `The experiment "${name}" is ${status} on the rule "${experiment.rule}" of the flag "${experiment.flag}", and a rule has one experiment at a time. ${wayOut}, or ask "${key}" about a rule of its own.`,
    { status: 409, members: { experiment: name, experimentStatus: status } },
  )
}
