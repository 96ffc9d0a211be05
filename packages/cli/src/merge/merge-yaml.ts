import type { JsonObject, JsonValue } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import { equal } from '../difference/equal.ts'
import { readYaml } from '../yaml/read-yaml.ts'
import { applyEdits } from './edits.ts'
import { planEdits } from './plan-edits.ts'

/** Edits that touch the same characters, and aliases of edited anchors, need another round. */
const MAX_ROUNDS = 12

/** What a file is turned into. */
export interface MergeTarget {
  /** The document wanted, in its smallest spelling. */
  readonly document: JsonObject
  /** The same with every default filled in. */
  readonly filled: JsonValue
  /** The smallest spelling of what a file's value means; `undefined` when it means nothing valid. */
  readonly meaning: (value: unknown) => JsonObject | undefined
}

/**
 * Rewrites YAML so that it means another document, and leaves every line whose
 * meaning stays as it is: comments, order, quotes, spaces and empty lines.
 *
 * The result is read again before it is returned, so a wrong edit cannot pass.
 *
 * @throws SluiceError `MERGE_FAILED` when the file's anchors or its layout do not allow it
 */
export function mergeYaml(name: string, text: string, target: MergeTarget): string {
  // Line breaks are one character while edits are planned.
  const windows = text.includes('\r\n') && !/(^|[^\r])\n/.test(text)
  let merged = windows ? text.replaceAll('\r\n', '\n') : text
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const source = readYaml(name, merged)
    if (source.faults.length > 0) break
    const value = (source.value ?? {}) as JsonObject
    const before = target.meaning(value)
    if (before !== undefined && equal(before, target.document))
      return windows ? merged.replaceAll('\n', '\r\n') : merged
    merged = applyEdits(merged, planEdits(source, before ?? value, target.document, target.filled))
  }
  throw new SluiceError(
    'MERGE_FAILED',
    `${name} could not be changed in place, because of its anchors or its layout. ` +
      'Nothing was written. Pull into another file and take over the difference by hand.',
  )
}
