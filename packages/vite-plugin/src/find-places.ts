import { Visitor, type ESTree } from 'vite'
import { declaredNames } from './declared-names.ts'
import { sluiceNames } from './sluice-names.ts'
import { SOURCE_PROP } from './sources.ts'

/** A hook that is called with a flag. */
export interface HookPlace {
  readonly kind: string
  readonly flag: string
  readonly component?: string
  /** Offset in the source. */
  readonly at: number
}

/** Where a module uses Sluice. */
export interface Places {
  /** Where a prop can be put into an element, and the offset of the element. */
  readonly elements: readonly { readonly insertAt: number; readonly at: number }[]
  readonly hooks: readonly HookPlace[]
}

/**
 * Finds the elements and hook calls of Sluice in a module.
 *
 * @returns `undefined` when it imports none
 */
export function findPlaces(program: ESTree.Program): Places | undefined {
  const names = sluiceNames(program, declaredNames(program))
  if (names === undefined) return undefined
  const elements: Places['elements'][number][] = []
  const hooks: HookPlace[] = []
  // The functions around, innermost last; nameless ones take the name of what they are assigned to.
  const around: (string | undefined)[] = []
  let assigned: string | undefined
  const enter = (node: FunctionLike): void => {
    around.push(node.id?.name ?? assigned)
    assigned = undefined
  }
  const leave = (): void => void around.pop()
  new Visitor({
    VariableDeclarator(node) {
      assigned = node.id.type === 'Identifier' ? node.id.name : undefined
    },
    'VariableDeclarator:exit'() {
      assigned = undefined
    },
    FunctionDeclaration: enter,
    'FunctionDeclaration:exit': leave,
    FunctionExpression: enter,
    'FunctionExpression:exit': leave,
    ArrowFunctionExpression: enter,
    'ArrowFunctionExpression:exit': leave,
    JSXOpeningElement(node) {
      if (names.component(node.name) === undefined || hasSource(node)) return
      elements.push({ insertAt: (node.typeArguments ?? node.name).end, at: node.start })
    },
    CallExpression(node) {
      const kind = names.hook(node.callee)
      const flag = kind === undefined ? undefined : textOf(node.arguments[0])
      if (kind === undefined || flag === undefined) return
      const component = around.findLast((name) => name !== undefined)
      hooks.push({ kind, flag, ...(component !== undefined && { component }), at: node.start })
    },
  }).visit(program)
  return { elements, hooks }
}

interface FunctionLike {
  readonly id?: { readonly name: string } | null
}

function hasSource({ attributes }: ESTree.JSXOpeningElement): boolean {
  return attributes.some(
    (attribute) => attribute.type === 'JSXAttribute' && attribute.name.name === SOURCE_PROP,
  )
}

/** A key that stands in the code; one that is computed is known to nobody yet. */
function textOf(argument: ESTree.Argument | undefined): string | undefined {
  if (argument?.type === 'Literal')
    return typeof argument.value === 'string' ? argument.value : undefined
  if (argument?.type !== 'TemplateLiteral' || argument.expressions.length > 0) return undefined
  return argument.quasis[0]?.value.cooked ?? undefined
}
