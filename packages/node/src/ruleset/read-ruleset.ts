import { BPS, faultAt, SluiceError, type Fault, type Ruleset } from '@sluice/core'
import { isCondition } from './check-condition.ts'
import { misfitOf } from './check-flag.ts'
import { isRecord, isShallow, isWhole } from './shape.ts'

/** Far deeper than the service lets anybody nest. */
const MAX_LEVELS = 128

type Part = Readonly<Record<string, unknown>>

/** A published ruleset that can be evaluated. */
export interface ReadRuleset {
  readonly ruleset: Ruleset
  /** What was left out because this release cannot evaluate it; everything else is used. */
  readonly quarantined: readonly Fault[]
}

/**
 * Reads a ruleset as a service publishes it: numbered, and with every default
 * filled in.
 *
 * A writer is told of every fault that people make, and `@sluice/core/schema`
 * does that with a schema library. A reader meets what such a writer let
 * through. All that can go wrong here is damage on the way, or a service that is
 * newer than this release; so it is enough to check what evaluation relies on,
 * and that costs a page at the edge neither the library nor its start.
 *
 * @param input - as `JSON.parse` gives it
 * @throws SluiceError `INVALID_RULESET` when it is no published ruleset at all
 */
export function readRuleset(input: unknown): ReadRuleset {
  if (!isRecord(input)) throw invalid('it is no object')
  const { schemaVersion, version, flags } = input
  if (!isWhole(schemaVersion, 1, Number.MAX_SAFE_INTEGER)) throw invalid('it has no schemaVersion')
  if (!isWhole(version, 0, Number.MAX_SAFE_INTEGER)) throw invalid('it has no version')
  if (!isRecord(flags)) throw invalid('it has no flags')
  const quarantined: Fault[] = []
  const keep = (name: string, isGood: (part: unknown) => boolean, expected: string): Part => {
    const section: unknown = input[name] ?? {}
    if (!isRecord(section)) throw invalid(`${name} is no object`)
    return kept(section, (part, key) => {
      if (isShallow(part, MAX_LEVELS) && isGood(part)) return true
      quarantined.push(faultAt([name, key], expected))
      return false
    })
  }
  const ruleset = {
    ...input,
    attributes: keep('attributes', isRecord, 'Expected an object.'),
    segments: keep('segments', isCondition, 'Expected a condition.'),
    layers: keep('layers', isSalted, 'Expected a salt.'),
    holdouts: keep('holdouts', isHoldout, 'Expected a salt and a share.'),
    experiments: keep('experiments', isRecord, 'Expected an object.'),
    flags: kept(flags, (flag, key) => {
      const misfit = isShallow(flag, MAX_LEVELS)
        ? misfitOf(flag)
        : ([[], 'It is nested too deeply.'] as const)
      if (misfit !== undefined) quarantined.push(faultAt(['flags', key, ...misfit[0]], misfit[1]))
      return misfit === undefined
    }),
  } as unknown as Ruleset
  return { ruleset, quarantined }
}

/** Copies the parts that are good into a record without a prototype. */
function kept(section: Part, isGood: (part: unknown, name: string) => boolean): Part {
  const copy = Object.create(null) as Record<string, unknown>
  for (const [name, part] of Object.entries(section)) if (isGood(part, name)) copy[name] = part
  return copy
}

function isSalted(part: unknown): part is Part {
  return isRecord(part) && typeof part['salt'] === 'string'
}

function isHoldout(part: unknown): boolean {
  return isSalted(part) && isWhole(part['shareBps'], 0, BPS)
}

function invalid(what: string): SluiceError {
  return new SluiceError('INVALID_RULESET', `This is no published ruleset: ${what}.`)
}
