import { walkDependencies } from '../../dependencies.ts'
import { isRecord } from '../../records.ts'
import type { Check } from './check.ts'
import { fault, recordsOf, section } from './check.ts'

/** Segments in segments, and flags that require flags, go at most so deep. */
export const MAX_CHAIN = 32

/** Evaluating every flag tries at most so many conditions, segments counted wherever they are used. */
export const MAX_CONDITIONS = 1_000_000

/** What one name takes to decide. */
interface Cost {
  readonly depth: number
  readonly conditions: number
}

const NOTHING: Cost = { depth: 0, conditions: 0 }

/**
 * Checks that segments and prerequisites do not go round in circles, and that
 * nothing small in the document is huge to evaluate.
 */
export function checkDependencies(check: Check): void {
  const segments = section(check, 'segments')
  const segmentCosts = costs(check, 'segments', Object.keys(segments), (name) => ({
    dependencies: segmentsOf(segments[name]),
    own: conditionsOf(segments[name]),
  }))
  const flags = new Map(check.activeFlags)
  const flagCosts = costs(check, 'flags', [...flags.keys()], (key) => {
    const flag = flags.get(key) ?? {}
    const rules = recordsOf(flag['rules'], []).map(([rule]) => rule['when'])
    const used = rules.flatMap(segmentsOf)
    const inSegments = used.reduce(
      (sum, name) => sum + (segmentCosts.get(name)?.conditions ?? 0),
      0,
    )
    return {
      dependencies: requiredBy(flag['prerequisites']),
      own: inSegments + rules.reduce<number>((sum, when) => sum + conditionsOf(when), 0),
    }
  })
  let total = 0
  for (const { conditions } of flagCosts.values()) total += conditions
  if (total > MAX_CONDITIONS) {
    fault(
      check,
      ['flags'],
      `Evaluating all flags tries ${total} conditions, at most ${MAX_CONDITIONS} are allowed; use fewer segments within segments and fewer prerequisites.`,
    )
  }
}

/** Sums up what every name takes, and reports circles and chains that are too long. */
function costs(
  check: Check,
  kind: 'segments' | 'flags',
  names: readonly string[],
  definition: (name: string) => { readonly dependencies: readonly string[]; readonly own: number },
): ReadonlyMap<string, Cost> {
  const definitions = new Map(names.map((name) => [name, definition(name)]))
  const { order, cycles } = walkDependencies(
    names,
    (name) => definitions.get(name)?.dependencies ?? [],
  )
  const found = new Map<string, Cost>()
  const reported = new Set<readonly string[]>()
  for (const name of order) {
    const cycle = cycles.get(name)
    if (cycle !== undefined) {
      if (cycle.includes(name) && (check.reading || !reported.has(cycle))) {
        reported.add(cycle)
        reportCycle(check, kind, check.reading ? name : (cycle[0] ?? name), cycle)
      }
      continue
    }
    const { dependencies, own } = definitions.get(name) ?? { dependencies: [], own: 0 }
    let { depth, conditions } = { depth: 0, conditions: own }
    for (const dependency of dependencies) {
      const cost = found.get(dependency) ?? NOTHING
      depth = Math.max(depth, cost.depth)
      conditions += cost.conditions
    }
    // Reported once, at the link that is too much; those above it start to count anew.
    if (depth >= MAX_CHAIN) reportChain(check, kind, name)
    found.set(name, { depth: depth >= MAX_CHAIN ? 0 : depth + 1, conditions })
  }
  return found
}

function reportCycle(
  check: Check,
  kind: 'segments' | 'flags',
  name: string,
  cycle: readonly string[],
): void {
  const at = kind === 'flags' ? ['flags', name, 'prerequisites'] : ['segments', name]
  const what = kind === 'flags' ? 'Prerequisites' : 'Segments'
  fault(check, at, `${what} go round in a circle: ${cycle.join(' → ')}. Take one link out.`)
}

function reportChain(check: Check, kind: 'segments' | 'flags', name: string): void {
  const at = kind === 'flags' ? ['flags', name, 'prerequisites'] : ['segments', name]
  const what = kind === 'flags' ? 'Prerequisites' : 'Segments'
  fault(check, at, `${what} in a row go at most ${MAX_CHAIN} deep; this is one too many.`)
}

function requiredBy(prerequisites: unknown): string[] {
  return recordsOf(prerequisites, []).flatMap(([{ flag }]) =>
    typeof flag === 'string' ? [flag] : [],
  )
}

function segmentsOf(condition: unknown): string[] {
  const found: string[] = []
  visit(condition, ({ segment }) => {
    if (typeof segment === 'string') found.push(segment)
  })
  return found
}

function conditionsOf(condition: unknown): number {
  let count = 0
  visit(condition, () => count++)
  return count
}

function visit(
  condition: unknown,
  see: (condition: Readonly<Record<string, unknown>>) => void,
): void {
  if (!isRecord(condition)) return
  see(condition)
  for (const parts of [condition['all'], condition['any'], [condition['not']]]) {
    if (Array.isArray(parts)) for (const part of parts) visit(part, see)
  }
}
