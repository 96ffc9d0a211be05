const DAY_MS = 86_400_000

/** A clock whose first day can be cut short, as an experiment decides nothing on its own. */
export interface TwoDays {
  readonly now: () => number
  /** Goes to the same time of the next day. */
  readonly sleep: () => void
}

/** The clock of the machine, until somebody sleeps. */
export function twoDays(): TwoDays {
  let slept = 0
  return {
    now: () => Date.now() + slept,
    sleep: () => {
      slept += DAY_MS
    },
  }
}
