import { expect, it } from 'vitest'
import { lookAtMany } from './simulation/many-rollouts.ts'

it(
  'looks at a thousand rollouts, each in every pass, and lets requests have their turn',
  { timeout: 120_000 },
  async () => {
    const [rollouts, passes] = [1_000, 1]
    const { looks, heldMs } = await lookAtMany({ rollouts, passes })
    expect(looks).toBe(rollouts * (1 + passes))
    // Of the processor, since how late a loop is on a busy machine says more of the machine.
    expect(heldMs.max).toBeLessThan(40)
  },
)
