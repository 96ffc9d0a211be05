import { kindOf } from './misfit.ts'

/**
 * Compares the fields of an object, or the elements of a list, with those that are known of
 * its flag, where these are all of one kind.
 *
 * @returns what is wrong with it, in a sentence; `undefined` where it fits
 */
export function shapeFault(
  value: unknown,
  known: readonly unknown[],
  path = 'value',
): string | undefined {
  const shape = kindOf(value)
  if (shape !== 'object' && shape !== 'list') return undefined
  const isList = shape === 'list'
  const others = known.filter((one): one is object => kindOf(one) === shape)
  for (const [name, field] of Object.entries(value as object)) {
    const fields = others.flatMap((one) =>
      // Any element tells of all.
      isList
        ? (one as readonly unknown[])
        : Object.hasOwn(one, name)
          ? [(one as Readonly<Record<string, unknown>>)[name]]
          : [],
    )
    const [kind, another] = new Set(fields.map(kindOf).filter((one) => one !== 'null'))
    const at = isList ? `${path}[${name}]` : `${path}.${name}`
    const isNothing = field === null && fields.includes(null)
    if (kind !== undefined && another === undefined && kind !== kindOf(field) && !isNothing)
      return `its ${at} is ${kindOf(field)}, and not ${kind}.`
    const fault = shapeFault(field, fields, at)
    if (fault !== undefined) return fault
  }
  return undefined
}
