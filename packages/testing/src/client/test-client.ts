import type { FlagListener, Outcome, SluiceClient, SluiceStatus } from '@sluice/client'
import { createLocalClient, type LocalSource } from '@sluice/client/local'
import { applyScenario, type Scenario } from '@sluice/client/scenarios'
import type { CompiledRuleset, EvaluationDetails, Ruleset } from '@sluice/core'
import { compile, SluiceError } from '@sluice/core'
import {
  checkValue,
  mistypedFlag,
  unnamedFlag,
  valueOfVariant,
  type NamedValues,
  type NamedVariants,
} from '../naming/check-names.ts'
import { checkOptions } from '../naming/check-options.ts'
import { checkStatus } from '../naming/check-status.ts'
import { readScenario } from '../naming/read-scenario.ts'
import { without } from '../naming/without.ts'
import { noteFailure, noteUse, session } from '../session.ts'
import { entriesFor } from './entries.ts'
import type { FlagValues, FlagVariants, TestClientOptions, TestStatus } from './options.ts'
import { endTask, watchTask } from './task.ts'

/** An outcome that the application recorded. */
export interface Tracked extends Outcome {
  readonly name: string
}

/** A client for one test: a real one, on the values that the test names. */
export interface TestClient extends SluiceClient {
  /** Takes these values from now on, as if the service had sent them; other flags keep theirs. */
  setFlags(flags: FlagValues): void
  /** As `setFlags`, by variant. */
  setVariants(variants: FlagVariants): void
  /** Changes how the client stands with its service: an outage, or the end of one. */
  setStatus(status: TestStatus): void
  /**
   * Puts the page into another scenario.
   *
   * @returns how to take back what it forced, and its context
   */
  applyScenario(scenario: Scenario | string): () => void
  /** The outcomes that were recorded, oldest first. */
  tracked(): readonly Tracked[]
}

/**
 * Makes a client for one test. It asks no network, and nothing of Sluice in it is a
 * mock: values are served by `@sluice/client/local`.
 *
 * @throws SluiceError when a flag, a variant, a status or a scenario does not exist, or a value or an option is of another type
 * @example
 * const client = createTestClient({ flags: { 'new-checkout': true } })
 */
export function createTestClient(options: TestClientOptions = {}): TestClient {
  checkOptions(options)
  const { manifest } = session.settings
  const unnamedFlags = options.unnamedFlags ?? session.settings.unnamedFlags ?? 'fail'
  const ruleset = options.ruleset && compiledOf(options.ruleset)
  const scenario = options.scenario === undefined ? undefined : readScenario(options.scenario)
  let named: Named = {
    values: { ...options.flags },
    variants: { ...options.variants },
    status: scenario?.status ?? checkStatus(options.status),
  }

  const sourceOf = ({ values, variants, status }: Named): LocalSource => ({
    ...(ruleset && { ruleset }),
    ...(status && { status }),
    bootstrap: { flags: entriesFor(manifest, values, variants) },
  })
  const { context, onChange, onError, wallClock } = options
  const local = createLocalClient({
    ...sourceOf(named),
    ...(context && { context }),
    ...(onChange && { onChange }),
    ...(onError && { onError }),
    ...(wallClock && { wallClock }),
    ...(scenario && { scenario: filled(manifest, scenario) }),
  })
  // What does not exist is thrown before anything changes.
  const change = (next: Named): void => {
    const source = sourceOf(next)
    named = next
    local.update(source)
  }
  watchTask()
  const tracked: Tracked[] = []

  const isNamed = (key: string): boolean =>
    named.values[key] !== undefined ||
    named.variants[key] !== undefined ||
    ruleset?.has(key) === true ||
    local.overrides().has(key)
  const noteDrawn = (key: string): void => {
    const { variant, value, errorCode } = local.peek(key, null)
    if (errorCode === undefined && (variant !== undefined || value !== null))
      noteUse({ flag: key, variant, value })
  }

  const client: TestClient & { wrap: () => never } = {
    ...local,
    peek(key, defaultValue) {
      if (unnamedFlags === 'fail' && !isNamed(key))
        throw noteFailure(unnamedFlag(manifest, key, defaultValue))
      const details = local.peek(key, defaultValue)
      if (details.errorCode === 'TYPE_MISMATCH' && isNamed(key))
        throw noteFailure(mistypedFlag(key, local.peek(key, null).value, defaultValue))
      return details
    },
    // React subscribes with the commit, so a render that was thrown away counts for nothing.
    subscribeFlag(key, listener) {
      noteDrawn(key)
      const hear: FlagListener = () => {
        listener()
        noteDrawn(key)
      }
      return local.subscribeFlag(key, Object.assign(hear, listener))
    },
    // An `<Override>` forces what no client holds.
    expose(details: EvaluationDetails, ...rest) {
      noteUse({ flag: details.key, variant: details.variant, value: details.value })
      return local.expose(details, ...rest)
    },
    exposures() {
      endTask()
      return local.exposures()
    },
    track(name, outcome) {
      tracked.push({ name, ...outcome })
      local.track(name, outcome)
    },
    tracked: () => tracked,
    setFlags(flags) {
      // A value that is told anew belongs to no variant that was told before.
      const variants = without(named.variants, flags)
      change({ ...named, values: { ...named.values, ...flags }, variants })
    },
    setVariants(variants) {
      const values = without(named.values, variants)
      change({ ...named, values, variants: { ...named.variants, ...variants } })
    },
    setStatus(status) {
      change({ ...named, status: checkStatus(status) })
    },
    applyScenario(given) {
      const next = filled(manifest, readScenario(given))
      if (next.status) client.setStatus(next.status)
      return applyScenario(local, next)
    },
    refresh(): Promise<SluiceStatus> {
      change(named)
      return local.refresh()
    },
    // What a second provider asks of the one above it.
    wrap() {
      throw noteFailure(
        new SluiceError(
          'TWO_PROVIDERS',
          'There is a <SluiceProvider> below the provider of this test, so what is below would read another client than the one whose flags the test names. ' +
            'Render the part that is inside of the provider; or, to test the app as a whole, give its own provider a client made by createTestClient.',
        ),
      )
    },
  }
  return client
}

/** What a test names at present. */
interface Named {
  readonly values: NamedValues
  readonly variants: NamedVariants
  readonly status: TestStatus | undefined
}

const compiled = new WeakMap<Ruleset, CompiledRuleset>()

function compiledOf(ruleset: Ruleset | CompiledRuleset): CompiledRuleset {
  if ('evaluate' in ruleset) return ruleset
  let known = compiled.get(ruleset)
  if (!known) compiled.set(ruleset, (known = compile(ruleset)))
  return known
}

/** Gives the variants that a scenario forces their values, and checks that they exist. */
function filled(manifest: Pick<Ruleset, 'flags'> | undefined, scenario: Scenario): Scenario {
  const { overrides } = scenario
  if (!overrides) return scenario
  const entries = Object.entries(overrides).map(([key, override]) => {
    const { value, variant } = override
    if (value !== undefined) checkValue(manifest, key, value)
    if (variant === undefined) return [key, override] as const
    const known = valueOfVariant(manifest, key, variant)
    return [
      key,
      value === undefined && known !== undefined ? { variant, value: known } : override,
    ] as const
  })
  return { ...scenario, overrides: Object.fromEntries(entries) }
}
