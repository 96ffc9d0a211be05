import type { Fault } from '../errors.ts'
import { SluiceError } from '../errors.ts'
import { faultAt } from '../fault-path.ts'
import { deepFreeze } from '../freeze.ts'
import type { RegexEngine } from '../operators/operator.ts'
import type { Ruleset } from '../ruleset.ts'
import type { ValidDocument } from './normalise.ts'
import { normalise } from './normalise.ts'
import { rulesetSchema } from './ruleset-schema.ts'

/** How to read a document. */
export interface ParseOptions {
  /**
   * `write` (the default) is for what people wrote: everything unknown is refused.
   * `read` is for what a service numbered and stored: a bad flag is quarantined.
   */
  readonly mode?: 'write' | 'read'
  /** Checks the patterns of `matches`; without it they are taken as they are. */
  readonly regex?: RegexEngine
}

/** A document that was parsed. */
export interface ParsedRuleset {
  readonly ruleset: Ruleset
  /** What is allowed and probably not meant. */
  readonly warnings: readonly Fault[]
  /** What was left out, in `read` mode; each fault is in something that is not in the ruleset. */
  readonly quarantined: readonly Fault[]
}

/**
 * Parses a ruleset document.
 *
 * @throws SluiceError `INVALID_RULESET` with all `faults`, `RULESET_TOO_LARGE` above 4 MiB
 */
export function parseRuleset(input: unknown, options: ParseOptions = {}): ParsedRuleset {
  const document = options.mode === 'read' ? withoutServiceFields(input) : input
  const result = rulesetSchema.safeParse(document)
  if (!result.success) {
    const faults = result.error.issues.map((issue) =>
      faultAt(
        issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step)),
        issue.message,
      ),
    )
    throw new SluiceError('INVALID_RULESET', `The ruleset has ${faults.length} faults.`, {
      status: 422,
      faults,
    })
  }
  const ruleset = normalise((options.mode === 'read' ? input : result.data) as ValidDocument)
  deepFreeze(ruleset)
  return { ruleset, warnings: [], quarantined: [] }
}

function withoutServiceFields(input: unknown): unknown {
  const copy = JSON.parse(JSON.stringify(input)) as Record<string, unknown>
  delete copy['version']
  for (const flag of Object.values((copy['flags'] ?? {}) as Record<string, object>)) {
    for (const field of ['version', 'allocationVersion', 'rolledBack']) {
      delete (flag as Record<string, unknown>)[field]
    }
  }
  return copy
}
