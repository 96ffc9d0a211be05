import type { JsonValue } from '@sluice/core'
import type { Node } from 'yaml'
import type { Path } from '../yaml/path.ts'
import type { Edit } from './edits.ts'
import type { Indentation } from './emit.ts'

/** A place in the file that holds one value. */
export interface Slot {
  readonly path: Path
  /** What stands there; `undefined` for an empty value. */
  readonly node: Node | undefined
  /** Column that lines of a value in a block start from; `undefined` inside `[ ]` and `{ }`. */
  readonly margin: number | undefined
  /** Writes another value in its place. */
  readonly put: (value: JsonValue) => void
}

/** What all parts of planning share. */
export interface Planning {
  readonly text: string
  readonly style: Indentation
  /** The document with every default filled in, to write a default where the file spells one. */
  readonly filled: JsonValue
  readonly edits: Edit[]
  /** Plans what turns one value of the file into another. */
  readonly visit: (slot: Slot, before: JsonValue | undefined, after: JsonValue) => void
}

/** The value at a path, where there is one. */
export function valueAt(value: JsonValue | undefined, path: Path): JsonValue | undefined {
  let held: JsonValue | undefined = value
  for (const step of path) {
    if (typeof held !== 'object' || held === null || !Object.hasOwn(held, step)) return undefined
    held = (held as { readonly [name: string | number]: JsonValue })[step]
  }
  return held
}
