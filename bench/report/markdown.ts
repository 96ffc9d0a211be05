import { median, quantile } from '../measure/statistics.ts'
import type { Row, Table, Target } from '../measure/table.ts'
import { isReached, ratioOf } from '../measure/table.ts'
import { figure } from './figures.ts'
import type { Machine } from './machine.ts'

/** Says on one line what the figures were measured on. */
export function machineLine(machine: Machine): string {
  const { cpu, cores, memoryGiB, node, chromium, load, commit, date } = machine
  return `${date}, commit ${commit}: ${cpu}, ${cores} cores, ${memoryGiB} GiB, Node ${node}, Chromium ${chromium}, load ${load} before the run.`
}

/** Writes a table with its targets and notes as Markdown. */
export function tableMarkdown(table: Table): string {
  const { title, what, targets, notes = [] } = table
  return [
    `### ${title}`,
    what,
    grid([headings(table), ...table.rows.map((row) => cells(table, row))]),
    ...(targets.length > 0 ? [targets.map((target) => `- ${targetLine(target)}`).join('\n')] : []),
    ...(notes.length > 0 ? [notes.join(' ')] : []),
  ].join('\n\n')
}

/** Says what was to be reached and whether it was. */
export function targetLine(target: Target): string {
  const { claim, actual, limit, direction, unit } = target
  const sign = direction === 'at most' ? '≤' : '≥'
  const space = unit === '×' ? '' : ' '
  const verdict = isReached(target) ? '✓' : '✗'
  return `${verdict} ${claim}: ${figure(actual)}${space}${unit} (target ${sign} ${limit}${space}${unit})`
}

function headings({ unit, base, extra }: Table): string[] {
  return ['', `median, ${unit}`, 'p10–p90', `× ${base}`, ...(extra === undefined ? [] : [extra])]
}

function cells({ rows, base, extra }: Table, row: Row): string[] {
  const { name, kind, samples } = row
  return [
    kind === 'sluice' ? `**${name}**` : name,
    figure(median(samples)),
    samples.length > 1 ? `${figure(quantile(samples, 0.1))}–${figure(quantile(samples, 0.9))}` : '',
    figure(ratioOf(rows, name, base)),
    ...(extra === undefined ? [] : [row.extra ?? '']),
  ]
}

/** Columns as wide as their widest cell: names to the left, figures to the right. */
function grid(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(3, ...lines.map((line) => line[column]?.length ?? 0)),
  )
  const draw = (line: readonly string[]): string =>
    `| ${widths.map((width, column) => pad(line[column] ?? '', width, column)).join(' | ')} |`
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  )
  const [head = [], ...rest] = lines
  return [draw(head), `| ${rule.join(' | ')} |`, ...rest.map(draw)].join('\n')
}

function pad(text: string, width: number, column: number): string {
  return column === 0 ? text.padEnd(width) : text.padStart(width)
}
