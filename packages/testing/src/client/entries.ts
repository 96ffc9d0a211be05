import type { DetailsSource, Flag, JsonValue, Ruleset } from '@sluice/core'
import { compile } from '@sluice/core'
import {
  checkValue,
  findFlag,
  valueOfVariant,
  type NamedValues,
  type NamedVariants,
} from '../naming/check-names.ts'
import { sameValue } from '../naming/same-value.ts'

type Manifest = Pick<Ruleset, 'flags'> | undefined

const served = new WeakMap<Flag, Map<string, DetailsSource>>()

/**
 * Makes what a service would have sent for the flags that a test names. A flag
 * may be named by its value, its variant, or both: then the value belongs to the variant.
 *
 * @throws SluiceError when the manifest does not hold what is named
 */
export function entriesFor(
  manifest: Manifest,
  values: NamedValues,
  variants: NamedVariants,
): DetailsSource[] {
  const keys = new Set([...Object.keys(values), ...Object.keys(variants)])
  return [...keys].flatMap((key): DetailsSource[] => {
    const value = values[key]
    const variant = variants[key]
    if (value !== undefined) checkValue(manifest, key, value)
    if (variant !== undefined) return [ofVariant(manifest, key, variant, value)]
    return value === undefined ? [] : [ofValue(manifest, key, value)]
  })
}

function ofVariant(
  manifest: Manifest,
  key: string,
  variant: string,
  own: JsonValue | undefined,
): DetailsSource {
  const known = valueOfVariant(manifest, key, variant)
  const entry = fromManifest(findFlag(manifest, key), key, variant)
  if (entry && own === undefined) return entry
  const value = own ?? known
  return { ...bare(key), ...entry, variant, ...(value !== undefined && { value }) }
}

function ofValue(manifest: Manifest, key: string, value: JsonValue): DetailsSource {
  const flag = findFlag(manifest, key)
  const [variant] =
    Object.entries(flag?.variants ?? {}).find(([, known]) => sameValue(known.value, value)) ?? []
  const entry = variant === undefined ? undefined : fromManifest(flag, key, variant)
  return entry ?? { ...bare(key), value, variant: nameOf(value) }
}

/** A value that no manifest gives a name is called what it is, so that exposures of it can be told apart. */
function nameOf(value: JsonValue): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 128)
}

function bare(key: string): DetailsSource {
  return { key, reason: 'STATIC', metadata: {} }
}

/** Evaluates the flag as if everybody got this variant, so that its metadata is that of the service. */
function fromManifest(
  flag: Flag | undefined,
  key: string,
  variant: string,
): DetailsSource | undefined {
  if (!flag) return undefined
  let known = served.get(flag)
  if (!known) served.set(flag, (known = new Map<string, DetailsSource>()))
  let entry = known.get(variant)
  if (!entry) {
    const forAll: Flag = {
      ...flag,
      enabled: true,
      prerequisites: [],
      rules: [],
      defaultVariant: variant,
    }
    const alone = compile({ ...NOTHING, flags: { [key]: forAll } })
    entry = { ...alone.evaluate(key, {}, 0), reason: 'STATIC' }
    known.set(variant, entry)
  }
  return entry
}

const NOTHING: Ruleset = {
  schemaVersion: 1,
  version: 0,
  attributes: {},
  segments: {},
  layers: {},
  holdouts: {},
  metrics: {},
  experiments: {},
  rollouts: {},
  flags: {},
}
