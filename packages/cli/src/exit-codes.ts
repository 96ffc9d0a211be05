/** How a command ends, for scripts. */
export const EXIT = {
  /** Done, or nothing to do. */
  ok: 0,
  /** Failed, refused by a person, `--check` found a difference, or `init` left a step to somebody. */
  failed: 1,
  /** Wrong arguments or settings; nothing was tried. */
  usage: 2,
  /** The ruleset or another input is invalid; every fault was printed. */
  invalid: 3,
  /** Somebody else changed the ruleset meanwhile; nothing was written. */
  conflict: 4,
  /** The service does not know the token, or its role may not do this. */
  denied: 5,
  /** No service answered. */
  unreachable: 6,
  /** `kill --wait` ran out of time, a watched rollout was rolled back, or `audit verify`, `events verify` or `replay` found something wrong. */
  alarm: 7,
} as const

/** An exit code of `sluice`. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
