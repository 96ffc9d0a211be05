import type { Colors, Paint } from '../shell.ts'
import { axisFor, intervalBar, type Axis, type BarInterval } from '../terminal/interval-bar.ts'
import { plain } from '../terminal/plain.ts'
import { table } from '../terminal/table.ts'
import { amount, pValue, signed, signedAmount } from './numbers.ts'
import { refusalWords, withoutLiftWords } from './refusal-words.ts'
import type { Row, ShownResults } from './read-results.ts'

const BAR = 25

/** A scorecard under a line of its own; nothing where there is no row. */
export function section(
  title: string,
  rows: readonly Row[],
  results: ShownResults,
  colors: Colors,
): string[] {
  if (rows.length === 0) return []
  return ['', ...scorecard(title, rows, results, colors)]
}

/** Metrics of a group as a table, with their intervals on one axis. */
export function scorecard(
  title: string,
  rows: readonly Row[],
  results: ShownResults,
  colors: Colors,
  valueOf: (row: Row, variant: string) => string = (row, variant) =>
    valueIn(results, row.metric, variant),
): string[] {
  const { control } = results.plan
  const bars = rows.map((row) => barOf(row))
  const axis = axisFor(
    bars.filter((bar) => bar !== undefined),
    BAR,
  )
  const several = new Set(rows.map(({ treatment }) => treatment)).size > 1
  const lines = table(
    [
      title.toUpperCase(),
      control.toUpperCase(),
      several ? 'TREATMENT' : (rows[0]?.treatment ?? '').toUpperCase(),
      'LIFT',
      axisLabel(axis),
      'P',
      '',
    ],
    rows.map((row, index) => [
      `${plain(row.metric)} ${arrowOf(results, row.metric)}`,
      valueOf(row, control),
      `${several ? `${plain(row.treatment)} ` : ''}${valueOf(row, row.treatment)}`,
      bars[index] === undefined ? '' : signed(bars[index].estimate),
      bars[index] === undefined ? '' : intervalBar(bars[index], axis),
      row.adjustedP === undefined ? '' : pValue(row.adjustedP),
      wordsOf(row, results),
    ]),
    colors,
  )
  // Painted after they were laid out: colours have no width.
  return lines.map((line, index) => {
    const row = rows[index - 1]
    return row === undefined ? line : paintOf(row, colors)(line)
  })
}

function barOf(row: Row): BarInterval | undefined {
  const { lift } = row
  return lift === undefined || 'refused' in lift
    ? undefined
    : { ...lift.interval, estimate: lift.estimate }
}

function axisLabel({ from, to, width }: Axis): string {
  const [low, high] = [signed(from), signed(to)]
  return low + ' '.repeat(Math.max(1, width - low.length - high.length)) + high
}

function valueIn({ figures, metrics }: ShownResults, metric: string, variant: string): string {
  const found = figures
    .find((one) => one.metric === metric)
    ?.variants.find((one) => one.variant === variant)
  const { kind = '', unit } = metrics[metric] ?? {}
  return amount(found?.value, kind, unit)
}

function arrowOf({ metrics }: ShownResults, metric: string): string {
  return metrics[metric]?.direction === 'lower_is_better' ? '↓' : '↑'
}

const FINDINGS: Readonly<Record<string, string>> = {
  better: '✓ better',
  worse: '✗ worse',
  unclear: '? undecided',
  within_margin: '✓ within its margin',
  harmed: '✗ worse than its margin',
}

function wordsOf(row: Row, { metrics }: ShownResults): string {
  const { metric, finding, refused, isNone, lift, difference } = row
  if (refused !== undefined) return `– ${refusalWords(refused, isNone)}`
  const found = FINDINGS[finding ?? ''] ?? ''
  if (lift === undefined || !('refused' in lift)) return found
  if (difference === undefined) return `– ${refusalWords(lift.refused)}`
  const { kind = '', unit } = metrics[metric] ?? {}
  const [estimate, low, high] = [
    difference.estimate,
    difference.interval.low,
    difference.interval.high,
  ].map((value) => signedAmount(value, kind, unit))
  return `${found} by ${estimate} (${low} to ${high}). ${withoutLiftWords(lift.refused)}`
}

function paintOf({ finding }: Row, { green, red, dim }: Colors): Paint {
  if (finding === 'better' || finding === 'within_margin') return green
  if (finding === 'worse' || finding === 'harmed') return red
  return finding === undefined ? dim : (text) => text
}
