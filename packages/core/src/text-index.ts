import type { AttributeSlots } from './attribute-slots.ts'
import { slotOf } from './attribute-slots.ts'
import type { AttributeCondition, Condition, Rule } from './ruleset.ts'

/** As many rules as one integer has bits to spare. */
export const MOST_INDEXED = 30

/**
 * Answers for several rules at once which of them a text attribute lets through.
 * Flags often ask rule after rule for the same attribute, such as the country.
 */
export interface TextIndex {
  readonly slot: number
  /** The rules that ask, one bit each. */
  readonly rules: number
  /** Text → the rules among them that it is named in. */
  readonly named: ReadonlyMap<string, number>
}

/**
 * Finds the attributes that at least two rules compare with texts, and nothing else.
 *
 * @param rules - at most `MOST_INDEXED`; the first has the lowest bit
 */
export function textIndexesOf(rules: readonly Rule[], slots: AttributeSlots): TextIndex[] {
  const found = new Map<string, { slot: number; rules: number; named: Map<string, number> }>()
  for (const [at, { when, window }] of rules.entries()) {
    if (window !== undefined || when === undefined || !comparesTexts(when)) continue
    const { attribute, values } = when
    const slot = slotOf(slots, attribute)
    const index = found.get(attribute) ?? { slot, rules: 0, named: new Map<string, number>() }
    found.set(attribute, index)
    index.rules |= 1 << at
    for (const text of values) index.named.set(text, (index.named.get(text) ?? 0) | (1 << at))
  }
  // One bit alone is one rule alone, which asks as quickly by itself.
  return [...found.values()].filter((index) => index.rules & (index.rules - 1))
}

type ComparesTexts = AttributeCondition & { readonly values: readonly string[] }

function comparesTexts(condition: Condition): condition is ComparesTexts {
  if (!('attribute' in condition)) return false
  const { op, values = [] } = condition
  return (op === 'in' || op === 'equals') && values.every((value) => typeof value === 'string')
}
