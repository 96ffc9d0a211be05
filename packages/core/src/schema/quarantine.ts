import type { Fault } from '../errors.ts'
import { emptyRecord, isRecord } from '../records.ts'
import type { Raw } from './checks/check.ts'

/** Leaving out one thing may break another that refers to it; so often is looked again. */
const MAX_ROUNDS = 40

const SECTIONS: ReadonlySet<unknown> = new Set([
  'flags',
  'segments',
  'layers',
  'holdouts',
  'attributes',
  'metrics',
  'experiments',
])

/** A document without what is bad in it. */
export interface Quarantine {
  readonly document: Raw
  readonly warnings: readonly Fault[]
  readonly quarantined: readonly Fault[]
  /** Faults that are in no flag, segment, layer, holdout, attribute, metric or experiment of their own. */
  readonly fatal: readonly Fault[]
}

/** Leaves out of a document whatever has a fault, until nothing has. */
export function quarantine(
  document: Raw,
  known: readonly Fault[],
  find: (document: Raw) => { readonly faults: readonly Fault[]; readonly warnings: Fault[] },
): Quarantine {
  const quarantined: Fault[] = []
  let rest = document
  let faults = known
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const fatal = faults.filter(({ at }) => at.length < 2 || !SECTIONS.has(at[0]))
    if (fatal.length > 0) return { document: rest, warnings: [], quarantined, fatal }
    quarantined.push(...faults)
    rest = without(rest, faults)
    const found = find(rest)
    if (found.faults.length === 0) {
      return { document: rest, warnings: found.warnings, quarantined, fatal: [] }
    }
    ;({ faults } = found)
  }
  return { document: rest, warnings: [], quarantined, fatal: faults }
}

function without(document: Raw, faults: readonly Fault[]): Raw {
  if (faults.length === 0) return document
  const rest = emptyRecord<unknown>()
  for (const [name, part] of Object.entries(document)) {
    const bad = new Set(faults.filter(({ at }) => at[0] === name).map(({ at }) => at[1]))
    rest[name] = isRecord(part) && bad.size > 0 ? withoutNames(part, bad) : part
  }
  return rest
}

function withoutNames(part: Raw, names: ReadonlySet<unknown>): Raw {
  const rest = emptyRecord<unknown>()
  for (const [name, value] of Object.entries(part)) if (!names.has(name)) rest[name] = value
  return rest
}
