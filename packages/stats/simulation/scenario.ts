import { createChance } from './chance.ts'
import type { Chance } from './chance.ts'

/** Deviations that a check allows: about one in a thousand fails by chance. */
const DEVIATIONS = 3.3

/** One line of the table. */
export interface Row {
  readonly id: string
  readonly what: string
  readonly observed: number
  readonly runs: number
  /** Inclusive. */
  readonly atLeast: number
  readonly atMost: number
  /** A method known to be wrong: it must look bad, or the scenario sees nothing. */
  readonly isControl: boolean
  /** Percentages and plain numbers read differently. */
  readonly unit: 'percent' | 'number'
}

/** What a scenario is asked: how often, and from which seed. */
export interface Trial {
  /** How many of the planned runs are made, in (0, 1]. */
  readonly effort: number
  readonly seed: number
}

/** A set-up with what must hold in it. */
export interface Scenario {
  readonly id: string
  run(trial: Trial): readonly Row[]
}

/** Bounds of a rate at the planned number of runs. */
export interface Bounds {
  readonly atLeast?: number
  readonly atMost?: number
}

/** Runs of a scenario, and rows about the rates that they give. */
export interface Runs {
  readonly runs: number
  readonly chance: Chance
  /** A rate that must lie in its bounds. */
  readonly holds: (what: string, hits: number, bounds: Bounds, of?: number) => Row
  /** A rate of a method that is known to be wrong. */
  readonly control: (what: string, hits: number, bounds: Bounds) => Row
  /** A number that is no rate. */
  readonly number: (what: string, observed: number, bounds: Bounds) => Row
  /** A number of a method that is known to be wrong. */
  readonly controlNumber: (what: string, observed: number, bounds: Bounds) => Row
}

/** How many runs there are at this effort, with chance of their own. */
export function runsOf(id: string, planned: number, { effort, seed }: Trial): Runs {
  const runs = Math.max(1, Math.round(planned * effort))
  // With fewer runs there is more noise, and the bounds are wider by as much.
  const slack = (p: number): number =>
    DEVIATIONS * Math.sqrt(p * (1 - p)) * (1 / Math.sqrt(runs) - 1 / Math.sqrt(planned))
  const row = (
    what: string,
    hits: number,
    { atLeast = -Infinity, atMost = Infinity }: Bounds,
    isControl: boolean,
    of: number,
  ): Row => ({
    id,
    what,
    observed: hits / of,
    runs: of,
    atLeast: atLeast === -Infinity ? atLeast : atLeast - slack(atLeast),
    atMost: atMost === Infinity ? atMost : atMost + slack(atMost),
    isControl,
    unit: 'percent',
  })
  const number: Runs['number'] = (what, observed, { atLeast = -Infinity, atMost = Infinity }) => ({
    id,
    what,
    observed,
    runs,
    atLeast,
    atMost,
    isControl: false,
    unit: 'number',
  })
  return {
    runs,
    chance: createChance(seed, ...Array.from(id, (letter) => letter.charCodeAt(0))),
    holds: (what, hits, bounds, of = runs) => row(what, hits, bounds, false, of),
    control: (what, hits, bounds) => row(what, hits, bounds, true, runs),
    controlNumber: (what, observed, bounds) => ({
      ...number(what, observed, bounds),
      isControl: true,
    }),
    number,
  }
}

/** Runs of a control row, whose chance is its own so that it moves no other row. */
export function controlRunsOf(id: string, planned: number, trial: Trial): Runs {
  const all = runsOf(`${id} control`, planned, trial)
  const ofFamily = (row: Row): Row => ({ ...row, id })
  return {
    ...all,
    control: (what, hits, bounds) => ofFamily(all.control(what, hits, bounds)),
    controlNumber: (what, observed, bounds) => ofFamily(all.controlNumber(what, observed, bounds)),
  }
}

/** Bounds around a rate that a method states exactly. */
export function bandAround(p: number, runs: number): Bounds {
  const reach = DEVIATIONS * Math.sqrt((p * (1 - p)) / runs)
  return { atLeast: p - reach, atMost: p + reach }
}

/** True when a row is as it must be. */
export function isGood({ observed, atLeast, atMost }: Row): boolean {
  return observed >= atLeast && observed <= atMost
}
