import type { Colors } from '../shell.ts'
import type { FileFault, SourceFile } from '../yaml/read-yaml.ts'
import { plain } from './plain.ts'

/** Longest stretch of a source line that is shown. */
const MAX_EXCERPT = 120

/**
 * Shows each fault as `file:line:column message`, the form that editors open
 * by a click, with the line of the file and a mark below the place.
 */
export function showFaults(
  source: SourceFile,
  faults: readonly FileFault[],
  colors: Colors,
): string[] {
  const lines = source.text.split(/\r?\n/)
  return faults.flatMap((fault) => {
    const where = `${source.name}:${fault.line}:${fault.column}`
    const path = fault.path === undefined ? '' : colors.dim(`  ${plain(fault.path)}`)
    const head = `${colors.bold(where)} ${colors.red('error')} ${plain(fault.message)}${path}`
    return [head, ...excerpt(lines[fault.line - 1] ?? '', fault, colors)]
  })
}

function excerpt(line: string, fault: FileFault, colors: Colors): string[] {
  if (line.trim() === '') return []
  const first = Math.max(0, fault.column - 1 - MAX_EXCERPT / 2)
  const shown = line.slice(first, first + MAX_EXCERPT)
  const before = shown.slice(0, fault.column - 1 - first)
  const marked = shown.slice(before.length, before.length + fault.length)
  const gutter = String(fault.line).padStart(5)
  // Escapes are wider than what they stand for, so the indent is measured as shown.
  const indent = ' '.repeat(untabbed(before).length)
  const mark = '^'.repeat(Math.max(1, untabbed(marked).length))
  return [
    `${colors.dim(`${gutter} |`)} ${untabbed(shown)}`,
    `${colors.dim(`${' '.repeat(gutter.length)} |`)} ${indent}${colors.red(mark)}`,
  ]
}

function untabbed(text: string): string {
  return plain(text.replaceAll('\t', '  '))
}
