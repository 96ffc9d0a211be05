import type { Scenario } from '@sluice/client/scenarios'
import { SluiceError, type EvaluationContext } from '@sluice/core'
import type { FlagValues, FlagVariants } from '../client/options.ts'
import type { NamedValues, NamedVariants } from '../naming/check-names.ts'
import { checkOptions } from '../naming/check-options.ts'
import { readScenario } from '../naming/read-scenario.ts'

/** What a test forces in a page. */
export interface ForcedFlags {
  /** Values, by flag key. */
  readonly flags?: FlagValues
  /** Variants, by flag key. Their values come from the manifest; `on` and `off` are known anyway. */
  readonly variants?: FlagVariants
  /**
   * A whole scenario: an object, the text of its file, or the link that the overlay copies. Its
   * overrides are forced, and the service is asked for its context.
   */
  readonly scenario?: Scenario | string
}

/** What a test names for a page. */
export interface NamedFlags {
  readonly values: NamedValues
  readonly variants: NamedVariants
  /** Whom the service is asked for; absent: whoever the page says. */
  readonly context: EvaluationContext | undefined
}

/**
 * Brings together what a test names and what its scenario does; the scenario is stronger.
 *
 * @throws SluiceError when one of them is not what it has to be
 */
export function named(forced: ForcedFlags): NamedFlags {
  checkOptions(forced)
  const values = { ...forced.flags } as Record<string, NamedValues[string]>
  const variants = { ...forced.variants } as Record<string, NamedVariants[string]>
  if (forced.scenario === undefined) return { values, variants, context: undefined }
  const { name, overrides = {}, context, status = 'ready' } = readScenario(forced.scenario)
  if (status !== 'ready')
    throw new SluiceError(
      'WRONG_OPTION',
      `The scenario "${name}" has the status "${status}", which no answer of a service brings about. Take it out, and let page.route() fail the requests of the page.`,
    )
  for (const [key, { value, variant }] of Object.entries(overrides)) {
    values[key] = value
    variants[key] = variant
  }
  return { values, variants, context }
}
