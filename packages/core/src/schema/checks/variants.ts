import type { FlagType } from '../../ruleset.ts'
import { isRecord, ownValue } from '../../records.ts'
import { describe, listNames, quote } from '../describe.ts'
import { isLongVariant } from '../normalise.ts'
import { didYouMean } from '../suggestions.ts'
import type { Check, Path, Raw } from './check.ts'
import { fault, recordOf, warn } from './check.ts'

const TYPES: Readonly<Record<FlagType, string>> = {
  boolean: 'true or false',
  string: 'a text',
  number: 'a number',
  object: 'an object or a list',
}

/**
 * Checks the variants of a flag, and that their values are of its type.
 *
 * @returns the names of the variants; `undefined` when nobody can tell
 */
export function checkVariants(check: Check, flag: Raw, at: Path): readonly string[] | undefined {
  const { type = 'boolean', variants, defaultVariant } = flag
  const known = typeof type === 'string' && Object.hasOwn(TYPES, type)
  if (variants === undefined) {
    if (!known) return undefined
    if (type === 'boolean') return checkDefault(check, defaultVariant, ['on', 'off'], at)
    fault(check, at, `"variants" is missing; a flag of type ${quote(type)} has to list its values.`)
    return undefined
  }
  if (!isRecord(variants)) return undefined
  const names = Object.keys(variants)
  if (names.length === 0) fault(check, [...at, 'variants'], 'A flag has at least one variant.')
  if (known) {
    for (const [name, variant] of Object.entries(variants)) {
      checkValue(check, type as FlagType, variant, [...at, 'variants', name])
    }
  }
  if (defaultVariant === undefined && names.length > 0) {
    fault(check, at, `"defaultVariant" is missing; choose ${listNames(names)}.`)
  }
  return checkDefault(check, defaultVariant, names, at)
}

/** Warns of a kill switch that serves the treatment when it is turned off. */
export function checkKillSwitch(check: Check, flag: Raw, at: Path): void {
  const { kind, type = 'boolean', variants = { on: true }, defaultVariant: name } = flag
  if (kind !== 'kill_switch' || type !== 'boolean' || typeof name !== 'string') return
  const variant = ownValue(recordOf(variants), name)
  if ((isLongVariant(variant) ? variant.value : variant) !== true) return
  warn(
    check,
    [...at, 'defaultVariant'],
    `Turning this kill switch off serves ${quote(name)}, which is true, to everybody; name a variant that is false here, and serve ${quote(name)} by a rule.`,
  )
}

/** Checks that a flag has a variant. */
export function checkVariantName(
  check: Check,
  name: unknown,
  names: readonly string[] | undefined,
  at: Path,
): void {
  if (typeof name !== 'string' || names === undefined || names.includes(name)) return
  const few = names.length <= 6 ? ` There is ${listNames(names)}.` : ''
  fault(check, at, `There is no variant ${quote(name)}${didYouMean(name, names)}${few}`)
}

function checkDefault(
  check: Check,
  name: unknown,
  names: readonly string[],
  at: Path,
): readonly string[] {
  checkVariantName(check, name, names, [...at, 'defaultVariant'])
  return names
}

function checkValue(check: Check, type: FlagType, variant: unknown, at: Path): void {
  const long = isLongVariant(variant)
  const value = long ? variant.value : variant
  if (isOfType(type, value)) return
  // Of a bare object nobody can tell whether it was meant as the long form.
  const hint =
    !long && isRecord(variant) ? ' (with texts it is written as { value, title, description })' : ''
  fault(
    check,
    long ? [...at, 'value'] : at,
    `The flag is of type ${quote(type)}: expected ${TYPES[type]}, received ${describe(value)}${hint}.`,
  )
}

function isOfType(type: FlagType, value: unknown): boolean {
  return type === 'object' ? typeof value === 'object' && value !== null : typeof value === type
}
