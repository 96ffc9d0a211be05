import type { JsonValue } from '@sluice/core'
import type { Colors } from '../shell.ts'
import { plain, showValue } from '../terminal/plain.ts'
import { defaultOf } from './defaults.ts'
import type { Change, FieldChange } from './difference.ts'

/** Values that together are longer than this stand on lines of their own. */
const MAX_BESIDE = 100

/**
 * Shows changes, one field a line, in full: what is left out here is what
 * nobody reviews.
 */
export function showChanges(changes: readonly Change[], colors: Colors): string[] {
  const width = Math.max(0, ...changes.map(({ subject }) => plain(subject).length))
  return changes.flatMap((change) => {
    const subject = plain(change.subject).padEnd(width)
    if (change.kind === 'added') return [colors.green(`+ ${subject}  new`)]
    if (change.kind === 'restored') return [colors.green(`+ ${subject}  back from the archive`)]
    if (change.kind === 'archived') return [colors.red(`- ${subject}  archived`)]
    if (change.kind === 'removed') return [colors.red(`- ${subject}  removed`)]
    return change.fields.flatMap((field) => showField(subject, field, colors))
  })
}

/** Counts changes in words, such as `2 changed, 1 archived`. */
export function countChanges(changes: readonly Change[]): string {
  const kinds = ['added', 'changed', 'archived', 'restored', 'removed'] as const
  const counts = kinds.map(
    (kind) => [changes.filter((change) => change.kind === kind).length, kind] as const,
  )
  return counts
    .filter(([count]) => count > 0)
    .map(([count, kind]) => `${count} ${kind}`)
    .join(', ')
}

function showField(subject: string, field: FieldChange, colors: Colors): string[] {
  const path = field.path === '' ? '' : `  ${plain(field.path)}`
  const byDefault = defaultOf(field.path)
  const show = (value: JsonValue | undefined): string | undefined => {
    if (value !== undefined) return showValue(value)
    return byDefault === undefined ? undefined : `${showValue(byDefault)} (default)`
  }
  const before = show(field.before)
  const after = show(field.after)
  if (before === undefined)
    return [`${colors.green(`+ ${subject}`)}${path}  ${colors.green(after ?? '')}`]
  if (after === undefined) return [`${colors.red(`- ${subject}`)}${path}  ${colors.red(before)}`]
  const head = `${colors.yellow(`~ ${subject}`)}${path}`
  if (before.length + after.length > MAX_BESIDE) {
    return [head, `    ${colors.red(`- ${before}`)}`, `    ${colors.green(`+ ${after}`)}`]
  }
  return [`${head}  ${colors.red(before)} → ${colors.green(after)}`]
}
