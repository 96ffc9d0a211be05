import type { Node, Pair } from 'yaml'
import { isAlias, isCollection, isMap, isScalar, isSeq } from 'yaml'
import type { Path } from './path.ts'
import type { Place } from './place.ts'
import { placeAt } from './place.ts'
import type { SourceFile } from './read-yaml.ts'

/**
 * Finds where a path of a document stands in its file.
 *
 * An entry is marked from its key to the end of its value, or only its key when
 * the value goes on below. What is not in the file (a key that is missing) is
 * found at the nearest key above it.
 */
export function locate(source: SourceFile, path: Path): Place {
  let node: unknown = source.document?.contents
  let range: readonly [number, number] = [0, 1]
  for (const step of path) {
    const held = resolve(source, node)
    if (isMap(held)) {
      const pair = held.items.find((item) => nameOf(item) === String(step))
      if (pair === undefined) break
      const key = rangeOf(pair.key) ?? range
      const value = standsBeside(pair.value) ? rangeOf(pair.value) : undefined
      range = [key[0], value?.[1] ?? key[1]]
      node = pair.value
    } else if (isSeq(held) && typeof step === 'number') {
      node = held.items[step]
      if (node === undefined) break
      range = rangeOf(node) ?? range
    } else break
  }
  return placeAt(source.lines, source.text, ...range)
}

/** A scalar, or a collection between brackets: not one that goes on below its key. */
function standsBeside(node: unknown): boolean {
  return isScalar(node) || isAlias(node) || (isCollection(node) && node.flow === true)
}

/** The name of a mapping's entry, as a plain value has it. */
export function nameOf(pair: Pair): string | undefined {
  return isScalar(pair.key) ? String(pair.key.value) : undefined
}

function resolve(source: SourceFile, node: unknown): Node | undefined {
  if (!isAlias(node)) return (node as Node | null | undefined) ?? undefined
  return source.document === undefined ? undefined : node.resolve(source.document)
}

function rangeOf(node: unknown): readonly [number, number] | undefined {
  const range = (node as Node | undefined)?.range
  // An empty value has an empty range: its key says more.
  return range && range[1] > range[0] ? [range[0], range[1]] : undefined
}
