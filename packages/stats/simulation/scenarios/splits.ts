import { groupSequentialBounds, readLook, srmSequential, srmTest } from '../../src/index.ts'
import type { Chance } from '../chance.ts'
import type { Scenario } from '../scenario.ts'
import { bandAround, controlRunsOf, runsOf } from '../scenario.ts'

const groupSequential: Scenario = {
  id: 'O3',
  run(trial) {
    const all = runsOf('O3', 400_000, trial)
    const fractions = [0.2, 0.4, 0.6, 0.8, 1]
    const rows = (['obrien_fleming', 'pocock'] as const).map((spending) => {
      const design = groupSequentialBounds({ fractions, spending })
      let crossed = 0
      for (let run = 0; run < all.runs; run++) {
        let sum = 0
        for (let look = 0; look < 5; look++) {
          sum += all.chance.normal()
          // The mean of look + 1 steps, each with a deviation of 1.
          const measured = { estimate: sum / (look + 1), standardError: 1 / Math.sqrt(look + 1) }
          if (!readLook(measured, design, look).isCrossed) continue
          crossed++
          break
        }
      }
      const name = spending === 'pocock' ? 'Pocock' : "O'Brien-Fleming"
      return all.holds(
        `${name} boundaries, five looks, no difference`,
        crossed,
        bandAround(0.05, 400_000),
      )
    })
    const wrong = controlRunsOf('O3', 20_000, trial)
    let crossed = 0
    for (let run = 0; run < wrong.runs; run++) {
      let sum = 0
      for (let look = 1; look <= 5; look++) {
        sum += wrong.chance.normal()
        if (Math.abs(sum) <= 1.96 * Math.sqrt(look)) continue
        crossed++
        break
      }
    }
    return [...rows, wrong.control('z above 1.96 at any of five looks', crossed, { atLeast: 0.1 })]
  },
}

/** Successes of n fair coins, thirty-two at a time. */
function coins(chance: Chance, n: number): number {
  let heads = 0
  for (let left = n; left > 0; left -= 32) {
    let word = chance.below(2 ** 32)
    if (left < 32) word = Math.floor(word / 2 ** (32 - left))
    let bits = word - ((word >>> 1) & 0x55555555)
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
    heads += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
  }
  return heads
}

const HALVES = [0.5, 0.5]

const mismatch: Scenario = {
  id: 'O5',
  run(trial) {
    const once = runsOf('O5', 200_000, trial)
    let alarms = 0
    for (let run = 0; run < once.runs; run++) {
      const left = coins(once.chance, 10_000)
      if (srmTest([left, 10_000 - left], HALVES).isMismatch) alarms++
    }
    const often = runsOf('O5', 20_000, { ...trial, seed: trial.seed + 1 })
    let [sequential, repeated] = [0, 0]
    for (let run = 0; run < often.runs; run++) {
      const looks: (readonly [number, number])[] = []
      let left = 0
      let isAlarmed = false
      for (let look = 1; look <= 200; look++) {
        left += coins(often.chance, 100)
        const counts = [left, look * 100 - left] as const
        looks.push(counts)
        isAlarmed ||= srmTest(counts, HALVES).isMismatch
      }
      if (srmSequential(looks, HALVES).isMismatch) sequential++
      if (isAlarmed) repeated++
    }
    return [
      once.holds('chi-squared for the split, one look, alpha 0.1 %', alarms, {
        atLeast: 0.00077,
        atMost: 0.00123,
      }),
      often.holds('sequential test of the split, 200 looks, alpha 0.1 %', sequential, {
        atMost: 0.00174,
      }),
      often.control('chi-squared at each of 200 looks', repeated, { atLeast: 0.003 }),
    ]
  },
}

const mismatchPower: Scenario = {
  id: 'O5b',
  run(trial) {
    const all = runsOf('O5b', 2000, trial)
    let found = 0
    for (let run = 0; run < all.runs; run++) {
      const looks: (readonly [number, number])[] = []
      let left = 0
      for (let look = 1; look <= 100; look++) {
        left += all.chance.binomial(1000, 0.49)
        looks.push([left, look * 1000 - left])
      }
      if (srmSequential(looks, HALVES).isMismatch) found++
    }
    return [
      all.holds('sequential test of the split finds 49/51 in 100,000 units', found, {
        atLeast: 0.97,
      }),
    ]
  },
}

export const splits: readonly Scenario[] = [groupSequential, mismatch, mismatchPower]
