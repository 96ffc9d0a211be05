import type { Node, Pair } from 'yaml'
import { isAlias, isCollection, isMap, isPair, isScalar, isSeq } from 'yaml'
import type { Path } from './path.ts'
import type { Place } from './place.ts'
import { placeAt } from './place.ts'
import type { SourceFile } from './read-yaml.ts'

/**
 * Finds where a path of a document stands in its file.
 *
 * A scalar is the place itself, a list or a mapping is its key. What is not in
 * the file (a key that is missing) is found at the nearest key above it.
 */
export function locate(source: SourceFile, path: Path): Place {
  let node: unknown = source.document?.contents
  let place: readonly [number, number] = [0, 1]
  for (const step of path) {
    const held: Node | undefined = resolve(source, node)
    let next: unknown
    if (isMap(held)) {
      const pair = held.items.find((item) => isPair(item) && nameOf(item) === String(step))
      if (pair === undefined) break
      place = rangeOf(pair.key) ?? place
      next = pair.value
    } else if (isSeq(held) && typeof step === 'number') {
      next = held.items[step]
      if (next === undefined) break
      place = rangeOf(next) ?? place
    } else break
    node = next
  }
  const reached = isScalar(node) || (isCollection(node) && node.flow === true)
  const [start, end] = (reached ? rangeOf(node) : undefined) ?? place
  return placeAt(source.lines, source.text, start, Math.max(end, start + 1))
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
