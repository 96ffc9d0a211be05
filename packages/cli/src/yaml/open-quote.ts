import type { Document, ParsedNode } from 'yaml'
import { visit } from 'yaml'

/** Where the quoted text begins that nothing closes, given where the search for its end gave up. */
export function openQuoteAt(document: Document.Parsed<ParsedNode>, gaveUpAt: number): number {
  let start = -1
  visit(document, {
    Scalar: (_, { type, range }) => {
      const quoted = type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE'
      if (quoted && range && range[0] <= gaveUpAt) start = Math.max(start, range[0])
    },
  })
  return start === -1 ? gaveUpAt : start
}
