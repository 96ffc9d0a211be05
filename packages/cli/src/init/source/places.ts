import type { File, JSXElement, Node } from '@babel/types'
import { walk } from './walk.ts'

/** What a provider goes around: a node, and what it stands in. */
export type Place =
  | { readonly node: Node; readonly parent: Node }
  /** Why there is no such place, or none that is certain; the end of "…, because". */
  | { readonly unsure: string }

const RENDERERS = [
  'renderToString',
  'renderToStaticMarkup',
  'renderToPipeableStream',
  'renderToReadableStream',
]

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

/** Finds what the one `renderToString(…)`, or another of its kind, draws, inside of `StrictMode`. */
export function placeInServer(file: File): Place {
  const names = rootNames(file)
  const drawn = [...walk(file.program)].flatMap(({ node }) => {
    const isDrawn = RENDERERS.some((renderer) => callOf(node, renderer, names))
    const [first] = node.type === 'CallExpression' && isDrawn ? node.arguments : []
    return first === undefined ? [] : [{ node: first, parent: node }]
  })
  const [only, ...others] = drawn
  if (only === undefined) return { unsure: 'no renderToString(…) or the like was found in it' }
  if (others.length > 0) return { unsure: 'it draws more than once' }
  if (only.node.type === 'JSXFragment') return only
  if (only.node.type !== 'JSXElement') return { unsure: 'what it draws is not written as JSX' }
  return insideStrictMode(only.node) ?? only
}

/** Finds the one `{children}` that the root layout draws, with the slots beside it. */
export function placeInLayout(file: File): Place {
  const slots = slotNames(file)
  const drawn = [...walk(file.program)].flatMap(({ node, parent }) => {
    if (node.type !== 'JSXExpressionContainer') return []
    if (parent?.type !== 'JSXElement' && parent?.type !== 'JSXFragment') return []
    const name = nameOfProp(node.expression, slots)
    return name === undefined ? [] : [{ node, parent, name }]
  })
  const children = drawn.filter(({ name }) => name === 'children')
  const [only, ...others] = children
  if (only === undefined) return { unsure: 'it does not draw {children}' }
  if (others.length > 0) return { unsure: 'it draws {children} in more than one place' }
  return drawn.length === 1 ? only : aroundAll(drawn)
}

/** Finds all that the `_app` of a pages router draws, with the one `<Component />` somewhere in it. */
export function placeInPages(file: File): Place {
  const above = new Map<Node, Node>()
  const pages: Node[] = []
  for (const { node, parent } of walk(file.program)) {
    if (parent !== undefined) above.set(node, parent)
    if (node.type !== 'JSXElement') continue
    const { name } = node.openingElement
    if (name.type === 'JSXIdentifier' && name.name === 'Component') pages.push(node)
  }
  const [only, ...others] = pages
  if (only === undefined) return { unsure: 'it does not draw <Component />' }
  if (others.length > 0) return { unsure: 'it draws <Component /> in more than one place' }
  let outermost = only
  for (let node: Node | undefined = only; node !== undefined; node = above.get(node))
    if (node.type === 'JSXElement' || node.type === 'JSXFragment') outermost = node
  const parent = above.get(outermost)
  return parent?.type === 'ReturnStatement' || parent?.type === 'ArrowFunctionExpression'
    ? { node: outermost, parent }
    : { unsure: 'what it draws is more than what it returns as JSX' }
}

/** One place around `{children}` and slots, where nothing but these stands between them. */
function aroundAll(drawn: readonly { node: Node; parent: Node; name: string }[]): Place {
  const names = drawn.map(({ name }) => `{${name}}`).join(' and ')
  const unsure = { unsure: `the provider has to go around ${names}` }
  const [first] = drawn
  const last = drawn.at(-1)
  const { parent } = first ?? {}
  if (parent?.type !== 'JSXElement' && parent?.type !== 'JSXFragment') return unsure
  if (first === undefined || last === undefined) return unsure
  const from = parent.children.findIndex((child) => child === first.node)
  const to = parent.children.findIndex((child) => child === last.node)
  const between = parent.children.slice(from, to + 1)
  const isOurs = (node: Node): boolean => drawn.some((one) => one.node === node)
  const isBlank = (node: Node): boolean => node.type === 'JSXText' && node.value.trim() === ''
  if (to < 0 || !between.every((node) => isOurs(node) || isBlank(node))) return unsure
  if (drawn.some((one) => one.parent !== parent)) return unsure
  // What stands there, as one.
  const { start, end } = { start: first.node.start, end: last.node.end }
  return { node: { ...parent, children: between, start, end } as Node, parent }
}

/** What a root layout takes beside `children`: every one is a slot, but for what Next.js itself gives. */
function slotNames(file: File): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { node } of walk(file.program)) {
    if (node.type !== 'ObjectPattern') continue
    const taken = node.properties.flatMap((one) =>
      one.type === 'ObjectProperty' && one.key.type === 'Identifier' ? [one.key.name] : [],
    )
    if (taken.includes('children')) for (const name of taken) names.add(name)
  }
  return names
}

/** What `createRoot` and others of React DOM are called in a file, by their own names. */
function rootNames({ program }: File): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const statement of program.body) {
    if (statement.type !== 'ImportDeclaration') continue
    if (!/^react-dom(\/client|\/server(\.\w+)?)?$/.test(statement.source.value)) continue
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

/** The name of `children` or a slot, where a node draws one. */
function nameOfProp(node: Node, slots: ReadonlySet<string>): string | undefined {
  if (node.type === 'Identifier')
    return node.name === 'children' || slots.has(node.name) ? node.name : undefined
  const isOfProps =
    node.type === 'MemberExpression' &&
    node.object.type === 'Identifier' &&
    node.object.name === 'props'
  return isOfProps && node.property.type === 'Identifier' ? node.property.name : undefined
}
