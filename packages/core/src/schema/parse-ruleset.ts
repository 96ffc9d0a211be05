import type { Fault } from '../errors.ts'
import { SluiceError } from '../errors.ts'
import { deepFreeze } from '../freeze.ts'
import type { RegexEngine } from '../operators/operator.ts'
import { isRecord } from '../records.ts'
import type { Ruleset } from '../ruleset.ts'
import type { Raw } from './checks/check.ts'
import { startCheck } from './checks/check.ts'
import { checkDocument } from './checks/document.ts'
import { describe } from './describe.ts'
import type { ValidDocument } from './normalise.ts'
import { normalise } from './normalise.ts'
import { quarantine } from './quarantine.ts'
import { readJson } from './read-json.ts'
import { publishedRulesetSchema, rulesetSchema } from './ruleset-schema.ts'
import { MAX_FAULTS, shapeFaults } from './shape-faults.ts'

/** How to read a document. */
export interface ParseOptions {
  /**
   * `write` (the default) is for what people wrote: everything unknown is refused,
   * and so is what only a service sets. `read` is for what a service numbered and
   * stored: unknown operators are kept, unknown names are ignored when the
   * document's `schemaVersion` is newer, and one bad flag is left out.
   */
  readonly mode?: 'write' | 'read'
  /** Checks the patterns of `matches`; without it they are taken as they are. */
  readonly regex?: RegexEngine
}

/** A document that was parsed. */
export interface ParsedRuleset {
  /** Frozen, with every default filled in. */
  readonly ruleset: Ruleset
  /** What is allowed and probably not meant. */
  readonly warnings: readonly Fault[]
  /** Faults in what was left out, in `read` mode; else empty. */
  readonly quarantined: readonly Fault[]
}

/**
 * Parses a ruleset document; the input is not changed.
 *
 * @param input - parsed JSON or YAML
 * @throws SluiceError `INVALID_RULESET` with all `faults` (at most 1,000),
 *   `RULESET_TOO_LARGE` above 4 MiB of compact JSON
 */
export function parseRuleset(input: unknown, options: ParseOptions = {}): ParsedRuleset {
  const { value, faults: unreadable } = readSafely(input)
  if (!isRecord(value)) {
    const message = notADocument(value)
    throw invalid(
      unreadable.length > 0 && input !== undefined ? unreadable : [{ path: '$', at: [], message }],
    )
  }
  const flagKeys = new Set(isRecord(value['flags']) ? Object.keys(value['flags']) : [])
  const find = (document: Raw) => findFaults(document, flagKeys, options)
  if (options.mode !== 'read') {
    const { faults, warnings } = find(value)
    const all = joinFaults(unreadable, faults)
    if (all.length > 0) throw invalid(all)
    return finish(value, warnings, [])
  }
  const { document, warnings, quarantined, fatal } = quarantine(value, unreadable, find)
  if (fatal.length > 0) throw invalid(fatal)
  return finish(document, warnings, quarantined)
}

function notADocument(value: unknown): string {
  if (value === null || value === undefined) {
    return 'The document is empty; begin with "schemaVersion: 1" and "flags:".'
  }
  const hint = typeof value === 'string' ? '; parse the JSON or YAML first' : ''
  return `Expected an object, received ${describe(value)}${hint}.`
}

function findFaults(
  document: Raw,
  flagKeys: ReadonlySet<string>,
  { mode, regex }: ParseOptions,
): { readonly faults: Fault[]; readonly warnings: Fault[] } {
  const reading = mode === 'read'
  const { schemaVersion } = document
  const newer = reading && typeof schemaVersion === 'number' && schemaVersion > 1
  const schema = reading ? publishedRulesetSchema : rulesetSchema
  const lenient = { unknownKeys: newer, unknownOperators: reading }
  const faults = shapeFaults(schema, document, lenient)
  if (faults.length >= MAX_FAULTS) return { faults, warnings: [] }
  const check = startCheck(document, { flagKeys, regex, reading })
  checkDocument(check)
  return { faults: joinFaults(faults, check.faults), warnings: check.warnings }
}

/** Joins two lists; where the first has a fault already, the second has nothing to add. */
function joinFaults(first: readonly Fault[], second: readonly Fault[]): Fault[] {
  const taken = new Set(first.map(({ path }) => path))
  return [...first, ...second.filter(({ path }) => !taken.has(path))]
}

function finish(
  document: Raw,
  warnings: readonly Fault[],
  quarantined: readonly Fault[],
): ParsedRuleset {
  const ruleset = normalise(document as unknown as ValidDocument)
  deepFreeze(ruleset)
  return { ruleset, warnings, quarantined }
}

function readSafely(input: unknown): ReturnType<typeof readJson> {
  try {
    return readJson(input)
  } catch (cause) {
    if (cause instanceof SluiceError) throw cause
    // A getter or a proxy that throws: no JSON has one.
    throw new SluiceError('INVALID_RULESET', 'The ruleset cannot be read as JSON.', {
      status: 422,
      cause,
    })
  }
}

function invalid(faults: readonly Fault[]): SluiceError {
  const [first] = faults
  const { length } = faults
  const count =
    length === 1 ? 'a fault' : `${length < MAX_FAULTS ? length : `${MAX_FAULTS} or more`} faults`
  return new SluiceError(
    'INVALID_RULESET',
    `The ruleset has ${count}. ${first?.path}: ${first?.message}`,
    { status: 422, faults: faults.slice(0, MAX_FAULTS) },
  )
}
