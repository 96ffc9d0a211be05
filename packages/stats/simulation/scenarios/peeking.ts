import {
  checkSequentialMinimum,
  compareEventCounts,
  compareMeansMsprt,
  compareMeansSequential,
  StatsError,
} from '../../src/index.ts'
import type { Chance } from '../chance.ts'
import { runningMoments } from '../running.ts'
import type { Scenario, Trial } from '../scenario.ts'
import { bandAround, runsOf } from '../scenario.ts'

const ALPHA = { atMost: 0.05 }
const STEP = 50
const LAST = 10_000

type Draw = (chance: Chance) => number

const normal: Draw = (chance) => chance.normal()
const lognormal: Draw = (chance) => chance.lognormal()
const bernoulli =
  (p: number): Draw =>
  (chance) =>
    chance.uniform() < p ? 1 : 0

interface PeekingSetup {
  readonly id: string
  readonly name: string
  readonly planned: number
  readonly first: number
  readonly draw: Draw
  /** About that of the metric, for the mixture. */
  readonly mixingVariance: number
}

/** Peeks at equal variants every 50 units, up to 10,000 each. */
function peeking({ id, name, planned, first, draw, mixingVariance }: PeekingSetup): Scenario {
  return {
    id,
    run(trial) {
      const all = runsOf(id, planned, trial)
      const hits = { sequence: 0, msprt: 0, z: 0 }
      for (let run = 0; run < all.runs; run++) {
        const [control, treatment] = [runningMoments(), runningMoments()]
        const found = { sequence: false, msprt: false, z: false }
        for (let n = STEP; n <= LAST; n += STEP) {
          for (let unit = 0; unit < STEP; unit++) {
            control.add(draw(all.chance))
            treatment.add(draw(all.chance))
          }
          if (n < first) continue
          const look = compareMeansSequential(control, treatment)
          if (look.p <= 0.05) found.sequence = true
          if (Math.abs(look.statistic) > 1.96) found.z = true
          if (compareMeansMsprt(control, treatment, { mixingVariance }).p <= 0.05)
            found.msprt = true
        }
        for (const key of ['sequence', 'msprt', 'z'] as const) if (found[key]) hits[key]++
      }
      return [
        all.holds(`confidence sequence, looks every 50 units: ${name}`, hits.sequence, ALPHA),
        all.holds(`mSPRT, the same: ${name}`, hits.msprt, ALPHA),
        all.control(`z above 1.96 at any look: ${name}`, hits.z, { atLeast: 0.15 }),
      ]
    },
  }
}

const found = (plan: Pick<PeekingSetup, 'draw'>, effect: number, chance: Chance): boolean => {
  const [control, treatment] = [runningMoments(), runningMoments()]
  for (let n = STEP; n <= LAST; n += STEP) {
    for (let unit = 0; unit < STEP; unit++) {
      control.add(plan.draw(chance))
      treatment.add(plan.draw(chance) + effect)
    }
    if (n >= 100 && compareMeansSequential(control, treatment).p <= 0.05) return true
  }
  return false
}

const power: Scenario = {
  id: 'O2e',
  run(trial) {
    const all = runsOf('O2e', 1000, trial)
    let hits = 0
    for (let run = 0; run < all.runs; run++) if (found({ draw: normal }, 0.08, all.chance)) hits++
    return [
      all.holds('confidence sequence finds 0.08 deviations by 10,000 a variant', hits, {
        atLeast: 0.9,
      }),
    ]
  },
}

/** A 90/10 split of equal variants, with looks every ten treated units. */
function unequal(trial: Trial, draw: Draw, rate: number | undefined, seedOffset: number) {
  const all = runsOf('O2f', 2000, { ...trial, seed: trial.seed + seedOffset })
  let [guarded, unguarded] = [0, 0]
  for (let run = 0; run < all.runs; run++) {
    const [control, treatment] = [runningMoments(), runningMoments()]
    let [isGuarded, isUnguarded] = [false, false]
    for (let treated = 10; treated <= 1000; treated += 10) {
      for (let unit = 0; unit < 90; unit++) control.add(draw(all.chance))
      for (let unit = 0; unit < 10; unit++) treatment.add(draw(all.chance))
      if (control.variance + treatment.variance === 0) continue
      if (compareMeansSequential(control, treatment).p > 0.05) continue
      isUnguarded = true
      if (isEnough(control, treatment, rate)) isGuarded = true
    }
    if (isGuarded) guarded++
    if (isUnguarded) unguarded++
  }
  return { all, guarded, unguarded }
}

