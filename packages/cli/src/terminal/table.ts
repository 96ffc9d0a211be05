import type { Colors } from '../shell.ts'
import { plain } from './plain.ts'

/**
 * Lays rows out in columns under bold headings, two spaces apart, with nothing
 * behind the last column. Cells are made safe to show.
 */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  colors: Colors,
): string[] {
  const safe = rows.map((row) => row.map(plain))
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...safe.map((row) => row[column]?.length ?? 0)),
  )
  const lay = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [colors.bold(lay(headings)), ...safe.map(lay)]
}
