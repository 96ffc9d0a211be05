import type { Row } from './scenario.ts'
import { isGood } from './scenario.ts'

/** The rows as a Markdown table. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const { id, what, runs, isControl } = row
    const cells = [
      id,
      what,
      String(runs),
      boundsOf(row),
      figure(row, row.observed),
      isGood(row) ? '✓' : '✗',
    ]
    return `| ${cells.map((cell) => (isControl ? `_${cell}_` : cell)).join(' | ')} |`
  })
  return [
    '| id | what | runs | must be | is | |',
    '| --- | --- | ---: | --- | ---: | --- |',
    ...lines,
  ].join('\n')
}

function boundsOf(row: Row): string {
  const { atLeast, atMost } = row
  if (atLeast === -Infinity) return `≤ ${figure(row, atMost)}`
  if (atMost === Infinity) return `≥ ${figure(row, atLeast)}`
  return `${figure(row, atLeast)} – ${figure(row, atMost)}`
}

function figure({ unit }: Row, value: number): string {
  return unit === 'number'
    ? value.toPrecision(3)
    : `${(value * 100).toFixed(value < 0.01 ? 3 : 2)} %`
}
