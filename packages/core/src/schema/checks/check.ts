import type { Fault } from '../../errors.ts'
import { faultAt } from '../../fault-path.ts'
import type { RegexEngine } from '../../operators/operator.ts'
import { isRecord } from '../../records.ts'

/** A place in a document: property names and array indexes from the root. */
export type Path = readonly (string | number)[]

/** An object of a document whose shape may be wrong in other ways. */
export type Raw = Readonly<Record<string, unknown>>

/** What the checks of a document share. They look at what has the right shape, and skip the rest. */
export interface Check {
  readonly document: Raw
  /** The flags that are not archived: what an archived one refers to may be gone. */
  readonly activeFlags: readonly (readonly [key: string, flag: Raw])[]
  /** Keys of all flags that the document had, also those that were left out of it since. */
  readonly flagKeys: ReadonlySet<string>
  readonly regex: RegexEngine | undefined
  /** Whether faults decide what is left out, so that everything that is bad needs one of its own. */
  readonly reading: boolean
  readonly faults: Fault[]
  readonly warnings: Fault[]
}

/** Prepares the checks of a document. */
export function startCheck(
  document: Raw,
  { flagKeys, regex, reading }: Pick<Check, 'flagKeys' | 'regex' | 'reading'>,
): Check {
  const activeFlags: (readonly [string, Raw])[] = []
  for (const [key, flag] of Object.entries(recordOf(document['flags']))) {
    if (isRecord(flag) && flag['archived'] !== true) activeFlags.push([key, flag])
  }
  return { document, activeFlags, flagKeys, regex, reading, faults: [], warnings: [] }
}

/** Reports what is wrong. */
export function fault(check: Check, at: Path, message: string): void {
  check.faults.push(faultAt(at, message))
}

/** Reports what is allowed and probably not meant. */
export function warn(check: Check, at: Path, message: string): void {
  check.warnings.push(faultAt(at, message))
}

/** Names and definitions of one part of the document. */
export function section(
  check: Check,
  name: 'attributes' | 'segments' | 'layers' | 'holdouts' | 'metrics' | 'experiments' | 'flags',
): Raw {
  return recordOf(check.document[name])
}

/** The value when it is an object, else an empty one. */
export function recordOf(value: unknown): Raw {
  return isRecord(value) ? value : {}
}

/** The objects of a list, with their places. */
export function recordsOf(value: unknown, at: Path): readonly (readonly [item: Raw, at: Path])[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((item: unknown, index) =>
    isRecord(item) ? [[item, [...at, index]] as const] : [],
  )
}
