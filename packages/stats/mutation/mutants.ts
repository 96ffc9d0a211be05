import { parse } from '@babel/parser'

/** One small change of a source text. */
export interface Mutant {
  readonly file: string
  /** Line of the change, from 1 on. */
  readonly line: number
  readonly start: number
  readonly end: number
  readonly was: string
  readonly is: string
}

/** What an operator becomes; each one changes what a formula says. */
const OPERATORS: Readonly<Record<string, string>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '**': '*',
  '<': '>=',
  '>': '<=',
  '<=': '>',
  '>=': '<',
  '===': '!==',
  '!==': '===',
  '&&': '||',
  '||': '&&',
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly loc: { readonly start: { readonly line: number } }
  readonly operator?: string
  readonly value?: unknown
  readonly name?: string
  readonly left?: Node
  readonly right?: Node
  readonly argument?: Node
}

/** Every mutant of a file: operators, numbers, signs, and larger for smaller. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const found: Mutant[] = []
  const add = (node: Node, start: number, end: number, is: string): void => {
    found.push({ file, line: node.loc.start.line, start, end, was: text.slice(start, end), is })
  }
  visit(parse(text, { sourceType: 'module', plugins: ['typescript'] }).program, (node) => {
    const { left, right, operator } = node
    if (left !== undefined && right !== undefined && operator !== undefined) {
      const is = OPERATORS[operator.replace(/(?<=.)=$/, '')] ?? OPERATORS[operator]
      if (is === undefined) return
      const at = text.indexOf(operator, left.end)
      const isAssignment = node.type === 'AssignmentExpression'
      add(node, at, at + operator.length, isAssignment ? `${is}=` : is)
    } else if (node.type === 'NumericLiteral') {
      const value = node.value as number
      add(
        node,
        node.start,
        node.end,
        value === 0 ? '1' : String(value * 1.5 + (Number.isInteger(value) ? 1 : 0)),
      )
    } else if (node.type === 'UnaryExpression' && operator === '-' && node.argument !== undefined) {
      add(node, node.start, node.argument.start, '')
    } else if (node.type === 'Identifier' && (node.name === 'max' || node.name === 'min')) {
      add(node, node.start, node.end, node.name === 'max' ? 'min' : 'max')
    }
  })
  return found
}

/** The text with the change made. */
export function mutate(text: string, { start, end, is }: Mutant): string {
  return text.slice(0, start) + is + text.slice(end)
}

function visit(node: unknown, see: (node: Node) => void): void {
  if (Array.isArray(node)) {
    for (const child of node) visit(child, see)
    return
  }
  if (typeof node !== 'object' || node === null) return
  const { type } = node as { readonly type?: unknown }
  // Types, imports and messages are no formulas.
  if (typeof type === 'string') {
    if (type.startsWith('TS') && !/^TS(As|NonNull)/.test(type)) return
    if (type === 'ImportDeclaration' || type === 'TemplateLiteral') return
    see(node as Node)
  }
  for (const [key, child] of Object.entries(node)) {
    if (key === 'loc' || key.endsWith('omments') || key === 'typeAnnotation') continue
    visit(child, see)
  }
}
