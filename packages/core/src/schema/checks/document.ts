import { isRecord } from '../../records.ts'
import { quote } from '../describe.ts'
import { didYouMean } from '../suggestions.ts'
import type { Check, Path } from './check.ts'
import { fault, recordsOf, section } from './check.ts'
import { checkCondition } from './conditions.ts'
import { checkDependencies } from './dependencies.ts'
import { checkExperiments } from './experiments.ts'
import { checkLayers } from './layers.ts'
import { checkMetrics } from './metrics.ts'
import { checkRules } from './rules.ts'
import { checkKillSwitch, checkVariantName, checkVariants } from './variants.ts'

/** Checks everything that the shape alone does not tell. */
export function checkDocument(check: Check): void {
  for (const [name, segment] of Object.entries(section(check, 'segments'))) {
    checkCondition(check, segment, ['segments', name])
  }
  const variants = new Map<string, readonly string[] | undefined>()
  for (const [key, flag] of Object.entries(section(check, 'flags'))) {
    if (isRecord(flag)) variants.set(key, checkVariants(check, flag, ['flags', key]))
  }
  for (const [key, flag] of check.activeFlags) {
    checkKillSwitch(check, flag, ['flags', key])
    checkRules(check, flag, key, variants.get(key))
    checkPrerequisites(check, flag['prerequisites'], variants, ['flags', key, 'prerequisites'])
  }
  checkLayers(check)
  checkMetrics(check)
  checkExperiments(check)
  checkDependencies(check)
}

function checkPrerequisites(
  check: Check,
  prerequisites: unknown,
  variants: ReadonlyMap<string, readonly string[] | undefined>,
  at: Path,
): void {
  const flags = section(check, 'flags')
  for (const [prerequisite, place] of recordsOf(prerequisites, at)) {
    const { flag: required, variants: served } = prerequisite
    if (typeof required !== 'string') continue
    const flag = flags[required]
    if (!check.flagKeys.has(required)) {
      const names = didYouMean(required, check.flagKeys)
      fault(check, [...place, 'flag'], `There is no flag ${quote(required)}${names}`)
    } else if (isRecord(flag) && flag['archived'] === true) {
      fault(
        check,
        [...place, 'flag'],
        `Flag ${quote(required)} is archived and serves nothing; take the prerequisite out, or archive this flag too.`,
      )
    } else if (Array.isArray(served)) {
      served.forEach((name: unknown, index) =>
        checkVariantName(check, name, variants.get(required), [...place, 'variants', index]),
      )
    }
  }
}
