import type { JsonValue } from '@sluice/core'

/** What a value is, as the type of a flag says it; a list and nothing are told from an object. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'list' : typeof value
}

/**
 * Compares a value with the type of its flag.
 *
 * @param known - values that the flag has: where one is a list, a list fits, and a field of an
 *   object is of the kind that it has in all of them
 * @returns what is wrong with it, in a sentence; `undefined` where it fits
 */
export function misfit(
  type: string,
  value: unknown,
  known: readonly (JsonValue | undefined)[],
): string | undefined {
  const kind = kindOf(value)
  const fits =
    type === 'unknown'
      ? kind !== 'null'
      : kind === type || (kind === 'list' && known.some((one) => Array.isArray(one)))
  if (fits) return shapeFault(value, known, 'value')
  return type === 'unknown'
    ? `its value is ${kind}.`
    : `it is of the type ${type}, and not ${kind}.`
}

/** Compares the fields of an object with those of others, where these are all of one kind. */
function shapeFault(value: unknown, known: readonly unknown[], path: string): string | undefined {
  if (kindOf(value) !== 'object') return undefined
  const others = known.filter((one): one is object => kindOf(one) === 'object')
  for (const [name, field] of Object.entries(value as object)) {
    const fields = others.flatMap((one) =>
      Object.hasOwn(one, name) ? [(one as Readonly<Record<string, unknown>>)[name]] : [],
    )
    const [kind, another] = new Set(fields.map(kindOf).filter((one) => one !== 'null'))
    const at = `${path}.${name}`
    const isNothing = field === null && fields.includes(null)
    if (kind !== undefined && another === undefined && kind !== kindOf(field) && !isNothing)
      return `its ${at} is ${kindOf(field)}, and not ${kind}.`
    const fault = shapeFault(field, fields, at)
    if (fault !== undefined) return fault
  }
  return undefined
}
