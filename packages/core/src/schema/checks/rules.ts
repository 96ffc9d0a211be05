import { isRecord } from '../../records.ts'
import { BPS } from '../../ruleset.ts'
import { quote } from '../describe.ts'
import type { Check, Path, Raw } from './check.ts'
import { fault, recordOf, recordsOf, warn } from './check.ts'
import { checkCondition } from './conditions.ts'
import { checkSplit } from './splits.ts'
import { checkVariantName } from './variants.ts'

/** Checks the rules of a flag, each and in their order. */
export function checkRules(
  check: Check,
  flag: Raw,
  key: string,
  variants: readonly string[] | undefined,
): void {
  const ids = new Set<unknown>()
  let last: string | undefined
  for (const [rule, at] of recordsOf(flag['rules'], ['flags', key, 'rules'])) {
    const { id } = rule
    if (typeof id === 'string' && ids.has(id)) {
      fault(check, [...at, 'id'], `Rule id ${quote(id)} came before in this flag; choose another.`)
    }
    ids.add(id)
    checkWindow(check, rule['window'], [...at, 'window'])
    checkCondition(check, rule['when'], [...at, 'when'])
    checkServe(check, rule['serve'], key, variants, [...at, 'serve'])
    if (last !== undefined) {
      warn(check, at, `No unit gets here: rule ${quote(last)} includes everybody.`)
    } else if (includesEverybody(rule)) last = typeof id === 'string' ? id : ''
  }
}

function checkServe(
  check: Check,
  serve: unknown,
  key: string,
  variants: readonly string[] | undefined,
  at: Path,
): void {
  if (!isRecord(serve)) return
  if ('split' in serve) checkSplit(check, serve, key, variants, at)
  else checkVariantName(check, serve['variant'], variants, [...at, 'variant'])
}

function checkWindow(check: Check, window: unknown, at: Path): void {
  const { startsAt, endsAt } = recordOf(window)
  if (typeof startsAt === 'number' && typeof endsAt === 'number' && endsAt <= startsAt) {
    fault(check, at, `The window ends at ${endsAt}, not after it starts at ${startsAt}.`)
  }
}

function includesEverybody(rule: Raw): boolean {
  if (rule['when'] !== undefined || rule['window'] !== undefined) return false
  const { split, coverageBps = BPS, by, layer } = recordOf(rule['serve'])
  if (split === undefined) return true
  return coverageBps === BPS && layer === undefined && (by ?? 'targetingKey') === 'targetingKey'
}
