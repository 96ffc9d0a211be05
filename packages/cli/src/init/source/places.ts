import type { File, JSXElement, Node } from '@babel/types'
import { walk } from './walk.ts'

/** What a provider goes around: a node, and what it stands in. */
export type Place =
  | { readonly node: Node; readonly parent: Node }
  /** Why there is no such place, or none that is certain; the end of "…, because". */
  | { readonly unsure: string }

/** Finds what `createRoot(…).render(…)` or `hydrateRoot(…)` draws, inside of `StrictMode`. */
export function placeInRoot(file: File): Place {
  const names = rootNames(file)
  const roots = new Set<string>()
  const drawn: { node: Node; parent: Node }[] = []
  for (const { node } of walk(file.program)) {
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier') {
      if (node.init && callOf(node.init, 'createRoot', names)) roots.add(node.id.name)
    }
    if (node.type !== 'CallExpression') continue
    const [first, second] = node.arguments
    if (callOf(node, 'hydrateRoot', names) && second !== undefined)
      drawn.push({ node: second, parent: node })
    const { callee } = node
    if (callee.type !== 'MemberExpression' || first === undefined) continue
    if (callee.property.type !== 'Identifier' || callee.property.name !== 'render') continue
    const { object } = callee
    const isRoot =
      object.type === 'Identifier' ? roots.has(object.name) : callOf(object, 'createRoot', names)
    if (isRoot) drawn.push({ node: first, parent: node })
  }
  const [only, ...others] = drawn
  if (only === undefined) return { unsure: 'no createRoot(…).render(…) was found in it' }
  if (others.length > 0) return { unsure: 'it draws more than one root' }
  if (only.node.type === 'JSXFragment') return only
  if (only.node.type !== 'JSXElement')
    return { unsure: 'what its root draws is not written as JSX' }
  return insideStrictMode(only.node) ?? only
}

/** Finds the one `{children}` that the root layout draws. */
export function placeInLayout(file: File): Place {
  const drawn = [...walk(file.program)].flatMap(({ node, parent }) =>
    node.type === 'JSXExpressionContainer' &&
    parent !== undefined &&
    (parent.type === 'JSXElement' || parent.type === 'JSXFragment') &&
    isChildren(node.expression)
      ? [{ node, parent }]
      : [],
  )
  const [only, ...others] = drawn
  if (only === undefined) return { unsure: 'it does not draw {children}' }
  return others.length === 0 ? only : { unsure: 'it draws {children} in more than one place' }
}

/** What `createRoot` and `hydrateRoot` are called in a file, by their own names. */
function rootNames({ program }: File): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const statement of program.body) {
    if (statement.type !== 'ImportDeclaration') continue
    if (!/^react-dom(\/client)?$/.test(statement.source.value)) continue
    for (const specifier of statement.specifiers) {
      const { name } = specifier.local
      if (specifier.type !== 'ImportSpecifier') names.set(name, '*')
      else if (specifier.imported.type === 'Identifier') names.set(name, specifier.imported.name)
    }
  }
  return names
}

function callOf(node: Node, wanted: string, names: ReadonlyMap<string, string>): boolean {
  if (node.type !== 'CallExpression') return false
  const { callee } = node
  if (callee.type === 'Identifier') return names.get(callee.name) === wanted
  return (
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    names.get(callee.object.name) === '*' &&
    callee.property.type === 'Identifier' &&
    callee.property.name === wanted
  )
}

function insideStrictMode(element: JSXElement): Place | undefined {
  const { name } = element.openingElement
  const isStrict =
    name.type === 'JSXIdentifier'
      ? name.name === 'StrictMode'
      : name.type === 'JSXMemberExpression' && name.property.name === 'StrictMode'
  const children = element.children.filter(
    (child) => child.type !== 'JSXText' || child.value.trim() !== '',
  )
  const [only] = children
  if (!isStrict || children.length !== 1 || only?.type !== 'JSXElement') return undefined
  return { node: only, parent: element }
}

function isChildren(node: Node): boolean {
  if (node.type === 'Identifier') return node.name === 'children'
  return (
    node.type === 'MemberExpression' &&
    node.object.type === 'Identifier' &&
    node.object.name === 'props' &&
    node.property.type === 'Identifier' &&
    node.property.name === 'children'
  )
}
