import { isRecord, mapRecord } from '../records.ts'

/**
 * Turns what `sluice types --manifest` writes into a document that can be parsed: what flags
 * and variants there are. What a flag gives by itself only its service knows; the document
 * says `off`, or else the first variant.
 *
 * @returns `undefined` when it is something else
 */
export function documentOfNames(data: unknown): Record<string, unknown> | undefined {
  if (!isRecord(data) || !isRecord(data['flags'])) return undefined
  const { flags, attributes = {}, ...others } = data
  const all = Object.entries(data['flags'])
  const isOther = Object.keys(others).length > 0 || all.length === 0
  if (isOther || !all.every(([, flag]) => isOfNames(flag))) return undefined
  const withDefaults = mapRecord(flags as Record<string, NamedFlag>, (flag) => {
    const [first] = Object.keys(flag.variants)
    return { ...flag, defaultVariant: Object.hasOwn(flag.variants, 'off') ? 'off' : first }
  })
  return { schemaVersion: 1, attributes, flags: withDefaults }
}

interface NamedFlag {
  readonly variants: Readonly<Record<string, unknown>>
}

function isOfNames(flag: unknown): flag is NamedFlag {
  if (!isRecord(flag) || !isRecord(flag['variants'])) return false
  // It says all that is known, and decides nothing; nobody writes such a flag by hand.
  return 'tags' in flag && !('rules' in flag) && !('defaultVariant' in flag)
}
