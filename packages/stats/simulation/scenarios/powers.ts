import type { TestDesign } from '../../src/index.ts'
import {
  compareMeans,
  compareMeansSequential,
  groupSequentialBounds,
  momentsOf,
  powerOfMeans,
  readLook,
} from '../../src/index.ts'
import { draws } from '../chance.ts'
import { runningMoments } from '../running.ts'
import type { Scenario } from '../scenario.ts'
import { bandAround, controlRunsOf, runsOf } from '../scenario.ts'

const N = 1000
const EFFECT = 0.125
const LOOKS = 10
const STEP = N / LOOKS

/** What the planning says of each kind of test, against what the test does. */
export const powers: readonly Scenario[] = [
  { kind: 'fixed' },
  { kind: 'group_sequential', looks: LOOKS },
  { kind: 'always_valid', looks: LOOKS, tunedFor: 2000 },
].map((design) => powerScenario(design as TestDesign))

function powerScenario(design: TestDesign): Scenario {
  return {
    id: `P-${design.kind}`,
    run(trial) {
      const all = runsOf(`P-${design.kind}`, 8000, trial)
      const { power } = powerOfMeans(EFFECT, N, { variance: 1, design })
      const fractions = Array.from({ length: LOOKS }, (_, index) => (index + 1) / LOOKS)
      const bounds = groupSequentialBounds({ fractions })
      let found = 0
      for (let run = 0; run < all.runs; run++) {
        const [control, treatment] = [runningMoments(), runningMoments()]
        for (let look = 0; look < LOOKS; look++) {
          for (let unit = 0; unit < STEP; unit++) {
            control.add(all.chance.normal())
            treatment.add(all.chance.normal() + EFFECT)
          }
          const isLast = look === LOOKS - 1
          const isFound =
            design.kind === 'fixed'
              ? isLast && compareMeans(control, treatment).p <= 0.05
              : design.kind === 'group_sequential'
                ? readLook(compareMeans(control, treatment), bounds, look).isCrossed
                : compareMeansSequential(control, treatment, { tunedFor: 2000 }).p <= 0.05
          if (!isFound) continue
          found++
          break
        }
      }
      // A power is computed for a known variance, and the test estimates it: half a point for that.
      const band = bandAround(power, 8000)
      const bounded = { atLeast: (band.atLeast ?? 0) - 0.005, atMost: (band.atMost ?? 1) + 0.005 }
      const wrong = controlRunsOf(`P-${design.kind}`, 4000, trial)
      let foundWrongly = 0
      for (let run = 0; run < wrong.runs; run++) {
        const [control, treatment] = [
          momentsOf(draws(N, wrong.chance.normal)),
          momentsOf(draws(N, () => EFFECT + wrong.chance.normal())),
        ]
        const isFound =
          design.kind === 'always_valid'
            ? compareMeans(control, treatment).p <= 0.05
            : compareMeansSequential(control, treatment, { tunedFor: 2000 }).p <= 0.05
        if (isFound) foundWrongly++
      }
      return [
        all.holds(
          `planned power ${(100 * power).toFixed(1)} % of a test of kind ${design.kind}`,
          found,
          bounded,
        ),
        design.kind === 'always_valid'
          ? wrong.control('the same plan, read by a test of kind fixed', foundWrongly, {
              atLeast: bounded.atMost,
            })
          : wrong.control('the same plan, read by a test of kind always_valid', foundWrongly, {
              atMost: bounded.atLeast,
            }),
      ]
    },
  }
}
