import type { File } from '@babel/types'
import { rangeOf } from './walk.ts'

/** How a file is written, so that what is added looks as if its author had added it. */
export interface Style {
  readonly newline: '\n' | '\r\n'
  /** One step of indentation. */
  readonly indent: string
  readonly quote: "'" | '"'
  /** What ends a statement: `;` or nothing. */
  readonly end: '' | ';'
  /** Whether imports of own modules name the ending of their file. */
  readonly endings: boolean
}

/** What new files look like in an app whose own style is not known. */
export const PLAIN: Style = { newline: '\n', indent: '  ', quote: "'", end: '', endings: false }

/** Tells the style of a file from its imports and its first indented line. */
export function styleOf(text: string, { program }: File): Style {
  const imports = program.body.filter((statement) => statement.type === 'ImportDeclaration')
  const first = imports[0]
  const source = first === undefined ? '' : text.slice(...rangeOf(first.source))
  const whole = first === undefined ? '' : text.slice(...rangeOf(first))
  return {
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    indent: indentOf(text),
    quote: source.startsWith('"') ? '"' : "'",
    end: whole.endsWith(';') ? ';' : '',
    endings: imports.some(({ source: { value } }) => /^\..*\.[jt]sx?$/.test(value)),
  }
}

/** The first step of indentation in a text; two spaces where there is none. */
export function indentOf(text: string): string {
  return /^(\t| {2,8})(?=\S)/m.exec(text)?.[1] ?? PLAIN.indent
}

/** The white space that the line of a place begins with. */
export function indentAt(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1)
  return /^[\t ]*/.exec(line)?.[0] ?? ''
}
