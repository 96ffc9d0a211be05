import type { ComparisonRow, GuardrailRow } from '@sluice/stats'
import type { Figures, Results } from '../service/shapes.ts'

/** What a row of the scorecard says, with how to show it. */
export type Tone = 'good' | 'bad' | 'undecided'

/** One metric of one treatment, ready to be drawn. */
export interface Row {
  readonly id: string
  readonly metric: string
  readonly title: string
  readonly treatment: string
  readonly direction: 'higher_is_better' | 'lower_is_better'
  /** Missing where it was refused. */
  readonly lift?: { readonly estimate: number; readonly low: number; readonly high: number }
  readonly difference?: { readonly estimate: number; readonly low: number; readonly high: number }
  readonly standardError?: number
  readonly p?: number
  readonly method?: string
  readonly margin?: number
  readonly tone: Tone
  /** The finding in words. */
  readonly finding: string
  /** What the numbers are of, where not of everybody. */
  readonly figures?: readonly Figures[]
  /** Why there are no numbers. */
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
  if ('refused' in row)
    return { ...base, tone: 'undecided', finding: 'no numbers yet', refused: row.message }
  const [tone, finding] = FINDINGS[row.finding] ?? ['undecided', row.finding]
  const { lift } = row
  return {
    ...base,
    tone,
    finding,
    ...('refused' in lift
      ? { refused: lift.message }
      : {
          lift: { estimate: lift.estimate, ...lift.interval },
          standardError: lift.standardError,
          method: lift.method,
          p: lift.p,
        }),
    ...('difference' in row && {
      difference: { estimate: row.difference.estimate, ...row.difference.interval },
      p: row.adjustedP,
    }),
    ...('margin' in row && { margin: row.margin }),
  }
}
