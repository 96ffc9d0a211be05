import type { Effect } from '../pooling/effects.ts'
import { answered } from './look.ts'
import type { Measured } from './measured.ts'

/**
 * A difference as one of several, with the error that it has where there is an effect: that of a
 * score test is the error under no effect, and compares effects with a wrong yardstick. Where
 * counts are few it is the width of the exact interval.
 */
export function effectOf(measured: Measured, alpha: number): Effect {
  return measured.few === undefined ? measured.effect : answered(measured, 'difference', alpha)
}
