import type { Results } from '../../service/shapes.ts'
import { figuresOf } from '../figures-of.ts'
import { isFirstDay } from '../first-day.ts'
import { rowsOf, type Group } from '../groups.ts'
import type { Row } from '../read-row.ts'

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
]

type Cell = string | number | null | undefined

/** Results as comma-separated values, for a spreadsheet: all digits, and no text that it would compute. */
export function csvOf(results: Results): string {
  const lines = [HEAD, ...rowsOf(results).flatMap((group) => linesOf(group, results))]
  return lines
    .map((cells) => cells.map(written).join(','))
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
      ...(isFirstDay(results) ? Array.from<Cell>({ length: 7 }) : comparedOf(row)),
      control?.n,
      treatment?.n,
      isFirstDay(results) ? 'first day, not for decisions' : row.finding,
    ]
  })
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

function written(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : ''
  // A spreadsheet takes what begins like this for a formula, also in quotes.
  const text = /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
