import { boundaryOf, bucketOf, rangesOf, type Ruleset, type Split } from '@sluice/core'
import type { UnitValues } from '@sluice/events'
import { rankSalts, StatsError, type CovariateUnit, type SaltBalance } from '@sluice/stats'
import { setImmediate } from 'node:timers/promises'

/** How many salts are tried; more find hardly a better one. */
const CANDIDATES = 100

/** Fewer units than this tell nothing of a balance. */
const FEWEST_UNITS = 100

/** Units beyond this make it slower and no better. */
const MOST_UNITS = 5_000

/** Values of an attribute that are told apart, the most frequent first. */
const MOST_VALUES = 5

/** That a salt was chosen because it leaves the variants alike, and how alike. */
export interface BalanceProof {
  readonly salt: string
  readonly candidates: number
  readonly units: number
  /** Covariates, an attribute as one for each of its values, such as `country=DE`. */
  readonly covariates: readonly string[]
  /** Sum of squared standardised differences; smaller is better. */
  readonly imbalance: number
  /** Largest standardised difference, absolute. */
  readonly largest: number
  /** How probable an imbalance as large is for a salt that was not chosen. */
  readonly p: number
  /** The imbalance of the candidate in the middle and of the worst, to compare with. */
  readonly medianImbalance: number
  readonly worstImbalance: number
}

/** What a salt is chosen for. */
export interface BalanceQuestion {
  readonly split: Split
  /** Whose salts tell who is in the slot of the split, and who is held back. */
  readonly ruleset: Pick<Ruleset, 'layers' | 'holdouts'>
  readonly control: string
  /** The salts that are tried begin with this. */
  readonly prefix: string
  /** What units did before and what is known of them, by the digits of their pseudonym. */
  readonly values: readonly UnitValues[]
  /** The value of a unit by those digits: what a salt is hashed with. */
  readonly keys: ReadonlyMap<string, string>
  readonly metrics: readonly string[]
  readonly attributes: readonly string[]
}

/**
 * Picks, of many salts, the one that leaves the variants most alike in what was known of units
 * before the start.
 *
 * @returns `undefined` where too few units are known by their value to tell
 */
export async function pickSalt(question: BalanceQuestion): Promise<BalanceProof | undefined> {
  const { split, control, prefix } = question
  const { units, names } = covariateUnits(question)
  if (units.length < FEWEST_UNITS || names.length === 0) return undefined
  const variantOf = assigner(split, control)
  const ranked: SaltBalance[] = []
  for (let index = 0; index < CANDIDATES; index++) {
    try {
      ranked.push(...rankSalts([`${prefix}-${index}`], units, variantOf, split.split.length))
    } catch (error) {
      // A salt that leaves a variant next to empty is none to choose.
      if (!(error instanceof StatsError)) throw error
    }
    // Flags are served meanwhile.
    await setImmediate()
  }
  const sorted = ranked.toSorted((a, b) => a.imbalance - b.imbalance)
  const [best] = sorted
  if (best === undefined) return undefined
  return {
    ...best,
    candidates: sorted.length,
    units: units.length,
    covariates: names,
    medianImbalance: sorted[Math.floor(sorted.length / 2)]?.imbalance ?? best.imbalance,
    worstImbalance: sorted.at(-1)?.imbalance ?? best.imbalance,
  }
}

/** Which variant a salt gives a unit: 0 for the control; `undefined` outside of the coverage. */
function assigner(
  split: Split,
  control: string,
): (salt: string, key: string) => number | undefined {
  const ranges = rangesOf(split.split, split.coverageBps)
  const treatments = split.split.map(({ variant }) => variant).filter((name) => name !== control)
  const places = new Map([control, ...treatments].map((variant, place) => [variant, place]))
  return (salt, key) => {
    const bucket = bucketOf(key, salt)
    const home = ranges.find(({ to }) => bucket < to)
    return home !== undefined && bucket < home.coveredTo ? places.get(home.variant) : undefined
  }
}

/** Whether layer and holdout leave a unit in; another salt of the split changes nothing of it. */
function isLeftIn({ split, ruleset }: BalanceQuestion, key: string): boolean {
  const { layer, holdout } = split
  const slot = layer && ruleset.layers[layer.name]
  if (layer !== undefined && slot !== undefined) {
    const bucket = bucketOf(key, slot.salt)
    if (bucket < boundaryOf(layer.fromBps) || bucket >= boundaryOf(layer.toBps)) return false
  }
  const held = holdout === undefined ? undefined : ruleset.holdouts[holdout]
  return held === undefined || bucketOf(key, held.salt) >= boundaryOf(held.shareBps)
}

function covariateUnits(question: BalanceQuestion): {
  readonly units: readonly CovariateUnit[]
  readonly names: readonly string[]
} {
  const { values, keys, metrics, attributes } = question
  const known = values
    .filter(({ unit }) => keys.has(unit) && isLeftIn(question, keys.get(unit) ?? ''))
    .slice(0, MOST_UNITS)
  const columns: { readonly name: string; readonly of: (unit: UnitValues) => number }[] = []
  for (const [at, name] of metrics.entries()) {
    columns.push({ name, of: (unit) => unit.values[at] ?? 0 })
  }
  for (const [at, name] of attributes.entries()) {
    const counts = new Map<string, number>()
    for (const unit of known) {
      const value = unit.attributes[at]
      if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    const frequent = [...counts].toSorted(([, a], [, b]) => b - a).slice(0, MOST_VALUES)
    for (const [value] of frequent) {
      columns.push({
        name: `${name}=${value}`,
        of: (unit) => (unit.attributes[at] === value ? 1 : 0),
      })
    }
  }
  // What is the same for everybody is balanced by any salt.
  const telling = columns.filter(({ of }) => new Set(known.map(of)).size > 1)
  return {
    names: telling.map(({ name }) => name),
    units: known.map((unit) => ({
      key: keys.get(unit.unit) ?? '',
      covariates: telling.map(({ of }) => of(unit)),
    })),
  }
}
