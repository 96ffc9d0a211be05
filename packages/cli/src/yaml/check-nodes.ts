import type { Document, Node, ParsedNode, YAMLMap } from 'yaml'
import { isAlias, isCollection, isMap, isNode, isScalar, visit } from 'yaml'

/**
 * Finds what parses as YAML but cannot be a document of names and values:
 * a key written twice, a key that is no name, an alias to nothing or to itself.
 *
 * YAML's own check for unique keys compares each with each, which takes
 * minutes for a hostile file; here a set per mapping does.
 */
export function checkNodes(
  document: Document.Parsed<ParsedNode>,
  report: (message: string, start: number, end: number) => void,
): void {
  const anchors = new Set<string>()
  visit(document, (_, node, ancestors) => {
    if (isAlias(node)) {
      const [start, end] = rangeOf(node)
      if (ancestors.some((ancestor) => anchorOf(ancestor) === node.source)) {
        report(`The alias *${node.source} contains itself.`, start, end)
      } else if (!anchors.has(node.source)) {
        report(`The alias *${node.source} has no anchor before it.`, start, end)
      }
      return
    }
    const anchor = anchorOf(node)
    if (anchor !== undefined) anchors.add(anchor)
    if (isMap(node)) checkNames(node, report)
  })
}

function checkNames(
  map: YAMLMap,
  report: (message: string, start: number, end: number) => void,
): void {
  const names = new Set<string>()
  for (const { key } of map.items) {
    const [start, end] = rangeOf(isNode(key) ? key : map)
    if (!isScalar(key) || (typeof key.value === 'object' && key.value !== null)) {
      report('A key has to be a name.', start, end)
      continue
    }
    const name = String(key.value)
    if (names.has(name)) report(`The key "${name}" stands here twice.`, start, end)
    names.add(name)
  }
}

function anchorOf(node: unknown): string | undefined {
  return isScalar(node) || isCollection(node) ? node.anchor : undefined
}

function rangeOf(node: Node): [number, number] {
  return [node.range?.[0] ?? 0, node.range?.[1] ?? 1]
}
