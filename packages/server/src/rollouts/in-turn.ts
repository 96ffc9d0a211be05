import type { Clock } from '../live/clock.ts'

/** How many may ask at once. */
export interface TurnLimits {
  readonly atOnce: number
  /** From when on somebody who waits lets the next ask, in milliseconds; never, without it. */
  readonly slowMs?: number
  /** How many may wait for an answer, those that let others ask included. */
  readonly most?: number
}

/** Asks once it is its turn. */
export type InTurn = <T>(question: () => Promise<T>) => Promise<T>

/**
 * Lets so many questions be open at once, and has the others wait in their order. Whoever asks
 * somebody well is not too many for them, and whoever gets no answer keeps nobody from asking.
 */
export function createTurns(clock: Clock, { atOnce, slowMs, most = Infinity }: TurnLimits): InTurn {
  const waiting: (() => void)[] = []
  let taken = 0
  let open = 0
  const next = (): void => {
    while (taken < atOnce && open < most) {
      const go = waiting.shift()
      if (go === undefined) return
      taken++
      open++
      go()
    }
  }
  return async (question) => {
    await new Promise<void>((go) => {
      waiting.push(go)
      next()
    })
    let isTaken = true
    const giveBack = (): void => {
      if (isTaken) taken--
      isTaken = false
      next()
    }
    const cancel = slowMs === undefined ? undefined : clock.after(slowMs, giveBack)
    try {
      return await question()
    } finally {
      cancel?.()
      open--
      giveBack()
    }
  }
}
