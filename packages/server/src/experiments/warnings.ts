import type { Experiment, Flag, Ruleset, Split } from '@sluice/core'
import type { FoundExperiment } from './find-experiment.ts'
import { namedAttributes } from '../reach/named-attributes.ts'

/** Something about a plan that is allowed and that somebody should think about. */
export interface PlanWarning {
  readonly code:
    | 'OVERLAPS'
    | 'ATTRIBUTE_SHOULD_NOT_DECIDE'
    | 'NO_MINIMUM_EFFECT'
    | 'BASELINE_UNKNOWN'
    | 'COUNTS_NOBODY'
    | 'NOT_BALANCED'
    | 'VALUE_MAY_CHANGE'
    | 'UNITS_ABOVE_PLAN'
    | 'READ_WITHIN_A_WEEK'
    | 'AUDIENCE_UNKNOWN'
    | 'WINDOW_CUTS'
  readonly message: string
}

/** Words of attributes that laws and people care about; none of them should decide what somebody sees. */
const PROTECTED =
  /(?:^|[._-])(?:age|birth\w*|disab\w*|ethnic\w*|gender|health|income|marital|nationality|orientation|political|politics|pregnan\w*|race|religio\w*|salary|sex|skin)(?:$|[._-])/i

/** Warns of other experiments on the same people, and of attributes that should not decide. */
export function warningsOf(ruleset: Ruleset, found: FoundExperiment): PlanWarning[] {
  const { experiment, flag, rule, split } = found
  const warnings: PlanWarning[] = []
  for (const [key, other] of Object.entries(ruleset.experiments)) {
    if (key === found.key || other.run === undefined) continue
    // One rule of a flag decides for somebody, and another one does not.
    if (other.flag === experiment.flag) continue
    if (!mayOverlap(split, splitOf(ruleset, other))) continue
    const stands =
      other.run.status === 'stopped'
        ? {
            is: 'is stopped, and splits the same units until it is decided',
            or: 'Decide it, or give',
          }
        : { is: `is ${other.run.status} on the same units`, or: 'Give' }
    warnings.push({
      code: 'OVERLAPS',
      message: `"${key}" ${stands.is}: either may change the effect of the other. ${stands.or} both a slot of one layer to keep them apart.`,
    })
  }
  for (const name of attributesOf(ruleset, flag, rule.id)) {
    const isSensitive = ruleset.attributes[name]?.sensitive === true
    if (!isSensitive && !PROTECTED.test(spaced(name))) continue
    warnings.push({
      code: 'ATTRIBUTE_SHOULD_NOT_DECIDE',
      message: `"${name}" decides who takes part, and ${isSensitive ? 'is declared as sensitive' : 'people are protected from being told apart by such things'}. Leave it out of the rules of "${experiment.flag}".`,
    })
  }
  if (flag.stability === 'live') {
    warnings.push({
      code: 'VALUE_MAY_CHANGE',
      message: `"${experiment.flag}" changes on open pages, so that somebody may see two variants when it is edited. Give it the kind "experiment" or the stability "session".`,
    })
  }
  return warnings
}

function splitOf({ flags }: Ruleset, { flag, rule }: Experiment): Split | undefined {
  const serve = flags[flag]?.rules.find(({ id }) => id === rule)?.serve
  return serve !== undefined && 'split' in serve ? serve : undefined
}

/** Slots of one layer never overlap, so that only those two are known to be apart. */
function mayOverlap(split: Split, other: Split | undefined): boolean {
  if (other === undefined) return false
  const inOneLayer =
    split.layer !== undefined && split.layer.name === other.layer?.name && split.by === other.by
  return !inOneLayer
}

/** Attributes by which the rules of a flag decide, as far as this one. */
function attributesOf({ segments }: Ruleset, flag: Flag, id: string): Set<string> {
  const place = flag.rules.findIndex((rule) => rule.id === id)
  const rules = place < 0 ? flag.rules : flag.rules.slice(0, place + 1)
  return namedAttributes(
    segments,
    rules.flatMap(({ when }) => (when === undefined ? [] : [when])),
  )
}

/** `customerAge` reads as `customer-age`. */
function spaced(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
}
