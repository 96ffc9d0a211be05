import type { Outcome } from '@sluice/client'
import type {
  CompiledRuleset,
  EvaluationContext,
  OfrepFailure,
  OfrepFlag,
  OutcomeEvent,
  Ruleset,
  SluiceEvent,
  ExposureEvent,
} from '@sluice/core'
import { compile, existsForClients, toClientOfrep, toOfrep } from '@sluice/core'
import { re2Engine } from '@sluice/core/regex'
import { parseRuleset } from '@sluice/core/schema'
import { entriesFor } from '../client/entries.ts'
import type { FlagValues, FlagVariants } from '../client/options.ts'
import { subjectOf } from '../matchers/subject.ts'
import type { NamedValues, NamedVariants } from '../naming/check-names.ts'
import { without } from '../naming/without.ts'
import { session } from '../session.ts'
import { createFaults, type FaultScope, type Faults, type ServiceFault } from './faults.ts'
import { createIntake, type Intake } from './intake.ts'
import { createStreams, type Streams } from './streams.ts'

/** What an in-memory service serves. */
export interface SluiceServiceOptions {
  /** Evaluated for each person: parsed, or as it stands in a file. */
  readonly ruleset?: Ruleset | object
  /** Values for everybody, stronger than the ruleset. */
  readonly flags?: FlagValues
  /** Variants for everybody; the ruleset knows their values, else the manifest. */
  readonly variants?: FlagVariants
  /** The only key that is taken. Default: any, or none. */
  readonly clientKey?: string
  /** Epoch milliseconds for the windows of rules. Default: now. */
  readonly wallClock?: () => number
}

/** An in-memory gate service in the hands of a test. */
export interface SluiceService {
  /** Serves another ruleset from now on, and tells who listens. */
  setRuleset(ruleset: Ruleset | object): void
  /** Serves these values to everybody, and tells who listens; other flags keep theirs. */
  setFlags(flags: FlagValues): void
  /** As `setFlags`, by variant. */
  setVariants(variants: FlagVariants): void
  /**
   * Fails from now on.
   *
   * @returns how to end it
   */
  fail(fault: ServiceFault, scope?: FaultScope): () => void
  /** Ends every fault. */
  recover(): void
  /** Ends every open stream, as a restart does. */
  dropStreams(): void
  /** How many streams are open. */
  streams(): number
  /** The contexts that values were asked for, oldest first. */
  contexts(): readonly EvaluationContext[]
  /** The events that were received, each once. */
  events(): readonly SluiceEvent[]
  /** The exposures among them; what `toHaveExposed` looks at. */
  exposures(): readonly ExposureEvent[]
  /** The outcomes among them; what `toHaveTracked` looks at. */
  tracked(): readonly (Outcome & Pick<OutcomeEvent, 'name'>)[]
  /** Forgets faults, streams, contexts and events, and serves what it began with: for the end of a test. */
  reset(): void
}

/** The service, as its routes see it. */
export interface ServiceCore {
  readonly clientKey: string | undefined
  readonly epoch: string
  readonly faults: Faults
  readonly streams: Streams
  readonly intake: Intake
  readonly contexts: EvaluationContext[]
  version(): number
  ruleset(): CompiledRuleset
  keys(): readonly string[]
  evaluate(key: string, context: EvaluationContext): OfrepFlag | OfrepFailure | undefined
}

interface Serving {
  readonly ruleset: CompiledRuleset
  readonly values: NamedValues
  readonly variants: NamedVariants
}

const cores = new WeakMap<SluiceService, ServiceCore>()

/**
 * Makes a service that evaluates with the same code as the real one, and keeps all
 * it hears in memory.
 *
 * @throws SluiceError `INVALID_RULESET`, or when a flag or variant does not exist
 */
export function createSluiceService(options: SluiceServiceOptions = {}): SluiceService {
  const { clientKey, wallClock = Date.now } = options
  const faults = createFaults()
  const streams = createStreams()
  const intake = createIntake()
  const contexts: EvaluationContext[] = []
  let version = 0
  let serving: Serving
  let named: ReadonlyMap<string, OfrepFlag | OfrepFailure>

  // What does not exist is thrown before anything changes.
  const serve = (next: Serving): void => {
    const { ruleset, values, variants } = next
    const manifest = ruleset.keys.length > 0 ? ruleset.ruleset : session.settings.manifest
    const entries = entriesFor(manifest, values, variants)
    serving = next
    // What is named has an answer; an evaluation is what a service writes.
    named = new Map(entries.map((entry) => [entry.key, toOfrep(entry as never)]))
    version += 1
    streams.say(refetch(version))
  }
  const begin = (): void =>
    serve({
      ruleset: compiledOf(options.ruleset),
      values: { ...options.flags },
      variants: { ...options.variants },
    })
  begin()

  const service: SluiceService = {
    setRuleset: (ruleset) => serve({ ...serving, ruleset: compiledOf(ruleset) }),
    setFlags(flags) {
      const variants = without(serving.variants, flags)
      serve({ ...serving, values: { ...serving.values, ...flags }, variants })
    },
    setVariants(variants) {
      const values = without(serving.values, variants)
      serve({ ...serving, values, variants: { ...serving.variants, ...variants } })
    },
    fail: (fault, scope) => faults.begin(fault, scope),
    recover: () => faults.clear(),
    dropStreams: () => streams.close(),
    streams: () => streams.size,
    contexts: () => contexts,
    events: () => intake.events(),
    ...(subjectOf(() => intake.events()) as Pick<SluiceService, 'exposures' | 'tracked'>),
    reset() {
      faults.clear()
      streams.close()
      intake.clear()
      contexts.length = 0
      begin()
    },
  }
  cores.set(service, {
    clientKey,
    epoch: 'in-memory',
    faults,
    streams,
    intake,
    contexts,
    version: () => version,
    ruleset: () => serving.ruleset,
    keys() {
      const { ruleset } = serving
      const own = ruleset.keys.filter((key) => existsForClients(ruleset, key))
      return [...new Set([...own, ...named.keys()])]
    },
    evaluate(key, context) {
      const { ruleset } = serving
      const forced = named.get(key)
      if (forced || !existsForClients(ruleset, key)) return forced
      return toClientOfrep(ruleset, ruleset.evaluate(key, context, wallClock()))
    },
  })
  return service
}

/** What the routes of a service work on. */
export function coreOf(service: SluiceService): ServiceCore {
  const core = cores.get(service)
  if (core) return core
  throw new TypeError('This is no service. Make one with createSluiceService.')
}

/** Tells a client to fetch again. */
export function refetch(version: number): string {
  const data = { type: 'refetchEvaluation', etag: String(version) }
  return `id: ${version}\ndata: ${JSON.stringify(data)}\n\n`
}

const NO_FLAGS = { schemaVersion: 1, flags: {} }

function compiledOf(given: Ruleset | object = NO_FLAGS): CompiledRuleset {
  // Only what was parsed has a version: nobody writes one.
  const ruleset = 'version' in given ? given : parseRuleset(given, { regex: re2Engine }).ruleset
  return compile(ruleset, { regex: re2Engine })
}
