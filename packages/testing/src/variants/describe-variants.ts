import type { FlagKey, VariantName } from '@sluice/client'
import { SluiceError } from '@sluice/core'
import type { FlagVariants } from '../client/options.ts'
import { findFlag, valueOfVariant } from '../naming/check-names.ts'
import { literal } from '../naming/words.ts'
import { session } from '../session.ts'
import { pairwise } from '@sluice/client/variants'

/** Which variants a block of tests is about. */
export interface VariantCell {
  /** For `renderWithFlags` and `forceFlags`, as they are. */
  readonly variants: FlagVariants
  /** The variants as a sentence: the title of the block. */
  readonly title: string
}

/** Which flags to combine: one, several, or the variants of each. */
export type VariantsToDescribe =
  | FlagKey
  | readonly FlagKey[]
  | { readonly [K in FlagKey]?: readonly VariantName<K>[] }

/**
 * Runs a block of tests for each variant of a flag, and for pairwise combinations of
 * several flags: each two variants of different flags meet at least once.
 *
 * @throws SluiceError when a flag or a variant does not exist, or nobody knows the variants
 * @example
 * describeVariants('checkout-cta', ({ variants }) => {
 *   it('can be ordered', () => {
 *     renderWithFlags(<Checkout />, { variants })
 *   })
 * })
 */
export type DescribeVariants = (
  flags: VariantsToDescribe,
  block: (cell: VariantCell) => void,
) => void

/** Makes `describeVariants` for a test runner, out of its `describe`. */
export function createDescribeVariants(
  describe: (title: string, block: () => void) => unknown,
): DescribeVariants {
  return (flags, block) => {
    for (const cell of variantCells(flags)) describe(cell.title, () => block(cell))
  }
}

/** Lists what `describeVariants` runs a block for. */
export function variantCells(flags: VariantsToDescribe): VariantCell[] {
  const choices = choicesOf(flags)
  return pairwise(choices).map((variants) => ({
    variants: variants as FlagVariants,
    title: Object.entries(variants)
      .map(([key, variant]) => `${key} is ${variant}`)
      .join(', '),
  }))
}

function choicesOf(flags: VariantsToDescribe): Readonly<Record<string, readonly string[]>> {
  const { manifest } = session.settings
  const isList = typeof flags === 'string' || Array.isArray(flags)
  const named: Readonly<Record<string, readonly string[] | undefined>> = isList
    ? Object.fromEntries([flags].flat().map((key) => [key as string, undefined]))
    : (flags as Readonly<Record<string, readonly string[]>>)
  const choices = Object.entries(named).map(([key, given]) => {
    const flag = findFlag(manifest, key)
    for (const variant of given ?? []) if (flag) valueOfVariant(manifest, key, variant)
    const variants = given ?? (flag && Object.keys(flag.variants))
    if (variants && variants.length > 0) return [key, variants] as const
    throw new SluiceError(
      'VARIANTS_UNKNOWN',
      `Nobody told which variants "${key}" has. Name them: describeVariants({ ${literal(key)}: ['on', 'off'] }, …); ` +
        'or give the tests a manifest: configureTesting({ manifest }).',
    )
  })
  if (choices.length === 0)
    throw new SluiceError('VARIANTS_UNKNOWN', 'describeVariants was given no flag. Name one.')
  return Object.fromEntries(choices)
}
