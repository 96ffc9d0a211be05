import type { ESTree } from 'vite'

/** Where components and hooks of Sluice come from. */
export const PACKAGE = '@sluice/react'

const COMPONENTS: ReadonlySet<string> = new Set(['Gate', 'Variant', 'Override'])

const HOOKS: ReadonlySet<string> = new Set([
  'useGate',
  'useVariant',
  'useVariantDetails',
  'useSuspenseGate',
  'useSuspenseVariant',
])

/** What a module calls the components and hooks of Sluice. */
export interface SluiceNames {
  /** Which component a name of JSX stands for. */
  component(name: ESTree.JSXElementName): string | undefined
  /** Which hook is called. */
  hook(callee: ESTree.Expression): string | undefined
}

/**
 * Reads the imports of a module, renamed ones and namespaces included.
 *
 * @param shadowed - names that the module also declares further in, where they mean something else
 * @returns `undefined` when it imports none
 */
export function sluiceNames(
  { body }: ESTree.Program,
  shadowed: ReadonlySet<string>,
): SluiceNames | undefined {
  const named = new Map<string, string>()
  const namespaces = new Set<string>()
  for (const statement of body) {
    if (statement.type !== 'ImportDeclaration' || statement.source.value !== PACKAGE) continue
    if (statement.importKind === 'type') continue
    for (const specifier of statement.specifiers) {
      const { name } = specifier.local
      if (shadowed.has(name)) continue
      if (specifier.type === 'ImportNamespaceSpecifier') namespaces.add(name)
      else if (specifier.type === 'ImportSpecifier' && specifier.importKind !== 'type')
        named.set(name, nameOf(specifier.imported))
    }
  }
  if (named.size === 0 && namespaces.size === 0) return undefined
  const meant = (
    object: string | undefined,
    name: string,
    known: ReadonlySet<string>,
  ): string | undefined => {
    const imported = object === undefined ? named.get(name) : namespaces.has(object) ? name : ''
    return imported !== undefined && known.has(imported) ? imported : undefined
  }
  return {
    component(name) {
      if (name.type === 'JSXIdentifier') return meant(undefined, name.name, COMPONENTS)
      if (name.type !== 'JSXMemberExpression' || name.object.type !== 'JSXIdentifier')
        return undefined
      return meant(name.object.name, name.property.name, COMPONENTS)
    },
    hook(callee) {
      if (callee.type === 'Identifier') return meant(undefined, callee.name, HOOKS)
      if (callee.type !== 'MemberExpression' || callee.computed) return undefined
      const { object, property } = callee
      if (object.type !== 'Identifier' || property.type !== 'Identifier') return undefined
      return meant(object.name, property.name, HOOKS)
    },
  }
}

function nameOf(imported: ESTree.ModuleExportName): string {
  return imported.type === 'Literal' ? imported.value : imported.name
}
