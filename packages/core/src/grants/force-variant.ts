import type { CompiledRuleset } from '../compile.ts'
import type { Evaluation } from '../evaluation.ts'
import { outcomesOf } from '../outcomes.ts'
import { ownValue } from '../records.ts'

/** A variant that a grant forces, or why it cannot: a sentence for people. */
export type Forced = { readonly evaluation: Evaluation } | { readonly refusal: string }

/**
 * Evaluates a flag as a grant wants it. A grant never forces what is off, what its
 * owner does not let be forced, or what there is not.
 *
 * @param exists - whether the flag exists for whoever asks
 * @returns the variant with the reason `OVERRIDE`; it goes through every stability contract,
 *   and so does what comes after it
 */
export function forceVariant(
  { ruleset }: Pick<CompiledRuleset, 'ruleset'>,
  key: string,
  variant: string,
  exists: (key: string) => boolean,
): Forced {
  const flag = exists(key) ? ownValue(ruleset.flags, key) : undefined
  if (flag === undefined) return { refusal: `There is no flag "${key}".` }
  if (!flag.enabled)
    return { refusal: `The flag "${key}" is off, and a grant forces nothing that is off.` }
  if (!flag.overridable) return { refusal: `The flag "${key}" may not be overridden.` }
  if (ownValue(flag.variants, variant) === undefined)
    return { refusal: `The flag "${key}" has no variant "${variant}".` }
  const forced = outcomesOf(key, flag).resolved(variant, 'OVERRIDE', undefined, true)
  const metadata = Object.freeze({ ...forced.metadata, override: true })
  return { evaluation: Object.freeze({ ...forced, metadata }) }
}
