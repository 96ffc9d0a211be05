import type { SluiceError } from '@sluice/core'

/** Where the ruleset held comes from; `none` means that reads serve the caller's default. */
export type RulesetSource = 'none' | 'snapshot' | 'network'

/**
 * How a node stands with its service.
 *
 * - `starting`: no answer yet
 * - `ready`: the latest request was answered
 * - `stale`: the latest request failed; the ruleset held is older
 * - `offline`: the latest request failed and no ruleset is held
 * - `unauthorized`: the service refuses the server key; what is held is kept, and it is asked again every few minutes
 * - `closed`: `close()` was called
 */
export type SluiceNodeState = 'starting' | 'ready' | 'stale' | 'offline' | 'unauthorized' | 'closed'

/** What a node holds, where it comes from, and how it stands with its service. */
export interface SluiceNodeStatus {
  readonly state: SluiceNodeState
  readonly source: RulesetSource
  /** The version of the ruleset held. */
  readonly version?: number | undefined
  /** Versions compare within one epoch only. */
  readonly epoch?: string | undefined
  /** When the service last gave or confirmed the ruleset held, epoch milliseconds. */
  readonly fetchedAt?: number | undefined
  /** Why the latest request failed. */
  readonly error?: SluiceError | undefined
  readonly stream: 'open' | 'connecting' | 'closed'
}
