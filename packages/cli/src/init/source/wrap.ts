import type { Node } from '@babel/types'
import type { Edit } from './splice.ts'
import type { Style } from './style.ts'
import { indentAt } from './style.ts'
import { rangeOf, walk } from './walk.ts'

/** The element that goes around something, and what is drawn first inside of it. */
export interface Wrapping {
  readonly provider: string
  readonly first?: string
}

/** Puts an element around a node of JSX, laid out as the formatters of this language do. */
export function wrap(
  text: string,
  { node, parent }: { readonly node: Node; readonly parent: Node },
  wrapping: Wrapping,
  { newline, indent }: Style,
): Edit {
  const [from, to] = rangeOf(node)
  const before = text.slice(0, from)
  const margin = indentAt(text, from)
  if (/(^|\n)[\t ]*$/.test(before))
    return { from, to, text: block(text, node, wrapping, { newline, indent, margin }) }
  if (!isAlone(text, node, parent)) return { from, to, text: line(text, node, wrapping) }
  const deeper = margin + indent
  const inside = block(text, node, wrapping, { newline, indent, margin: deeper })
  // Brackets around an argument take no comma.
  const isBare = node.extra?.['parenthesized'] !== true
  const comma = parent.type === 'CallExpression' && isBare ? ',' : ''
  return { from, to, text: `${newline}${deeper}${inside}${comma}${newline}${margin}` }
}

function line(text: string, node: Node, { provider, first }: Wrapping): string {
  const held = text.slice(...rangeOf(node))
  return `<${provider}>${first === undefined ? '' : `<${first} />`}${held}</${provider}>`
}

function block(
  text: string,
  node: Node,
  { provider, first }: Wrapping,
  { newline, indent, margin }: { newline: string; indent: string; margin: string },
): string {
  const inner = newline + margin + indent
  const extra = margin.slice(indentAt(text, rangeOf(node)[0]).length) + indent
  const drawn = [...(first === undefined ? [] : [`<${first} />`]), indented(text, node, extra)]
  return `<${provider}>${drawn.map((held) => inner + held).join('')}${newline}${margin}</${provider}>`
}

/** A node's text one step further in, but for the lines of texts, where white space counts. */
function indented(text: string, node: Node, extra: string): string {
  const [start, end] = rangeOf(node)
  const kept = [...walk(node)]
    .map((visited) => visited.node)
    .filter(({ type }) => type === 'TemplateLiteral' || type === 'StringLiteral')
    .map(rangeOf)
  return text.slice(start, end).replaceAll(/\n(?=[^\r\n])/g, (lineEnd, at: number) => {
    const place = start + at
    return kept.some(([from, to]) => from < place && place < to) ? lineEnd : lineEnd + extra
  })
}

/** Whether nothing else stands between the brackets that a node is in. */
function isAlone(text: string, node: Node, parent: Node): boolean {
  const [from, to] = rangeOf(node)
  if (parent.type === 'CallExpression')
    return text[from - 1] === '(' && text[to] === ')' && parent.arguments.length === 1
  return 'children' in parent && Array.isArray(parent.children) && parent.children.length === 1
}
