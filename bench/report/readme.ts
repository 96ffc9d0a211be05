import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const README = new URL('../README.md', import.meta.url)

/**
 * Writes the tables of one axis between its markers in the report, and leaves
 * everything else as it is.
 *
 * @throws Error when the report has no markers of that name
 */
export function rewriteReport(name: string, markdown: string): void {
  const text = readFileSync(README, 'utf8')
  const [begin, end] = [`<!-- begin: ${name} -->`, `<!-- end: ${name} -->`]
  const [before, rest] = split(text, begin)
  const [, after] = split(rest, end)
  writeFileSync(README, `${before}${begin}\n\n${markdown}\n\n${end}${after}`)
}

/** Lays the report and the results out as the repository's formatter would. */
export function formatReport(): void {
  const paths = [README, new URL('../results', import.meta.url)].map((url) => fileURLToPath(url))
  execFileSync('oxfmt', paths, { stdio: ['ignore', 'ignore', 'inherit'] })
}

function split(text: string, marker: string): [before: string, after: string] {
  const place = text.indexOf(marker)
  if (place < 0) {
    throw new Error(`bench/README.md has no ${marker}. Add it where the tables belong.`)
  }
  return [text.slice(0, place), text.slice(place + marker.length)]
}
