import { isRefusal, type Analysis, type Comparison } from '@sluice/stats'
import { HttpError } from '../http/http-error.ts'
import type { SealedPlan } from './sealed-plan.ts'

/** Something that was known against a decision when it was made. */
export interface Against {
  readonly code: string
  readonly message: string
}

/** What results say of every variant, as far as shipping one is concerned. */
export interface ShippedBy {
  readonly plan: Pick<SealedPlan, 'primary'>
  readonly analysis: Analysis
}

/**
 * Refuses to ship what an experiment has not tried: a name of the flag alone, or the control.
 *
 * @throws HttpError `INVALID_REQUEST` (422)
 */
export function refuseUntried(
  variant: string,
  { experiment, control, variants }: Pick<SealedPlan, 'experiment' | 'control' | 'variants'>,
): void {
  if (variant === control) {
    throw refused(`"${control}" is the control, and no treatment that could be shipped.`)
  }
  const treatments = variants.flatMap(({ key }) => (key === control ? [] : [`"${key}"`]))
  if (treatments.includes(`"${variant}"`)) return
  throw refused(
    `"${variant.slice(0, 128)}" is no treatment of the experiment "${experiment}", so that nothing is known of it. Ship ${treatments.join(' or ')}.`,
  )
}

function refused(fault: string): HttpError {
  return new HttpError(
    'INVALID_REQUEST',
    `${fault} To go back to the control, decide "roll_back" or "end".`,
    { status: 422 },
  )
}

/** Tells what the results say against giving everybody a treatment, a sentence each. */
export function againstShipping(treatment: string, { plan, analysis }: ShippedBy): Against[] {
  const { primary, guardrails, progress } = analysis
  const found: Against[] = []
  if (progress.isFirstDay) {
    found.push({
      code: 'FIRST_DAY',
      message: `It has not counted for a full day, so that nothing is known of "${treatment}" yet.`,
    })
  }
  if (analysis.looks?.shown === null && !progress.isFirstDay) {
    found.push({
      code: 'NEVER_READ',
      message: `None of its planned looks was taken, so that nothing was found of "${treatment}" yet.`,
    })
  }
  const own = primary.filter((row) => row.treatment === treatment)
  const [first] = own
  if (found.length === 0 && own.every(isRefusal)) {
    const why =
      first !== undefined && isRefusal(first)
        ? `its primary metrics could not be compared: ${first.message}`
        : 'it got no units under the allocation that counts.'
    found.push({ code: 'NEVER_READ', message: `Nothing was found of "${treatment}" yet: ${why}` })
  }
  for (const row of guardrails) {
    if (row.treatment !== treatment || isRefusal(row) || row.finding !== 'harmed') continue
    found.push({
      code: 'GUARDRAIL_HARMED',
      message: `The guardrail ${row.metric} of "${treatment}" is worse by more than its margin of ${percent(row.margin)}: ${range(row.lift.interval, percent)}.`,
    })
  }
  const directions = new Map(plan.primary.map(({ key, direction }) => [key, direction]))
  for (const row of own) {
    if (isRefusal(row)) continue
    if (!isWorse(row, directions.get(row.metric))) continue
    const said = isRefusal(row.lift)
      ? range(row.difference.interval, plainly)
      : range(row.lift.interval, percent)
    found.push({
      code: 'PRIMARY_WORSE',
      message: `"${treatment}" is worse in ${row.metric}: ${said}.`,
    })
  }
  return found
}

/** Whether all of the interval is on the wrong side, also where a correction finds nothing yet. */
function isWorse(
  { difference: { interval }, finding }: Comparison,
  direction: 'higher_is_better' | 'lower_is_better' | undefined,
): boolean {
  if (finding === 'worse') return true
  return direction === 'lower_is_better' ? interval.low > 0 : interval.high < 0
}

function range(
  { low, high }: { readonly low: number; readonly high: number },
  shown: (value: number) => string,
): string {
  if (!Number.isFinite(low)) return `up to ${shown(high)}`
  return Number.isFinite(high) ? `${shown(low)} to ${shown(high)}` : `${shown(low)} or more`
}

function percent(lift: number): string {
  return `${plainly(lift * 100)} %`
}

function plainly(value: number): string {
  return String(Number(value.toPrecision(2))).replace('-', '−')
}
