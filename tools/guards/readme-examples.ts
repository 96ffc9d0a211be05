import { posix } from 'node:path'

/** A fenced block that a README marks with `<!-- example: path -->`. */
export interface Example {
  /** The test or example file that holds the same code, from the repository's root. */
  readonly source: string
  readonly code: string
}

/** Finds the marked examples of a README, in order. */
export function markedExamples(markdown: string): Example[] {
  const marked = /^<!-- example: (\S+) -->\s*^```\w+\n(.*?)^```$/gms
  return [...markdown.matchAll(marked)].map(([, source = '', code = '']) => ({ source, code }))
}

/** How often the marker occurs, so that a marker without a block does not go unseen. */
export function countMarkers(markdown: string): number {
  return [...markdown.matchAll(/^<!-- example:/gm)].length
}

/**
 * Tells which paragraph of an example its source does not hold.
 *
 * Paragraphs, parted by blank lines, have to occur in their order; what stands between them in the
 * source is its own business. Indentation, line breaks and trailing commas do not count, as the
 * formatter sets them by the depth of the code.
 *
 * @param entries - the package name by path of the entry's source, as a test imports
 *   `./index.ts` where a reader writes the name
 * @returns the first paragraph that is missing, or `undefined` when the source holds them all
 */
export function missingParagraph(
  { source, code }: Example,
  sourceText: string,
  entries: ReadonlyMap<string, string>,
): string | undefined {
  const held = squeeze(nameImports(sourceText, source, entries))
  let from = 0
  for (const paragraph of code.split(/\n\s*\n/)) {
    const wanted = squeeze(paragraph)
    const at = held.indexOf(wanted, from)
    if (at === -1) return paragraph
    from = at + wanted.length
  }
  return undefined
}

/** Comes from a relative path to an entry's source to the name of the package. */
function nameImports(text: string, path: string, entries: ReadonlyMap<string, string>): string {
  return text.replaceAll(/(from ')(\.[^']+)(')/g, (all, before: string, to: string, after) => {
    const name = entries.get(posix.join(posix.dirname(path), to))
    return name === undefined ? all : `${before}${name}${after}`
  })
}

function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, '').replaceAll(/,(?=[)\]}])/g, '')
}
