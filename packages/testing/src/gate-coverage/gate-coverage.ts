import type { Flag, JsonValue, Ruleset } from '@sluice/core'
import { sameValue } from '../naming/same-value.ts'
import { meant, variantsOf } from '../naming/words.ts'
import type { GateUse } from '../session.ts'
import type { Evidence } from './evidence.ts'
import type { ManualCheck } from './manual-checks.ts'

/** One test, or one person, that exercised a variant. */
export interface Exerciser {
  /** `vitest`, `playwright`, …; `manual` for a check that somebody signed for. */
  readonly by: string
  /** The whole title; of a check, who signed. */
  readonly test: string
  /** The file of the test. */
  readonly file?: string
  /** When a check was signed. */
  readonly at?: string
}

/** One variant of one flag, and who exercised it. */
export interface VariantCoverage {
  readonly flag: string
  readonly variant: string
  readonly exercisedBy: readonly Exerciser[]
}

/** Which variants of which flags are tested. The same evidence gives the same text. */
export interface GateCoverage {
  readonly version: 1
  readonly flags: number
  /** Of all flags together. */
  readonly variants: number
  readonly exercised: number
  /** By flag and variant, in the order of the manifest. */
  readonly list: readonly VariantCoverage[]
  /** Sentences about evidence that fits no variant any more. */
  readonly remarks: readonly string[]
}

/**
 * Compares what was exercised with what there is. Flags that are archived or that no
 * browser gets are left out.
 */
export function gateCoverage(
  { flags }: Pick<Ruleset, 'flags'>,
  evidence: readonly Evidence[],
  checks: readonly ManualCheck[],
): GateCoverage {
  const entries = Object.entries(flags).filter(([, flag]) => !flag.archived && !flag.serverOnly)
  const known = new Map(entries)
  const exercisers = new Map<string, Map<string, Exerciser>>()
  const remarks = new Set<string>()
  const note = (flag: string, variant: string, exerciser: Exerciser): void => {
    const key = JSON.stringify([flag, variant])
    const all = exercisers.get(key) ?? new Map<string, Exerciser>()
    exercisers.set(key, all.set(JSON.stringify(exerciser), exerciser))
  }
  for (const { by, file, test, uses } of evidence) {
    for (const use of uses) {
      const flag = known.get(use.flag)
      const variant = flag && variantOf(flag, use)
      if (variant !== undefined) note(use.flag, variant, { by, test, file })
      else if (flag && use.variant !== undefined)
        remarks.add(
          `"${test}" (${file}) exercised "${use.flag}" in "${use.variant}", which is none of its variants. ${variantsOf(flag)} Name one of them in the test.`,
        )
    }
  }
  for (const { flag: key, variant, value, by, at } of checks) {
    const flag = known.get(key)
    const now = flag && ownVariant(flag, variant)
    const again = `Sign it again or take it out: npx sluice coverage sign ${key} ${variant}`
    if (!flag)
      remarks.add(
        `${by} signed for "${key}", which is no flag of the manifest any more.${meant(key, [...known.keys()])} Take it out.`,
      )
    else if (now === undefined)
      remarks.add(
        `${by} signed for "${key}" in "${variant}", which it no longer has. ${variantsOf(flag)} Take it out.`,
      )
    else if (!sameValue(now, value))
      remarks.add(
        `What ${by} signed for on ${at.slice(0, 10)} has changed since: "${key}" in "${variant}". ${again}`,
      )
    else note(key, variant, { by: 'manual', test: by, at })
  }
  const list = entries.flatMap(([flag, { variants }]) =>
    Object.keys(variants).map((variant): VariantCoverage => {
      const all = exercisers.get(JSON.stringify([flag, variant]))?.values() ?? []
      return { flag, variant, exercisedBy: [...all].toSorted(byName) }
    }),
  )
  return {
    version: 1,
    flags: entries.length,
    variants: list.length,
    exercised: list.filter(({ exercisedBy }) => exercisedBy.length > 0).length,
    list,
    remarks: [...remarks].toSorted(),
  }
}

/** Finds the variant that was used: by its name, or by its value where the test named no other. */
function variantOf({ variants }: Flag, { variant, value }: GateUse): string | undefined {
  if (variant !== undefined && Object.hasOwn(variants, variant)) return variant
  if (value === undefined) return undefined
  const named = Object.entries(variants).find(([, own]) => sameValue(own.value, value as JsonValue))
  return named?.[0]
}

function ownVariant({ variants }: Flag, name: string): JsonValue | undefined {
  return Object.hasOwn(variants, name) ? variants[name]?.value : undefined
}

function byName(a: Exerciser, b: Exerciser): number {
  const [one, other] = [a, b].map(({ by, file, test }) => `${by} ${file} ${test}`) as [
    string,
    string,
  ]
  return one < other ? -1 : one > other ? 1 : 0
}
