import { UNDEFINED_METRIC, type MetricDefinition } from '../../service/shapes/metrics.ts'
import type { Results } from '../../service/shapes/results.ts'
import { figuresOf } from '../figures-of.ts'
import { isShare } from '../format.ts'
import { rowsOf, type Group } from '../groups.ts'
import { hiddenWords } from '../hidden-words.ts'
import type { Row } from '../read-row.ts'
import { isPlanned, segmentRows, valueName } from '../segment-rows.ts'

const HEAD = [
  'group',
  'metric',
  'treatment',
  'control_value',
  'treatment_value',
  'lift',
  'lift_low',
  'lift_high',
  'difference',
  'difference_low',
  'difference_high',
  'p',
  'control_units',
  'treatment_units',
  'finding',
  'difference_unit',
  'segment',
  'segment_value',
]

type Cell = string | number | null | undefined

/** Results as comma-separated values, for a spreadsheet: all digits, and no text that it would compute. */
export function csvOf(results: Results): string {
  const lines = [
    HEAD,
    ...rowsOf(results).flatMap((group) => linesOf(group, results)),
    ...results.analysis.segments.flatMap((one) => segmentLines(one, results)),
    ...results.verdict.grey.map(({ message }) => noteLine('Health', message)),
  ]
  return lines
    .map((cells) => HEAD.map((_name, at) => written(cells[at])).join(','))
    .join('\r\n')
    .concat('\r\n')
}

function linesOf({ title, rows }: Group, results: Results): Cell[][] {
  return rows.map((row) => {
    const [control, treatment] = [results.plan.control, row.treatment].map((variant) =>
      figuresOf(row.figures ?? results.figures, row.metric, variant),
    )
    return [
      title,
      row.metric,
      row.treatment,
      control?.value,
      treatment?.value,
      ...comparedOf(row),
      control?.n,
      treatment?.n,
      results.progress.isFirstDay === true && row.lift === undefined
        ? 'first day, not for decisions'
        : row.finding,
      unitOf(results.metrics[row.metric] ?? UNDEFINED_METRIC),
    ]
  })
}

/** Those of each value of a segment, and how many are not told. */
function segmentLines(one: Results['analysis']['segments'][number], results: Results): Cell[][] {
  const { segment } = one
  const title = isPlanned(results, segment) ? 'Segments' : 'Segments, explored'
  const hidden = results.segments.find((other) => other.segment === segment)?.hidden ?? 0
  return [
    ...segmentRows(one, results).flatMap(({ value, row }) =>
      linesOf({ title, rows: [row] }, results).map((cells) => [
        ...cells,
        segment,
        valueName(value),
      ]),
    ),
    ...(hidden === 0 ? [] : [[...noteLine(title, hiddenWords(hidden)).slice(0, -2), segment]]),
  ]
}

/** A row that says something in words. */
function noteLine(group: string, finding: string): Cell[] {
  return HEAD.map((name) => (name === 'group' ? group : name === 'finding' ? finding : undefined))
}

function comparedOf({ lift, difference, p }: Row): Cell[] {
  return [
    lift?.estimate,
    lift?.low,
    lift?.high,
    difference?.estimate,
    difference?.low,
    difference?.high,
    p,
  ]
}

/** What a difference is in: of a share, a hundredth is a percentage point and no percent. */
function unitOf({ kind, unit }: MetricDefinition): string {
  return isShare(kind) ? 'share (0.01 is 1 percentage point)' : (unit ?? '')
}

function written(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : ''
  // A spreadsheet takes what begins like this for a formula, also in quotes.
  const text = /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
