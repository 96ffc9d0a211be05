import type { FlagKey, VariantName } from '@sluice/client'
import type { Ruleset } from '@sluice/core'
import { GLOBALS } from '../ids.ts'
import { getManifest } from '../manifest/held-manifest.ts'
import { flagFault, noteFault, unknownVariant } from '../story/noted-faults.ts'
import { titleOf, toldApart, variantsOf } from '../story/report-story.ts'
import { flagOf } from '../story/served.ts'
import { cellsOf, type CellFlag } from './cells.ts'

/** Modes of a visual test, by title: each draws the story in another combination of variants. */
export type VariantModes = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Which flags to combine: their keys, or some of the variants of each. */
export type FlagsToCombine =
  | readonly FlagKey[]
  | { readonly [K in FlagKey]?: readonly VariantName<K>[] }

/**
 * Lists the cells of the variant grid as modes, which is how tools for visual tests name
 * what they take pictures of.
 *
 * @returns nothing for a flag that does not exist; the panel says so
 * @example
 * parameters: { chromatic: { modes: variantModes(['new-checkout', 'checkout-cta']) } }
 */
export function variantModes(flags: FlagsToCombine): VariantModes {
  const { ruleset } = getManifest()
  const named = Array.isArray(flags)
    ? Object.fromEntries((flags as readonly string[]).map((key) => [key, undefined]))
    : (flags as Readonly<Record<string, readonly string[] | undefined>>)
  const cells = cellsOf(
    Object.entries(named).flatMap(([key, names]) => cellFlag(ruleset, key, names)),
  )
  return Object.fromEntries(cells.map(({ title, payload }) => [title, { [GLOBALS.here]: payload }]))
}

function cellFlag(
  ruleset: Ruleset | undefined,
  key: string,
  names: readonly string[] | undefined,
): CellFlag[] {
  const flag = flagOf(ruleset, key)
  if (ruleset && !flag) {
    noteFault(flagFault(ruleset, key))
    return []
  }
  const all = flag ? variantsOf(flag) : []
  if (!names)
    return all.length > 0 ? [{ key, title: flag?.title ?? titleOf(key), variants: all }] : []
  const known = names.filter((name) => {
    if (!flag || Object.hasOwn(flag.variants, name)) return true
    noteFault(unknownVariant(flag, key, name))
    return false
  })
  if (known.length === 0) return []
  return [
    {
      key,
      title: flag?.title ?? titleOf(key),
      variants: flag
        ? known.flatMap((name) => all.find((each) => each.name === name) ?? [])
        : toldApart(known.map((name) => ({ name, title: titleOf(name) }))),
    },
  ]
}
