import type { Comparison, ComparisonRow, GuardrailRow } from '@sluice/stats'
import { percent } from './format.ts'
import { refusalWords, withoutLiftWords } from './refusal-words.ts'
import { soonerWords } from './time-words.ts'
import type { Apart, Figures } from '../service/shapes/metrics.ts'
import type { Results } from '../service/shapes/results.ts'

/** What a row of the scorecard says, with how to show it. */
export type Tone = 'good' | 'bad' | 'undecided'

/** One metric of one treatment, ready to be drawn. */
export interface Row {
  readonly id: string
  readonly metric: string
  readonly title: string
  /** The value of a segment whose people it is of, where not of everybody. */
  readonly within?: string
  readonly treatment: string
  readonly direction: 'higher_is_better' | 'lower_is_better'
  /** Missing where it was refused. */
  readonly lift?: { readonly estimate: number; readonly low: number; readonly high: number }
  readonly difference?: {
    readonly estimate: number
    readonly low: number
    readonly high: number
    readonly standardError: number
  }
  /** Of the lift. */
  readonly standardError?: number
  readonly p?: number
  readonly method?: string
  readonly margin?: number
  readonly tone: Tone
  /** The finding in words. */
  readonly finding: string
  /** Of times: how many got there, in the treatment and in the control. */
  readonly reached?: string
  /** What the numbers are of, where not of everybody. */
  readonly figures?: readonly Figures[]
  /** Why there are no numbers; with a difference, why there is no lift. */
  readonly refused?: string
}

const FINDINGS: Readonly<Record<string, readonly [Tone, string]>> = {
  better: ['good', 'better'],
  worse: ['bad', 'worse'],
  unclear: ['undecided', 'unclear'],
  within_margin: ['good', 'within its margin'],
  harmed: ['bad', 'harmed'],
}

/** Reads a row of the analysis for the screen. */
export function readRow(
  row: ComparisonRow | GuardrailRow,
  { metrics }: Pick<Results, 'metrics'>,
): Row {
  const definition = metrics[row.metric]
  const base = {
    id: `${row.metric} ${row.treatment}`,
    metric: row.metric,
    title: definition?.title ?? row.metric,
    treatment: row.treatment,
    direction: definition?.direction ?? ('higher_is_better' as const),
  }
  if ('refused' in row) {
    const isNone = 'isNone' in row
    return {
      ...base,
      tone: 'undecided',
      finding: isNone ? 'none of it' : 'no numbers yet',
      refused: refusalWords(row.refused, isNone),
    }
  }
  const [tone, finding] = FINDINGS[row.finding] ?? ['undecided', row.finding]
  const { lift } = row
  return {
    ...base,
    tone,
    finding,
    ...('refused' in lift
      ? { refused: withoutLiftWords(lift.refused) }
      : {
          lift: { estimate: lift.estimate, ...lift.interval },
          standardError: lift.standardError,
          method: lift.method,
          p: lift.p,
        }),
    ...('difference' in row && {
      difference: differenceOf(row.difference),
      p: row.adjustedP,
    }),
    ...('margin' in row && { margin: row.margin }),
  }
}

/** Reads a metric that is read apart, once for each treatment; where it failed, that it did. */
export function readApart(
  apart: Apart,
  { metrics, plan }: Pick<Results, 'metrics' | 'plan'>,
): Row[] {
  const { metric, comparisons, failed } = apart
  const definition = metrics[metric]
  const base = (treatment: string) => ({
    id: `${metric} ${treatment}`,
    metric,
    title: definition?.title ?? metric,
    treatment,
    direction: definition?.direction ?? ('higher_is_better' as const),
    figures: [figuresOfApart(apart)],
  })
  if (failed !== undefined) {
    return plan.variants
      .filter(({ key }) => key !== plan.control)
      .map(({ key }) => ({
        ...base(key),
        tone: 'undecided',
        finding: 'its source failed',
        refused: failed,
      }))
  }
  return comparisons.map((one): Row => {
    if ('refused' in one) {
      const { treatment, refused } = one
      return {
        ...base(treatment),
        tone: 'undecided',
        finding: 'no numbers yet',
        refused: refusalWords(refused),
      }
    }
    const { treatment, lift, difference, logRank } = one
    const sooner = logRank && soonerWords(apart, plan.control, treatment, definition?.horizonMs)
    const p = lift?.p ?? difference?.p ?? logRank?.p
    return {
      ...base(treatment),
      tone: 'undecided',
      finding: [sooner, 'read once, decides nothing'].filter(Boolean).join('; '),
      ...(lift !== undefined && {
        lift: { estimate: lift.estimate, ...lift.interval },
        standardError: lift.standardError,
        method: lift.method,
      }),
      ...(difference !== undefined && { difference: differenceOf(difference) }),
      ...(p !== undefined && { p }),
      ...reachedOf(apart, treatment, plan.control),
    }
  })
}

function reachedOf({ values }: Apart, treatment: string, control: string): Pick<Row, 'reached'> {
  const [of, against] = [values[treatment]?.reached, values[control]?.reached]
  if (of === undefined || against === undefined) return {}
  return { reached: `${percent(of)} against ${percent(against)}` }
}

function figuresOfApart({ metric, role, values }: Apart): Figures {
  return {
    metric,
    role,
    variants: Object.entries(values).map(([variant, { value, n = 0, reached }]) => ({
      variant,
      n,
      value: value ?? reached ?? null,
    })),
  }
}

function differenceOf({ estimate, interval, standardError }: Comparison['difference']) {
  return { estimate, ...interval, standardError }
}
