/** Where a hook reads a flag. A list of these is at `globalThis[Symbol.for('sluice.sources')]`. */
export interface SourceEntry {
  /** The hook, such as `useGate`. */
  readonly kind: string
  readonly flag: string
  /** The function that calls it: a component, or a hook of the application. Absent when it has no name. */
  readonly component?: string
  /** File and line, such as `src/Cart.tsx:12`. */
  readonly at: string
}

/** The prop in which elements carry their place: `__sluiceSource="src/Cart.tsx:12"`. */
export const SOURCE_PROP = '__sluiceSource'

/**
 * Writes what a module runs each time that it is evaluated: what it registered
 * before goes, since hot replacement runs a module again.
 *
 * @param file - as the entries name it
 */
export function registration(file: string, entries: readonly SourceEntry[]): string {
  const name = JSON.stringify(`${file}:`)
  // A block at the end of the module: it adds no name, and moves no line.
  return `
;{
  const sources = (globalThis[Symbol.for('sluice.sources')] ??= []);
  for (let i = sources.length; i-- > 0; )
    if (sources[i].at.startsWith(${name})) sources.splice(i, 1);
  sources.push(${entries.map((entry) => JSON.stringify(entry)).join(', ')});
}
`
}
