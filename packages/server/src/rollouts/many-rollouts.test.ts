import { expect, it } from 'vitest'
import { lookAtMany } from './simulation/many-rollouts.ts'

// How late a loop is on a busy machine says more of the machine: the figure is in the benchmark.
it(
  'looks at hundreds of rollouts, each in every pass, and lets requests have their turn',
  { timeout: 120_000 },
  async () => {
    const [rollouts, passes] = [300, 2]
    const { looks, passMs, delayMs } = await lookAtMany({ rollouts, passes })
    expect(looks).toBe(rollouts * (1 + passes))
    // Held up for the whole pass, the loop would be late by as much.
    expect(delayMs.p99).toBeLessThan(Math.min(...passMs) / 3)
  },
)
