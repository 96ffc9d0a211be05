import type { Moments } from '../src/index.ts'

/** Moments that grow value by value (Welford), as an event store would keep them. */
export interface RunningMoments extends Moments {
  n: number
  mean: number
  variance: number
  add(value: number): void
}

/** Starts empty. */
export function runningMoments(): RunningMoments {
  let squares = 0
  return {
    n: 0,
    mean: 0,
    variance: 0,
    add(value) {
      this.n++
      const distance = value - this.mean
      this.mean += distance / this.n
      squares += distance * (value - this.mean)
      this.variance = this.n > 1 ? squares / (this.n - 1) : 0
    },
  }
}
