import { BUILT_IN_ATTRIBUTES } from '../../attributes.ts'
import { isRecord, ownValue } from '../../records.ts'
import { BPS } from '../../ruleset.ts'
import { quote } from '../describe.ts'
import { didYouMean } from '../suggestions.ts'
import type { Check, Path, Raw } from './check.ts'
import { fault, recordsOf, section } from './check.ts'
import { checkAttribute } from './conditions.ts'
import { checkVariantName } from './variants.ts'

/** Checks a split: its weights, its unit, and what it refers to. */
export function checkSplit(
  check: Check,
  serve: Raw,
  key: string,
  variants: readonly string[] | undefined,
  at: Path,
): void {
  checkWeights(check, serve['split'], variants, [...at, 'split'])
  checkUnit(check, serve['by'], [...at, 'by'])
  const { salt = key, layer, holdout } = serve
  if (isRecord(layer)) checkSlot(check, layer, salt, [...at, 'layer'])
  if (typeof holdout === 'string') {
    checkGuard(check, 'holdouts', holdout, salt, [...at, 'holdout'])
  }
}

function checkWeights(
  check: Check,
  split: unknown,
  variants: readonly string[] | undefined,
  at: Path,
): void {
  const shares = recordsOf(split, at)
  const seen = new Set<unknown>()
  let sum = 0
  for (const [{ variant, weightBps }, place] of shares) {
    checkVariantName(check, variant, variants, [...place, 'variant'])
    if (seen.has(variant) && typeof variant === 'string') {
      fault(
        check,
        [...place, 'variant'],
        `Variant ${quote(variant)} came before; add its weights up.`,
      )
    }
    seen.add(variant)
    sum += typeof weightBps === 'number' ? weightBps : Number.NaN
  }
  if (shares.length === 0 || Number.isNaN(sum) || sum === BPS) return
  const by = sum < BPS ? `${BPS - sum} are missing` : `${sum - BPS} are too many`
  fault(check, at, `The weights sum to ${sum} instead of ${BPS} basis points; ${by}.`)
}

function checkUnit(check: Check, by: unknown, at: Path): void {
  if (typeof by !== 'string' || (BUILT_IN_ATTRIBUTES as readonly string[]).includes(by)) return
  const attribute = ownValue(section(check, 'attributes'), by)
  if (attribute === undefined) checkAttribute(check, by, at)
  else if (isRecord(attribute) && attribute['unit'] !== true) {
    fault(
      check,
      at,
      `Attribute ${quote(by)} is not declared as a unit; add "unit: true" to it, or split by "targetingKey".`,
    )
  }
}

function checkSlot(check: Check, layer: Raw, salt: unknown, at: Path): void {
  const { name, fromBps, toBps } = layer
  if (typeof name === 'string') checkGuard(check, 'layers', name, salt, [...at, 'name'])
  if (typeof fromBps === 'number' && typeof toBps === 'number' && fromBps >= toBps) {
    fault(check, at, `The slot ends at ${toBps}, not after it begins at ${fromBps}; raise "toBps".`)
  }
}

function checkGuard(
  check: Check,
  kind: 'layers' | 'holdouts',
  name: string,
  salt: unknown,
  at: Path,
): void {
  const one = kind.slice(0, -1)
  const guards = section(check, kind)
  const guard = ownValue(guards, name)
  if (guard === undefined) {
    fault(check, at, `There is no ${one} ${quote(name)}${didYouMean(name, Object.keys(guards))}`)
  } else if (isRecord(guard) && (guard['salt'] ?? `${one}:${name}`) === salt) {
    fault(
      check,
      at,
      `The rule has the salt of ${one} ${quote(name)}, so that the same units would get the same variants; give the rule another salt.`,
    )
  }
}
