import { pairwise } from '@sluice/client/variants'
import type { ShownVariant } from '../report/report.ts'
import { writeChoices } from '../story/choices.ts'

/** A flag whose variants are combined. */
export interface CellFlag {
  readonly key: string
  readonly title: string
  readonly variants: readonly Pick<ShownVariant, 'name' | 'title'>[]
}

/** One combination of variants. */
export interface VariantCell {
  /** Variants by flag key. */
  readonly variants: Readonly<Record<string, string>>
  /** The titles of the variants, and of their flags where there is more than one, for people. */
  readonly title: string
  /** What stands in the address to get it. */
  readonly payload: string
}

/**
 * Lists what a story is shown in: every variant of one flag, all combinations of two,
 * and of more so many that each two variants of different flags meet.
 */
export function cellsOf(flags: readonly CellFlag[]): VariantCell[] {
  const choices = Object.fromEntries(
    flags.map(({ key, variants }) => [key, variants.map(({ name }) => name)]),
  )
  return pairwise(choices).map((variants) => ({
    variants,
    title: flags
      .map(({ key, title, variants: all }) => {
        const shown = all.find(({ name }) => name === variants[key])?.title ?? ''
        return flags.length > 1 ? `${title}: ${shown}` : shown
      })
      .join(', '),
    payload: payloadOf(variants),
  }))
}

/** Writes a combination as it stands in the address. */
export function payloadOf(variants: Readonly<Record<string, string>>): string {
  return writeChoices({
    overrides: Object.fromEntries(
      Object.entries(variants).map(([key, variant]) => [key, { variant }]),
    ),
  })
}
