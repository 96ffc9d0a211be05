import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** What a file is loaded with, directly or by what it loads. */
export interface Loaded {
  /** Paths that the file itself names. */
  readonly direct: ReadonlySet<string>
  readonly all: ReadonlySet<string>
}

const RELATIVE = /(?:from|import)\s*\(?\s*'(\.[^']+)'/g

/**
 * Tells what files load: a test cannot notice a change of what it does not load.
 *
 * @param paths - absolute; what they load lies on the same disk, named with its extension
 */
export function loadedBy(paths: readonly string[]): ReadonlyMap<string, Loaded> {
  const known = new Map<string, ReadonlySet<string>>()
  const directly = (path: string): ReadonlySet<string> => {
    const found = known.get(path) ?? new Set(namedIn(path))
    known.set(path, found)
    return found
  }
  return new Map(
    paths.map((path) => {
      const all = new Set<string>()
      const queue = [path]
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        for (const one of directly(next)) {
          if (all.has(one)) continue
          all.add(one)
          queue.push(one)
        }
      }
      return [path, { direct: directly(path), all }]
    }),
  )
}

function namedIn(path: string): string[] {
  if (!existsSync(path)) return []
  return [...readFileSync(path, 'utf8').matchAll(RELATIVE)].map(([, name = '']) =>
    resolve(dirname(path), name),
  )
}
