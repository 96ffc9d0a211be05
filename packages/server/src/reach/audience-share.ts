import type { AskedStore } from '../measure/asked-store.ts'
import type { RuleAudience } from './rule-audience.ts'

/** How many units of late are asked whether the rule is for them. */
const ASKED_UNITS = 10_000

/** Fewer than this tell nothing of a share. */
const FEWEST_UNITS = 100

/**
 * Finds for how many of the units of late a rule is.
 *
 * @returns the share, `null` where nothing tells, and of how many units it is
 */
export async function audienceShare(
  store: Pick<AskedStore, 'unitValues'>,
  range: {
    readonly environment: string
    readonly unit: string
    readonly from: number
    readonly to: number
  },
  whom: RuleAudience | undefined,
): Promise<{ readonly share: number | null; readonly units: number }> {
  if (whom === undefined) return { share: 1, units: 0 }
  if (whom.notStored.length > 0) return { share: null, units: 0 }
  const { attributes } = whom
  if (attributes.length === 0) return { share: whom.weigh([]), units: 0 }
  const values = await store.unitValues({ ...range, metrics: [], attributes, limit: ASKED_UNITS })
  // Who carries none of them was there before they were stored, or came without a context.
  const units = values.filter((unit) => unit.attributes.some((value) => value !== undefined))
  if (units.length < FEWEST_UNITS) return { share: null, units: units.length }
  const sum = units.reduce((all, unit) => all + whom.weigh(unit.attributes), 0)
  return { share: sum / units.length, units: units.length }
}
