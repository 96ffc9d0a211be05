import type { Comparison, ComparisonRow } from './comparison.ts'
import { FIRST_DAY } from './first-day.ts'
import type { GuardrailRow } from './guardrail-rows.ts'
import type { Health } from './health.ts'
import type { Progress } from './look.ts'
import type { AnalysisPlan } from './plan.ts'
import { plannedLooks } from './planned-looks.ts'
import { isRefusal } from './refusal.ts'
import { daysOf } from './whole-weeks.ts'

/** What to do, as far as the data can say. */
export type Decision = 'ship' | 'roll_back' | 'keep_running' | 'inconclusive' | 'cannot_tell'

/** A decision with the rule that led to it, in one sentence. */
export interface Verdict {
  readonly decision: Decision
  readonly rule: string
  /** Which treatment is shipped, or rolled back. */
  readonly treatment?: string
  /** That it rests on less than whole weeks, where it does; it stands all the same. */
  readonly caution?: string
}

/** What a verdict rests on. */
export interface Evidence {
  readonly plan: AnalysisPlan
  readonly health: Health
  readonly progress: Progress
  readonly primary: readonly ComparisonRow[]
  readonly guardrails: readonly GuardrailRow[]
  /** That a plan which may be read at any time has no time left. */
  readonly isOver: boolean
}

/** The first rule that holds, from what makes data useless to what makes it unclear. */
export function verdictOf({
  health,
  progress,
  primary,
  guardrails,
  plan,
  isOver,
}: Evidence): Verdict {
  if (health.status === 'broken') {
    return {
      decision: 'cannot_tell',
      rule: `The data cannot be trusted: ${health.problems[0] ?? ''}`,
    }
  }
  const harmed = guardrails.find((row) => !isRefusal(row) && row.finding === 'harmed')
  if (harmed !== undefined) {
    return {
      decision: 'roll_back',
      treatment: harmed.treatment,
      rule: `The guardrail ${harmed.metric} of "${harmed.treatment}" is worse by more than its margin.`,
    }
  }
  const wrong = primary.filter((row) => isRefusal(row) && row.refused !== 'insufficient_data')
  const [fault] = wrong
  if (fault !== undefined && isRefusal(fault)) {
    return {
      decision: 'cannot_tell',
      rule: `${fault.metric} of "${fault.treatment}" cannot be compared: ${fault.message}`,
    }
  }
  if (progress.isFirstDay) {
    return isOver
      ? { decision: 'cannot_tell', rule: 'It ended on its first day, on which nothing is read.' }
      : { decision: 'keep_running', rule: FIRST_DAY.message }
  }
  if (!progress.mayDecide) return waiting(plan, progress)
  const found = primary.filter((row): row is Comparison => !isRefusal(row))
  const missing = primary.length - found.length
  if (missing > 0) {
    return progress.isEnded
      ? {
          decision: 'cannot_tell',
          rule: `${comparisons(missing)} could not be made, and ${isOver ? 'its time is over' : 'the plan has no later look'}.`,
        }
      : { decision: 'keep_running', rule: `${comparisons(missing)} cannot be made yet.` }
  }
  return decide(found, guardrails, progress, isOver)
}

/** A treatment that is better in something, worse in nothing and harmless decides, the best first. */
function decide(
  found: readonly Comparison[],
  guardrails: readonly GuardrailRow[],
  progress: Progress,
  isOver: boolean,
): Verdict {
  const treatments = [...new Set(found.map(({ treatment }) => treatment))]
  const of = (treatment: string): readonly Comparison[] =>
    found.filter((row) => row.treatment === treatment)
  const isWorse = (treatment: string): boolean =>
    of(treatment).some(({ finding }) => finding === 'worse')
  const better = treatments
    .filter(
      (treatment) =>
        !isWorse(treatment) && of(treatment).some(({ finding }) => finding === 'better'),
    )
    .toSorted((left, right) => smallestLogP(of(left)) - smallestLogP(of(right)))
  const bestOf = (treatment: string): string =>
    of(treatment).find(({ finding }) => finding === 'better')?.metric ?? ''
  const openOf = (treatment: string): readonly GuardrailRow[] =>
    guardrails.filter((row) => row.treatment === treatment && isOpen(row))
  // The best of those that do no harm; only if there is none, the best of all.
  const sound = better.find((treatment) => openOf(treatment).length === 0)
  if (sound !== undefined) {
    return {
      decision: 'ship',
      treatment: sound,
      rule: `"${sound}" is better in ${bestOf(sound)}, worse in no primary metric, and within the margin of every guardrail${calmWords(guardrails, sound)}.`,
    }
  }
  const [first] = better
  if (first !== undefined) {
    const names = openOf(first)
      .map(({ metric }) => metric)
      .join(', ')
    return {
      decision: progress.isEnded ? 'inconclusive' : 'keep_running',
      treatment: first,
      rule: `"${first}" is better in ${bestOf(first)}, but it is not clear yet that it does no harm to ${names}.`,
    }
  }
  const worse = treatments.filter(isWorse)
  const [worst] = worse
  const worseWords = worse.map((treatment) => {
    const metric = of(treatment).find(({ finding }) => finding === 'worse')?.metric ?? ''
    return `"${treatment}" is worse in ${metric}`
  })
  if (worst !== undefined && worse.length === treatments.length) {
    return { decision: 'roll_back', treatment: worst, rule: `${worseWords[0] ?? ''}.` }
  }
  const beside = worse.length === 0 ? 'no treatment' : `${worseWords.join(', ')}, and no other`
  return progress.isEnded
    ? {
        decision: 'inconclusive',
        rule: `${isOver ? 'Its time is over' : 'The plan is at its end'}${worse.length === 0 ? ', and' : ':'} ${beside} is clearly better or worse.`,
      }
    : {
        decision: 'keep_running',
        rule: `${beside[0]?.toUpperCase()}${beside.slice(1)} is clearly better or worse yet.`,
      }
}

/** Whether it is not known yet that a guardrail does not suffer. */
function isOpen(row: GuardrailRow): boolean {
  if (!isRefusal(row)) return row.finding === 'unclear'
  return !('isNone' in row)
}

function calmWords(guardrails: readonly GuardrailRow[], treatment: string): string {
  const names = guardrails
    .filter((row) => row.treatment === treatment && isRefusal(row))
    .map(({ metric }) => metric)
  return names.length === 0 ? '' : `; ${names.join(', ')} happened to nobody`
}

function comparisons(count: number): string {
  return `${count} primary ${count === 1 ? 'comparison' : 'comparisons'}`
}

function waiting({ stopping }: AnalysisPlan, { units, lived, isEarly }: Progress): Verdict {
  const counted = lived ?? units
  const planned = stopping.kind === 'always_valid' ? counted : stopping.units
  const [first] = plannedLooks(stopping)
  const isDue = first !== undefined && counted >= first.units && isEarly !== true
  const there =
    lived === undefined ? `there are ${units}` : `${lived} of the ${units} that are there have`
  const rest = isDue ? `${there}: the look is due, and was not taken yet.` : `${there}.`
  const at = `${planned} units${lived === undefined ? '' : ' that have lived what decides'}`
  const wait = first?.notBeforeMs
  return {
    decision: 'keep_running',
    rule:
      stopping.kind === 'fixed'
        ? `The plan reads its primary metrics once, at ${at}${wait === undefined ? '' : ` and not before ${daysOf(wait)}`}, and ${rest}`
        : `The first look is at a fraction of ${at}, and ${rest}`,
  }
}

function smallestLogP(rows: readonly Comparison[]): number {
  return Math.min(...rows.map(({ difference }) => difference.logP))
}
