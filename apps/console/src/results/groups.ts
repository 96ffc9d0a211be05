import type { Results } from '../service/shapes/results.ts'
import { byNowWords, levelWords } from './looks-words.ts'
import { readApart, readRow, type Row } from './read-row.ts'

/** Metrics that belong together. */
export interface Group {
  readonly title: string
  readonly rows: readonly Row[]
  /** How they are to be read, where that is not as usual. */
  readonly words?: string
}

/** All metrics by what they are for: to decide by, to stop by, to learn from. */
export function rowsOf(results: Results): readonly Group[] {
  const { analysis, apart } = results
  const [byNow, level] = [byNowWords(results), levelWords(results)]
  return [
    {
      title: 'Primary metrics',
      rows: analysis.primary.map((row) => readRow(row, results)),
      ...(level !== undefined && { words: level }),
    },
    {
      title: 'Guardrails',
      rows: analysis.guardrails.map((row) => readRow(row, results)),
      ...(byNow !== undefined && { words: byNow }),
    },
    {
      title: 'Secondary metrics',
      rows: [
        ...analysis.secondary.map((row) => readRow(row, results)),
        ...apart.flatMap((one) => readApart(one, results)),
      ],
    },
  ]
}

/** Rows that have something to tell: on a first day, only guardrails that are harmed. */
export function toldRows(
  rows: readonly Row[],
  { progress }: Pick<Results, 'progress'>,
): readonly Row[] {
  return progress.isFirstDay === true ? rows.filter(({ lift }) => lift !== undefined) : rows
}
