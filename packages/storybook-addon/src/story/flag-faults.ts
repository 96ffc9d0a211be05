import { nearest } from '@sluice/client/variants'
import type { Flag, Ruleset } from '@sluice/core'
import type { DecidedBy, Given } from '../report/report.ts'
import { shown } from './parameters.ts'
import { flagOf, variantOf } from './served.ts'

/** What is wrong with what somebody said of a flag. */
export interface FlagFault {
  readonly sentence: string
  /** Whether it is left out, so that the story draws as if it had not been said. */
  readonly isUseless: boolean
}

const SAYERS: Readonly<Record<DecidedBy, string>> = {
  panel: 'The link or the panel',
  story: 'The story',
  toolbar: 'The toolbar',
  flag: 'The file of the flags',
  code: 'The code',
}

/** Tells what is wrong with a value or variant that somebody gives a flag. */
export function faultIn(
  ruleset: Ruleset | undefined,
  key: string,
  { value, variant }: Given,
  who: DecidedBy,
): FlagFault | undefined {
  if (!ruleset) return undefined
  const flag = flagOf(ruleset, key)
  const says = SAYERS[who]
  if (!flag)
    return { sentence: `${says} names it, but ${missingFlag(ruleset, key)}`, isUseless: false }
  if (variant !== undefined && !Object.hasOwn(flag.variants, variant)) {
    const end = value === undefined ? ' What is drawn is what it gives by itself.' : ''
    return {
      sentence: `${says} asks for the variant "${variant}", ${missingVariant(flag, variant)}${end}`,
      isUseless: value === undefined,
    }
  }
  if (value === undefined) return undefined
  if (typeOf(value) !== flag.type) {
    return {
      sentence: `${says} gives it ${shown(value)}, but it is of the type ${flag.type}. ${variantsOf(flag)} Until that is corrected, what is drawn is what it gives by itself.`,
      isUseless: true,
    }
  }
  const owner = variant === undefined ? undefined : variantOf(flag, value)
  if (owner !== undefined && owner !== variant) {
    return {
      sentence: `${says} asks for the variant "${variant}" and gives it ${shown(value)}, which is what "${owner}" gives. Take out one of the two.`,
      isUseless: false,
    }
  }
  const isName =
    variant === undefined &&
    typeof value === 'string' &&
    variantOf(flag, value) === undefined &&
    Object.hasOwn(flag.variants, value)
  return isName
    ? {
        sentence: `${says} gives it the value "${value}", which is the name of a variant. To get that variant, write variants: { '${key}': '${value}' }.`,
        isUseless: false,
      }
    : undefined
}

/** Says of a flag that a story reads and nobody defines what to do. */
export function unknownFlag(ruleset: Ruleset, key: string, file: string): string {
  return `The code reads "${key}", but ${missingFlag(ruleset, key, file)} Until then the code's own default is drawn.`
}

/** The end of a sentence about a flag that nobody defines. */
export function missingFlag(ruleset: Ruleset, key: string, file = 'the file of the flags'): string {
  const isArchived = Object.hasOwn(ruleset.flags, key)
  return isArchived
    ? `it is archived in ${file}. Take it out.`
    : `${file} has no such flag.${meant(key, Object.keys(ruleset.flags))} Correct the name, or add the flag.`
}

/** The end of a sentence about a variant that a flag does not have. */
export function missingVariant(flag: Flag, variant: string): string {
  return `which is gone or never was.${meant(variant, Object.keys(flag.variants))} ${variantsOf(flag)}`
}

function meant(given: string, names: readonly string[]): string {
  const name = nearest(given, names)
  return name === undefined ? '' : ` Did you mean "${name}"?`
}

function variantsOf({ variants }: Flag): string {
  return `It has ${Object.keys(variants).join(', ')}.`
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'object' : typeof value
}
