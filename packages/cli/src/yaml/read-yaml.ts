import type { Document, ParsedNode } from 'yaml'
import { Composer, Lexer, LineCounter, Parser } from 'yaml'
import { checkNodes } from './check-nodes.ts'
import { openQuoteAt } from './open-quote.ts'
import type { Place } from './place.ts'
import { placeAt } from './place.ts'

/** The largest file that is read, as the service's limit for a ruleset. */
export const MAX_FILE_BYTES: number = 4 * 1024 * 1024

/** Open collections of YAML's own parser; two or three stand for one level of a document. */
const MAX_OPEN = 300
const MAX_FAULTS = 100
/** How often anchored nodes may be repeated; past it a small file becomes a huge document. */
const MAX_ALIASES = 100

/** One thing wrong with a file, and where. */
export interface FileFault extends Place {
  readonly message: string
  /** JSON path, for faults of the document rather than of its YAML. */
  readonly path?: string
}

/** A YAML or JSON file: its text, and its value where it could be read. */
export interface SourceFile {
  /** The name to show to people. */
  readonly name: string
  readonly text: string
  readonly lines: LineCounter
  /** Absent when there are faults. */
  readonly document?: Document.Parsed<ParsedNode>
  /** The plain value; `undefined` when there are faults, `null` for an empty file. */
  readonly value: unknown
  readonly faults: readonly FileFault[]
}

/**
 * Reads YAML (of which JSON is a part) without trusting it: size, depth,
 * aliases and the number of faults are bounded, keys are unique and nothing is
 * thrown. Every fault has its line and column.
 */
export function readYaml(name: string, text: string): SourceFile {
  const lines = new LineCounter()
  lines.addNewLine(0)
  const refused = (message: string, offset = 0): SourceFile => {
    const fault = { ...placeAt(lines, text, offset, offset + 1), message }
    return { name, text, lines, value: undefined, faults: [fault] }
  }
  if (Buffer.byteLength(text) > MAX_FILE_BYTES) {
    return refused(
      `The file is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB, the most a ruleset may have.`,
    )
  }

  const documents: Document.Parsed<ParsedNode>[] = []
  const parser = new Parser(lines.addNewLine)
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false })
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      for (const document of composer.next(token)) documents.push(document)
    }
    // Composing is recursive, so depth has to be refused before it starts.
    if (parser.stack.length > MAX_OPEN) {
      return refused('The document is nested too deeply.', parser.offset)
    }
  }
  for (const token of parser.end()) {
    for (const document of composer.next(token)) documents.push(document)
  }
  for (const document of composer.end(true, text.length)) documents.push(document)

  const document = documents[0]
  if (document === undefined) return { name, text, lines, value: null, faults: [] }
  const faults: FileFault[] = []
  const report = (message: string, start: number, end: number): void => {
    if (faults.length < MAX_FAULTS) faults.push({ ...placeAt(lines, text, start, end), message })
  }
  const unclosed = document.errors.find(({ message }) => /^Missing closing ["']quote/.test(message))
  if (unclosed !== undefined) {
    // All that follows was read as a part of the text, so nothing else is worth telling.
    return refused('This quote is not closed.', openQuoteAt(document, unclosed.pos[0]))
  }
  for (const error of [...document.errors, ...document.warnings])
    report(sentence(error.message), ...error.pos)
  const second = documents[1]
  if (second !== undefined) {
    const start = second.range[0]
    report(
      'The file holds several YAML documents. Keep one: remove what follows this line.',
      start,
      start + 3,
    )
  }
  if (faults.length === 0) checkNodes(document, report)
  if (faults.length > 0) return { name, text, lines, value: undefined, faults }
  try {
    return {
      name,
      text,
      lines,
      document,
      value: document.toJS({ maxAliasCount: MAX_ALIASES }),
      faults,
    }
  } catch {
    // What remains after the checks is the limit of aliases, whose own words name no remedy.
    return refused('The aliases in this file expand to far too much. Write the values out.')
  }
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`
}
