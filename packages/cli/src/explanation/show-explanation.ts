import type { Explanation, RuleTrace } from '@sluice/core'
import type { Colors, Paint } from '../shell.ts'
import { plain, showValue } from '../terminal/plain.ts'
import { showCondition } from './show-condition.ts'
import { showSplit } from './show-split.ts'

const BECAUSE: Readonly<Record<RuleTrace['because'], string>> = {
  served: 'serves',
  'held-out': 'held out',
  'opted-out': 'takes part in no experiment, so it serves',
  condition: 'its condition does not hold',
  window: 'outside its time window',
  'unit-missing': 'the context has no unit to split by',
  layer: 'outside its slot of the layer',
  coverage: 'the unit is not covered',
  'not-reached': 'not reached',
  'reference-missing': 'it refers to something that is missing',
}

/** Shows a trace: what came out and why, then each prerequisite and rule with what it saw. */
export function showExplanation(explanation: Explanation, colors: Colors, file?: string): string[] {
  const { at, version, prerequisites, rules } = explanation
  const when = Number.isFinite(at) ? new Date(at).toISOString() : String(at)
  return [
    colors.bold(headline(explanation)),
    because(explanation),
    colors.dim(`${file === undefined ? `version ${version}` : `from ${plain(file)}`}, at ${when}`),
    ...prerequisites.map(({ flag, variants, met, evaluation }) => {
      const served = 'variant' in evaluation ? evaluation.variant : evaluation.errorCode
      const state = met ? colors.green('met    ') : colors.red('not met')
      return `  ${state}  ${plain(flag)} serves ${plain(served)}; needs ${plain(variants.join(' or '))}`
    }),
    ...rules.flatMap((rule) => showRule(rule, colors)),
  ]
}

function headline({ key, evaluation }: Explanation): string {
  if ('errorCode' in evaluation) {
    return `${plain(key)}: no value, the default of the code is served (${evaluation.errorCode})`
  }
  return `${plain(key)} = ${showValue(evaluation.value)} (variant ${plain(evaluation.variant)}, ${evaluation.reason})`
}

function because({ decision, evaluation }: Explanation): string {
  switch (decision.by) {
    case 'not-found':
      return decision.archived ? 'The flag is archived.' : 'There is no such flag.'
    case 'off':
      return 'The flag is off.'
    case 'prerequisite':
      return `The prerequisite ${plain(decision.flag)} is not met.`
    case 'rule':
      return `Decided by the rule ${plain(decision.ruleId)}.`
    case 'holdout':
      return `Kept back by the holdout ${plain(decision.ruleId.replace(/^holdout:/, ''))}.`
    case 'opt-out':
      return `Takes part in no experiment: the rule ${plain(decision.ruleId)} has one.`
    case 'default':
      return 'No rule matched: the default variant.'
    case 'error':
      return 'errorMessage' in evaluation ? plain(evaluation.errorMessage) : 'Evaluation failed.'
  }
}

function showRule(rule: RuleTrace, colors: Colors): string[] {
  const { id, status, variant, window, when, split } = rule
  const paint: Record<RuleTrace['status'], Paint> = {
    passed: colors.green,
    failed: colors.red,
    unknown: colors.yellow,
    skipped: colors.dim,
  }
  const reason =
    status === 'unknown' && rule.because === 'condition'
      ? 'its condition is unknown'
      : BECAUSE[rule.because]
  const served = variant === undefined ? '' : ` ${plain(variant)}`
  const head = `  ${paint[status](status.padEnd(7))}  ${plain(id)}: ${reason}${served}`
  if (status === 'skipped') return [head]
  const detail = [
    ...(window === undefined
      ? []
      : [
          `window ${time(window.startsAt)} to ${time(window.endsAt)}: ${window.open ? 'open' : 'closed'}`,
        ]),
    ...(when === undefined ? [] : showCondition(when)),
    ...(split === undefined ? [] : showSplit(split)),
  ]
  return [head, ...detail.map((line) => `             ${line}`)]
}

function time(ms: number | undefined): string {
  return ms === undefined ? 'ever' : new Date(ms).toISOString()
}
