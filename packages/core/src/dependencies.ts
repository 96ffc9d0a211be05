/** A directed graph, walked. */
export interface Dependencies {
  /** Every name after all that it depends on; those on a circle somewhere among them. */
  readonly order: readonly string[]
  /**
   * The names that depend on themselves, by whatever way, or on such a name; each with
   * the circle it leads to, first name repeated at the end.
   */
  readonly cycles: ReadonlyMap<string, readonly string[]>
}

/**
 * Orders names by what they depend on, and finds circles.
 *
 * Takes a way that is longer than the engine's stack is deep.
 *
 * @param names - where to start
 * @param dependenciesOf - names that a name depends on; those not in `names` are left out
 */
export function walkDependencies(
  names: readonly string[],
  dependenciesOf: (name: string) => readonly string[],
): Dependencies {
  const walk: Walk = { known: new Set(names), order: [], cycles: new Map(), done: new Set() }
  for (const name of names) if (!walk.done.has(name)) walkFrom(name, dependenciesOf, walk)
  return walk
}

interface Walk {
  readonly known: ReadonlySet<string>
  readonly order: string[]
  readonly cycles: Map<string, readonly string[]>
  readonly done: Set<string>
}

function walkFrom(
  start: string,
  dependenciesOf: (name: string) => readonly string[],
  { known, order, cycles, done }: Walk,
): void {
  const stepTo = (name: string) => ({ name, dependencies: dependenciesOf(name), tried: 0 })
  const way = [stepTo(start)]
  const onWay = new Set([start])
  for (let here = way.at(-1); here !== undefined; here = way.at(-1)) {
    const next = here.dependencies[here.tried++]
    if (next === undefined) {
      way.pop()
      onWay.delete(here.name)
      done.add(here.name)
      order.push(here.name)
    } else if (known.has(next)) {
      const cycle = onWay.has(next) ? circle(way, next) : cycles.get(next)
      if (cycle !== undefined) {
        for (const { name } of way) if (!cycles.has(name)) cycles.set(name, cycle)
      } else if (!done.has(next)) {
        way.push(stepTo(next))
        onWay.add(next)
      }
    }
  }
}

function circle(way: readonly { readonly name: string }[], name: string): readonly string[] {
  const names = way.map((step) => step.name)
  return [...names.slice(names.indexOf(name)), name]
}
