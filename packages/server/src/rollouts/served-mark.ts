import type { Flag, Ruleset } from '@sluice/core'
import { flagMark } from './flag-mark.ts'
import { partMark, partsOf, wordsFor } from './goes-by.ts'

/** What is not as it was. */
export interface Difference {
  readonly isFlag: boolean
  /** What the flag goes by and is another one, each in words. */
  readonly parts: readonly string[]
}

/**
 * Names what a flag serves to whom: by its own mark, and those of what it goes by, each under what
 * people call it. Where it goes by nothing else that is its own mark, as in earlier releases.
 */
export function servedMark(ruleset: Ruleset, flag: Flag): string {
  const parts = partsOf(ruleset, flag).map((part) => [wordsFor(part), partMark(ruleset, part)])
  const mark = flagMark(flag)
  return parts.length === 0 ? mark : `${mark} ${JSON.stringify(Object.fromEntries(parts))}`
}

/**
 * Tells what is not as a mark has it. One that an earlier release has made knows of the flag alone,
 * and says nothing of what that goes by.
 */
export function differenceFrom(mark: string, ruleset: Ruleset, flag: Flag): Difference {
  const [own = '', ...rest] = mark.split(' ')
  const known = new Map<string, unknown>(
    rest.length === 0 ? [] : Object.entries(JSON.parse(rest.join(' ')) as object),
  )
  const parts = partsOf(ruleset, flag)
    .filter(
      (part) => known.has(wordsFor(part)) && known.get(wordsFor(part)) !== partMark(ruleset, part),
    )
    .map(wordsFor)
  return { isFlag: flagMark(flag) !== own, parts }
}
