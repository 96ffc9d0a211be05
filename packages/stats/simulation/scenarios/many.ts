import {
  adjustPValues,
  chanceToWin,
  effectTrend,
  normalUpperTail,
  shrinkEffects,
} from '../../src/index.ts'
import type { Scenario } from '../scenario.ts'
import { controlRunsOf, runsOf } from '../scenario.ts'

const corrections: Scenario = {
  id: 'O7',
  run(trial) {
    const all = runsOf('O7', 20_000, trial)
    let [falseShare, anyFalse, uncorrected] = [0, 0, 0]
    for (let run = 0; run < all.runs; run++) {
      const p = Array.from({ length: 20 }, (_, index) => {
        const z = all.chance.normal() + (index < 5 ? 3.2 : 0)
        return 2 * normalUpperTail(Math.abs(z))
      })
      const found = adjustPValues(p, 'benjamini_hochberg').map((value) => value <= 0.05)
      const wrong = found.filter((isFound, index) => isFound && index >= 5).length
      falseShare += wrong / Math.max(1, found.filter(Boolean).length)
      if (adjustPValues(p, 'holm').some((value, index) => index >= 5 && value <= 0.05)) anyFalse++
      if (p.some((value, index) => index >= 5 && value <= 0.05)) uncorrected++
    }
    return [
      all.holds('Benjamini-Hochberg: share of false findings, 15 of 20 null', falseShare, {
        atLeast: 0.0335,
        atMost: 0.0415,
      }),
      all.holds('Holm: any false finding', anyFalse, { atMost: 0.055 }),
      all.control('no correction: any false finding', uncorrected, { atLeast: 0.3 }),
    ]
  },
}

const shrinkage: Scenario = {
  id: 'O8',
  run(trial) {
    const all = runsOf('O8', 2000, trial)
    const sums = { truth: 0, raw: 0, shrunken: 0, rawSquares: 0, shrunkenSquares: 0 }
    for (let run = 0; run < all.runs; run++) {
      const truths = Array.from({ length: 50 }, () => 0.02 * all.chance.normal())
      const effects = truths.map((truth) => ({
        estimate: truth + 0.02 * all.chance.normal(),
        standardError: 0.02,
      }))
      const { effects: shrunken } = shrinkEffects(effects)
      const order = [...effects.keys()].toSorted(
        (left, right) => (effects[right]?.estimate ?? 0) - (effects[left]?.estimate ?? 0),
      )
      for (const index of order.slice(0, 5)) {
        sums.truth += truths[index] ?? 0
        sums.raw += (effects[index]?.estimate ?? 0) - (truths[index] ?? 0)
        sums.shrunken += (shrunken[index]?.estimate ?? 0) - (truths[index] ?? 0)
      }
      for (const [index, truth] of truths.entries()) {
        sums.rawSquares += ((effects[index]?.estimate ?? 0) - truth) ** 2
        sums.shrunkenSquares += ((shrunken[index]?.estimate ?? 0) - truth) ** 2
      }
    }
    return [
      all.number(
        "shrinkage: share of the winner's curse removed, best 5 of 50",
        1 - sums.shrunken / sums.raw,
        { atLeast: 0.85 },
      ),
      all.number(
        'shrinkage: mean squared error over that without it',
        sums.shrunkenSquares / sums.rawSquares,
        { atMost: 0.6 },
      ),
      all.controlNumber(
        "without shrinkage: mean of the best 5's estimates over their mean effect",
        1 + sums.raw / sums.truth,
        { atLeast: 1.5 },
      ),
    ]
  },
}

const calibration: Scenario = {
  id: 'O13',
  run(trial) {
    const all = runsOf('O13', 200_000, trial)
    let [stated, wins, cases] = [0, 0, 0]
    for (let run = 0; run < all.runs; run++) {
      const truth = all.chance.normal()
      const estimate = truth + all.chance.normal()
      const prior = { mean: 0, standardDeviation: 1 }
      const { chanceToWin: chance } = chanceToWin({ estimate, standardError: 1 }, { prior })
      if (chance < 0.9 || chance >= 0.95) continue
      cases++
      stated += chance
      if (truth > 0) wins++
    }
    const mean = stated / cases
    return [
      all.holds(
        `chance to win of 90 to 95 %, stated ${(100 * mean).toFixed(2)} %`,
        wins,
        { atLeast: mean - 0.009, atMost: mean + 0.009 },
        cases,
      ),
    ]
  },
}

const peekedChance: Scenario = {
  id: 'O13b',
  run(trial) {
    const all = runsOf('O13b', 4000, trial)
    let declared = 0
    for (let run = 0; run < all.runs; run++) {
      let sum = 0
      for (let look = 1; look <= 100; look++) {
        sum += all.chance.normal()
        const measured = { estimate: sum / look, standardError: 1 / Math.sqrt(look) }
        if (chanceToWin(measured).chanceToWin < 0.95) continue
        declared++
        break
      }
    }
    return [
      all.control('chance to win above 95 % at any of 100 looks, flat prior', declared, {
        atLeast: 0.2,
      }),
    ]
  },
}

const trends: Scenario = {
  id: 'O15',
  run(trial) {
    const all = runsOf('O15', 50_000, trial)
    let found = 0
    for (let run = 0; run < all.runs; run++) {
      const effects = Array.from({ length: 14 }, (_, at) => {
        const standardError = 0.1 + 0.01 * (at % 7)
        return { at, estimate: 0.5 + standardError * all.chance.normal(), standardError }
      })
      if (effectTrend(effects).p <= 0.05) found++
    }
    const wrong = controlRunsOf('O15', 5000, trial)
    let foundWrongly = 0
    for (let run = 0; run < wrong.runs; run++) {
      let sum = 0
      const effects = Array.from({ length: 14 }, (_, at) => {
        sum += wrong.chance.normal()
        return { at, estimate: 0.5 + sum / (at + 1), standardError: 1 / Math.sqrt(at + 1) }
      })
      if (effectTrend(effects).p <= 0.05) foundWrongly++
    }
    return [
      all.holds('slope over 14 days, constant effect', found, { atLeast: 0.047, atMost: 0.053 }),
      wrong.control('slope over the running totals of 14 days', foundWrongly, { atLeast: 0.1 }),
    ]
  },
}

export const many: readonly Scenario[] = [corrections, shrinkage, calibration, peekedChance, trends]
