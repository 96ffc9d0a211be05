import type {
  FlagKey,
  FlagValue,
  SluiceContext,
  SluiceStatusState,
  VariantName,
} from '@sluice/client'
import type { LocalClientOptions } from '@sluice/client/local'
import type { Scenario } from '@sluice/client/scenarios'
import type { CompiledRuleset, Ruleset } from '@sluice/core'
import type { UnnamedFlags } from '../session.ts'

/** Values by flag key. */
export type FlagValues = { readonly [K in FlagKey]?: FlagValue<K> | undefined }

/** Variants by flag key. */
export type FlagVariants = { readonly [K in FlagKey]?: VariantName<K> | undefined }

/** States that a test can put a client in. */
export type TestStatus = Exclude<SluiceStatusState, 'closed'>

/** What a test says about its flags. */
export interface TestClientOptions extends Pick<
  LocalClientOptions,
  'onChange' | 'onError' | 'wallClock'
> {
  /** Values, as if a service had sent them. */
  readonly flags?: FlagValues
  /**
   * Variants, as if a service had sent them. The manifest knows their values; without
   * one, so do `flags`, and what `on` and `off` mean is known anyway.
   */
  readonly variants?: FlagVariants
  /** Evaluated for the context. All its flags count as named; `flags` and `variants` are stronger. */
  readonly ruleset?: Ruleset | CompiledRuleset
  /** Who is there. Default: nobody known. */
  readonly context?: SluiceContext
  /**
   * How the client stands with its service. Default `ready`. `starting` is slow: it
   * waits for its first answer; `offline` failed and holds nothing; `stale` failed and
   * holds older values.
   */
  readonly status?: TestStatus
  /** A whole scenario, as an object, the text of its file, or a link that carries it; what it says is stronger. */
  readonly scenario?: Scenario | string
  /** What happens when a component reads a flag that is not named here. Default: as configured, else `fail`. */
  readonly unnamedFlags?: UnnamedFlags
}
