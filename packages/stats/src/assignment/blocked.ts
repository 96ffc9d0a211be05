import { createGenerator } from '../chance/generator.ts'
import { StatsError } from '../errors.ts'
import { checkShares } from '../input/check.ts'
import { checkList, checkRecord, checkText } from '../input/form.ts'
import { groupBy } from './group-by.ts'

/** A unit that is known before the start. */
export interface StratifiedUnit {
  readonly key: string
  /** What it has in common with others, such as a country; all of one stratum are balanced. */
  readonly stratum: string
}

/**
 * Assigns units that are all known beforehand, so that every stratum is divided as planned to
 * within one unit for each variant.
 *
 * @param units - in any order, which does not matter; each key once
 * @param shares - of the variants, summing to 1
 * @param seed - whole number; the same one gives the same assignment
 * @returns position of the variant by key
 * @see Madow (1949), On the theory of systematic sampling II, Ann. Math. Stat. 20
 * @throws StatsError `invalid_input` for a key that occurs twice
 */
export function assignBlocked(
  units: readonly StratifiedUnit[],
  shares: readonly number[],
  seed: number,
): ReadonlyMap<string, number> {
  checkShares('shares', shares)
  checkList('units', units, 'units')
  for (const [index, unit] of units.entries()) {
    checkRecord(`units[${index}]`, unit, 'key and stratum')
    checkText(`units[${index}].key`, unit.key)
    checkText(`units[${index}].stratum`, unit.stratum)
  }
  const strata = groupBy(units.toSorted(byKey), ({ stratum }) => stratum)
  const assigned = new Map<string, number>()
  for (const stratum of [...strata.keys()].toSorted()) {
    const members = shuffle(strata.get(stratum) ?? [], seed, stratum)
    const variants = block(members.length, shares, seed, stratum)
    for (const [index, { key }] of members.entries()) {
      if (assigned.has(key)) {
        throw new StatsError(
          'invalid_input',
          `The unit "${key}" occurs twice. Give each unit once.`,
        )
      }
      assigned.set(key, variants[index] as number)
    }
  }
  return assigned
}

/**
 * As many of each variant as its share asks for; who gets the rest is drawn, each with the chance
 * that its share leaves it.
 *
 * @see Madow (1949), On the theory of systematic sampling II, Ann. Math. Stat. 20: unequal
 *   probabilities without replacement
 */
function block(size: number, shares: readonly number[], seed: number, stratum: string): number[] {
  const counts = shares.map((share) => Math.floor(size * share + 1e-9))
  const left = size - counts.reduce((sum, count) => sum + count, 0)
  const { uniform } = createGenerator(seed, hash(stratum), 2)
  const rests = shares.map((share, index) => Math.max(0, size * share - (counts[index] as number)))
  const sum = rests.reduce((all, rest) => all + rest, 0)
  // One draw for all: places as far apart as one unit hit each rest with just its own chance.
  let drawn = uniform()
  let reached = 0
  for (const [index, rest] of rests.entries()) {
    // To the last bit, whatever rounding leaves of the sum.
    reached = index === rests.length - 1 ? left : reached + (left === 0 ? 0 : (rest / sum) * left)
    if (drawn >= reached) continue
    counts[index] = (counts[index] as number) + 1
    drawn++
  }
  return counts.flatMap((count, index) => Array.from<number>({ length: count }).fill(index))
}

function shuffle<T>(values: readonly T[], seed: number, stratum: string): T[] {
  const result = [...values]
  const { below } = createGenerator(seed, hash(stratum), 1)
  for (let index = result.length - 1; index > 0; index--) {
    const other = below(index + 1)
    const kept = result[index] as T
    result[index] = result[other] as T
    result[other] = kept
  }
  return result
}

/** FNV-1a: tells strata apart, and need do no more. */
function hash(text: string): number {
  let result = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    result = Math.imul(result ^ text.charCodeAt(index), 0x01000193)
  }
  return result >>> 0
}

function byKey(left: StratifiedUnit, right: StratifiedUnit): number {
  return left.key < right.key ? -1 : 1
}
