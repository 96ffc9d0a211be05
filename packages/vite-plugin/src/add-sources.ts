import MagicString, { type SourceMap } from 'magic-string'
import { parseSync } from 'vite'
import { findPlaces } from './find-places.ts'
import { registration, SOURCE_PROP, type SourceEntry } from './sources.ts'

/** A module with its places in it. */
export interface Sourced {
  readonly code: string
  readonly map: SourceMap
}

/** What adding sources needs to know of a module. */
export interface ModuleFacts {
  /** As places name it, such as `src/Cart.tsx`. */
  readonly file: string
  /** The whole path, for the source map. */
  readonly path: string
  /** Whether hooks register; not where modules run for a server. */
  readonly registers: boolean
  /** Whether the module registered something before, so that it has to be taken back. */
  readonly hadHooks: boolean
}

/**
 * Adds to a module where its gates stand: a prop to each element, and at its end
 * a list of its hooks.
 *
 * @returns `undefined` for a module that has none, or cannot be parsed: whoever compiles it says why
 */
export function addSources(code: string, facts: ModuleFacts): Sourced | undefined {
  const { file, path, registers, hadHooks } = facts
  const { program, errors } = parseSync(path, code)
  if (errors.length > 0) return undefined
  const { elements, hooks } = findPlaces(program) ?? { elements: [], hooks: [] }
  const lists = registers && (hooks.length > 0 || hadHooks)
  if (elements.length === 0 && !lists) return undefined

  const lineOf = lineFinder(code)
  const placeOf = (offset: number): string => `${file}:${lineOf(offset)}`
  const text = new MagicString(code)
  for (const { insertAt, at } of elements) {
    // In braces, because a string of JSX reads `&` as the start of an entity.
    text.appendLeft(insertAt, ` ${SOURCE_PROP}={${JSON.stringify(placeOf(at))}}`)
  }
  if (lists) {
    const entries = hooks.map(({ at, ...hook }): SourceEntry => ({ ...hook, at: placeOf(at) }))
    text.append(registration(file, entries))
  }
  const map = text.generateMap({ source: path, includeContent: true, hires: 'boundary' })
  return { code: text.toString(), map }
}

/** Tells the line of an offset, from 1. */
function lineFinder(code: string): (offset: number) => number {
  const starts = [0]
  for (let at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    const next = starts.findIndex((start) => start > offset)
    return next < 0 ? starts.length : next
  }
}
