import type { Node } from '@babel/types'

/** A node and what it stands in. */
export interface Visited {
  readonly node: Node
  readonly parent: Node | undefined
}

/** Goes through a tree, each node before what it holds, in the order of the text. */
export function* walk(node: Node, parent?: Node): Generator<Visited> {
  yield { node, parent }
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      if (isNode(child)) yield* walk(child, node)
    }
  }
}

/** Where a node stands in its text. */
export function rangeOf({ start, end }: Node): readonly [start: number, end: number] {
  return [start ?? 0, end ?? 0]
}

function isNode(value: unknown): value is Node {
  // Comments have no `loc` of their own kind of node: their types end in Comment*.
  if (typeof value !== 'object' || value === null || !('type' in value)) return false
  return typeof value.type === 'string' && !value.type.startsWith('Comment') && 'start' in value
}