function isEnough(
  control: { n: number },
  treatment: { n: number },
  rate: number | undefined,
): boolean {
  try {
    checkSequentialMinimum(control, treatment, rate)
    return true
  } catch (error) {
    if (error instanceof StatsError) return false
    throw error
  }
}

const minimum: Scenario = {
  id: 'O2f',
  run(trial) {
    const limit = { atMost: bandAround(0.05, 2000).atMost ?? 0 }
    const means = unequal(trial, lognormal, undefined, 0)
    const rates = unequal(trial, bernoulli(0.05), 0.05, 1)
    return [
      means.all.holds('90/10, lognormal, from 200 treated units on', means.guarded, limit),
      rates.all.holds('90/10, rate of 5 %, from 10 expected events on', rates.guarded, limit),
      rates.all.control('90/10, rate of 5 %, without a minimum', rates.unguarded, {
        atLeast: 0.05,
      }),
    ]
  },
}

/** Treated units and control units between two looks at a canary of 1 %. */
const CANARY = { treated: 50, control: 4950, looks: 60, rate: 0.01, share: 0.01 }

const canary: Scenario = {
  id: 'O2g',
  run(trial) {
    const all = runsOf('O2g', 4000, trial)
    const hits = { counts: 0, harm: 0, sequence: 0 }
    for (let run = 0; run < all.runs; run++) {
      const seen = { counts: false, harm: false, sequence: false }
      let [control, treatment, harmed] = [0, 0, 0]
      for (let look = 1; look <= CANARY.looks; look++) {
        control += poisson(all.chance, CANARY.control * CANARY.rate)
        treatment += all.chance.binomial(CANARY.treated, CANARY.rate)
        harmed += all.chance.binomial(CANARY.treated, 3 * CANARY.rate)
        const settings = { treatmentShare: CANARY.share }
        if (compareEventCounts(control, treatment, settings).p <= 0.05) seen.counts = true
        if (compareEventCounts(control, harmed, settings).p <= 0.05) seen.harm = true
        const moments = (events: number, n: number) => ({
          n,
          mean: events / n,
          variance: (events / n) * (1 - events / n),
        })
        const c = moments(control, look * CANARY.control)
        const t = moments(treatment, look * CANARY.treated)
        if (c.variance + t.variance > 0 && compareMeansSequential(c, t).p <= 0.05)
          seen.sequence = true
      }
      for (const key of ['counts', 'harm', 'sequence'] as const) if (seen[key]) hits[key]++
    }
    return [
      all.holds('event counts, canary of 1 %, rate of 1 %, 60 looks', hits.counts, {
        atMost: bandAround(0.05, 4000).atMost ?? 0,
      }),
      all.holds('event counts find 3 % instead of 1 %', hits.harm, { atLeast: 0.95 }),
      all.control('confidence sequence on the same canary', hits.sequence, { atLeast: 0.06 }),
    ]
  },
}

/** Events of many units with a small rate each; by the product of uniforms. */
function poisson(chance: Chance, mean: number): number {
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = chance.uniform(); product > limit; product *= chance.uniform()) count++
  return count
}

export const peekings: readonly Scenario[] = [
  peeking({
    id: 'O2a',
    name: 'normal',
    planned: 4000,
    first: 100,
    draw: normal,
    mixingVariance: 0.01,
  }),
  peeking({
    id: 'O2b',
    name: 'lognormal',
    planned: 2000,
    first: 200,
    draw: lognormal,
    mixingVariance: 0.05,
  }),
  peeking({
    id: 'O2c',
    name: 'Bernoulli 5 %',
    planned: 4000,
    first: 200,
    draw: bernoulli(0.05),
    mixingVariance: 0.0005,
  }),
  power,
  minimum,
  canary,
]
