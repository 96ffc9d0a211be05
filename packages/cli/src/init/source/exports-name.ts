import { parseModule } from './parse-module.ts'

/** Whether a module exports something by this name. */
export function exportsName(text: string, file: string, name: string): boolean {
  const module = parseModule(text, file)
  if (module === undefined) return false
  return module.program.body.some((statement) => {
    if (statement.type !== 'ExportNamedDeclaration') return false
    const { declaration, specifiers } = statement
    if (declaration?.type === 'FunctionDeclaration' || declaration?.type === 'ClassDeclaration')
      return declaration.id?.name === name
    if (declaration?.type === 'VariableDeclaration')
      return declaration.declarations.some(({ id }) => id.type === 'Identifier' && id.name === name)
    return specifiers.some(
      ({ exported }) => exported.type === 'Identifier' && exported.name === name,
    )
  })
}
