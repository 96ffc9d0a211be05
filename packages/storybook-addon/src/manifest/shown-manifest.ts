import type { Ruleset } from '@sluice/core'
import type { Scenario } from '@sluice/client/scenarios'

/** Where an environment can be asked what it serves. */
export interface LiveService {
  readonly name: string
  readonly url: string
  /** A client key: may evaluate, is no secret. */
  readonly clientKey: string
}

/** All that stories are told: the flags, the scenarios, and what could not be read. */
export interface ShownManifest {
  /** Absent when the file cannot be read. */
  readonly ruleset?: Ruleset | undefined
  /** Whether it tells what there is, and not what a flag gives by itself: then the code's own default is drawn. */
  readonly isNamesOnly?: boolean | undefined
  /** The file, as a person would write it. */
  readonly file: string
  readonly scenarios: readonly Scenario[]
  /** What could not be read, and what to do. */
  readonly faults: readonly string[]
  readonly environments: readonly LiveService[]
  /** Where the app of these components runs. */
  readonly app?: string | undefined
}
