import { Visitor, type ESTree } from 'vite'

/**
 * Names that a module declares besides its imports. Whoever imports a name and
 * declares it again, as a parameter or in a function, means two things by it.
 */
export function declaredNames(program: ESTree.Program): ReadonlySet<string> {
  const names = new Set<string>()
  const add = (pattern: Pattern | null | undefined): void => {
    if (pattern) for (const name of namesIn(pattern)) names.add(name)
  }
  const addFunction = (node: {
    readonly id?: Pattern | null
    readonly params: readonly Pattern[]
  }): void => {
    add(node.id)
    for (const parameter of node.params) add(parameter)
  }
  new Visitor({
    VariableDeclarator: (node) => add(node.id as Pattern),
    FunctionDeclaration: (node) => addFunction(node as never),
    FunctionExpression: (node) => addFunction(node as never),
    ArrowFunctionExpression: (node) => addFunction(node as never),
    ClassDeclaration: (node) => add(node.id),
    ClassExpression: (node) => add(node.id),
    CatchClause: (node) => add(node.param as Pattern | null),
  }).visit(program)
  return names
}

/** A place that binds names, as far as it is looked at. */
interface Pattern {
  readonly type: string
  readonly name?: string
  readonly left?: Pattern
  readonly argument?: Pattern
  readonly value?: Pattern
  readonly parameter?: Pattern
  readonly elements?: readonly (Pattern | null)[]
  readonly properties?: readonly Pattern[]
}

function namesIn(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return pattern.name === undefined ? [] : [pattern.name]
    case 'ObjectPattern':
      return (pattern.properties ?? []).flatMap(namesIn)
    case 'ArrayPattern':
      return (pattern.elements ?? []).flatMap((element) => (element ? namesIn(element) : []))
    default: {
      // A default value, the rest, a property of a pattern, or a parameter that is a property too.
      const inner = pattern.left ?? pattern.argument ?? pattern.value ?? pattern.parameter
      return inner ? namesIn(inner) : []
    }
  }
}
