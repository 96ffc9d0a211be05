import type { JsonValue } from '@sluice/core'

/** A type as code asks for it: a list is another one than an object. */
export type ReadType = 'boolean' | 'string' | 'number' | 'object' | 'list'

/**
 * Tells of which type a default is, and so what code asks for.
 *
 * @returns `undefined` for a default of `null`, which takes a value of any type
 */
export function typeRead(value: JsonValue): ReadType | undefined {
  if (value === null) return undefined
  return Array.isArray(value) ? 'list' : (typeof value as ReadType)
}

/** What is wrong with how code reads a flag. */
export interface MistypedRead {
  readonly sentence: string
  /** Whether nothing reads it as what it is, so that its value is drawn nowhere. */
  readonly isEverywhere: boolean
}

/** Tells what is wrong where code asks a flag for another type than that of its value. */
export function mistypedRead(
  value: JsonValue | undefined,
  types: ReadonlySet<ReadType | undefined>,
): MistypedRead | undefined {
  const own = value === undefined ? undefined : typeRead(value)
  const wrong = [...types].find((type) => type !== undefined && type !== own)
  if (own === undefined || wrong === undefined) return undefined
  const how =
    own === 'boolean'
      ? 'Read it with <Gate> or useGate'
      : `Read it with <Variant>, or with useVariant and a default that is ${named(own)}`
  return {
    sentence: `The code reads it as ${named(wrong)}, but it gives ${named(own)}, so the code's own default is drawn there. ${how}; or change the type of the flag.`,
    isEverywhere: !types.has(own) && !types.has(undefined),
  }
}

function named(type: ReadType): string {
  return `${type === 'object' ? 'an' : 'a'} ${type}`
}
