import type { EvaluationContext, EvaluationDetails, ExposurePhase } from '@sluice/core'
import type { StoreApi } from 'zustand/vanilla'
import type { keepShown } from './keep-shown.ts'
import type { SluiceError } from '@sluice/core'
import type { Crashes } from './crashes/crashes.ts'
import type { Consent } from './events/consent.ts'
import type { Exposure } from './events/exposure.ts'
import type { Outcome } from './events/outcome.ts'
import type { Bootstrap } from './options.ts'
import type { FlagListener, ReadFlag } from './read.ts'
import type { FlagKey, FlagValue, ReadValue, SluiceContext } from './register.ts'
import type { FlagChange, FlagTable, Override, SluiceState } from './state.ts'
import type { SluiceStatus } from './status.ts'

/** A browser's view of its flags: values, sync, cache, overrides. */
export interface SluiceClient {
  /** The state as a zustand store. Read it and subscribe; only the client writes. */
  readonly store: StoreApi<SluiceState> & {
    /** Keeps flags whose stability is `mount`; there as soon as values can change. */
    readonly keep?: typeof keepShown
  }
  /**
   * Reads one flag. Never throws, never waits, has no side effect. The same
   * answer is the same object, so it serves as a snapshot for React.
   *
   * @param defaultValue - served when the flag is unknown, failed or of another type
   */
  peek<K extends FlagKey, const D extends FlagValue<K>>(
    key: K,
    defaultValue: D,
  ): EvaluationDetails<ReadValue<K, D>>
  /**
   * Reads one flag of the initial state, which is what a server drew and hydration
   * repeats: of the bootstrap, and never of the cache or of overrides. Else as `peek`.
   */
  readonly peekFirst: SluiceClient['peek']
  /**
   * Calls back when what `peek` gives for this flag may have changed.
   *
   * @returns how to stop
   */
  subscribeFlag(key: FlagKey, listener: FlagListener): () => void
  /** What is read, by flag key, and who listens: for whoever looks at a whole page. */
  readonly flags: ReadonlyMap<string, ReadFlag>
  /** How the client stands; the same object until something changes. */
  status(): SluiceStatus
  /** Settles with the first answer or failure for this context, or after `readyTimeoutMs`. Never rejects. */
  ready(): Promise<SluiceStatus>
  /**
   * Replaces the context at once. Values of another person are gone with the
   * return of this call; an equal context does nothing.
   *
   * @param values - that a server evaluated for this context: shown at once, as those of a page are
   * @returns what `ready` gives for the new context
   */
  setContext(context: SluiceContext, values?: Bootstrap): Promise<SluiceStatus>
  /** The context as it is sent: always with `targetingKey` and `anonymousKey`. */
  context(): EvaluationContext
  /** Signs out: a new anonymous key, no attributes, nothing of the previous person. */
  reset(): Promise<SluiceStatus>
  /** Asks the service now. */
  refresh(): Promise<SluiceStatus>
  /** Forces a value in this tab, until it is closed or the override removed. Flags marked `overridable: false` keep their value. */
  setOverride(key: FlagKey, override: Override): void
  removeOverride(key: FlagKey): void
  clearOverrides(): void
  /** What is forced, by flag key; the same object until it changes. */
  overrides(): FlagTable
  /** Calls back with all flags whose value or variant changed. */
  onChange(listener: (changes: readonly FlagChange[]) => void): () => void
  /** Calls back once for each new failure. */
  onError(listener: (error: SluiceError) => void): () => void
  /** Tells `onError` of a failure that this client did not meet itself. */
  report(error: SluiceError): void
  /** What `reportCrash` and `isBroken` of `@sluice/client/crashes` go by. */
  readonly crashes: Crashes
  /**
   * Records that what a flag gave is on the screen. The same variant for the same units counts
   * once for a page and, where storage is allowed, for 24 hours. What carries no variant is
   * ignored, unless an override forced it.
   *
   * @param details - as `peek` gave them to whoever drew this
   * @param phase - default `commit`
   * @param id - of the event, where somebody else may report the same: a server that drew it
   * @param isSent - whether that somebody has sent it: then it is kept for the page to look at
   * @returns how to tell that it has left the screen; what has not is exposed again for the next units
   */
  expose(
    details: EvaluationDetails,
    phase?: ExposurePhase,
    id?: string,
    isSent?: boolean,
  ): () => void
  /**
   * Records that something happened, for a metric to count. Never throws; what no event can
   * carry is refused, and `onError` tells (`EVENT_REFUSED`).
   */
  track(name: string, outcome?: Outcome): void
  /** The last 1000 exposures of this page, oldest first, sent or not; the same list until there is another. */
  exposures(): readonly Exposure[]
  /** Calls back with each exposure. */
  onExposure(listener: (exposure: Exposure) => void): () => void
  consent(): Consent
  /**
   * Takes over what the person decided. With `granted`, storing and sending begin, with what is
   * on the screen then. With anything else they end at once: what waited, what was stored and
   * ids are deleted, and requests under way with events are aborted.
   */
  setConsent(consent: Consent): void
  /** Ends timers, streams and listeners. Later calls do nothing; reads go on serving the last values. */
  close(): void
}
