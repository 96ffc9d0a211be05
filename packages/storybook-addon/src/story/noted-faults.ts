import type { Flag, Ruleset } from '@sluice/core'
import { missingFlag, missingVariant } from './flag-faults.ts'

const noted = new Set<string>()

/** Keeps a sentence for the panel about what a file of stories asked for. */
export function noteFault(sentence: string): void {
  noted.add(sentence)
}

/** What was noted so far. */
export function notedFaults(): readonly string[] {
  return [...noted]
}

/** Says of a flag that modes name and nobody defines what to do. */
export function flagFault(ruleset: Ruleset, key: string): string {
  return `The modes name "${key}", but ${missingFlag(ruleset, key)}`
}

/** Says of a variant that modes name and the flag does not have what to do. */
export function unknownVariant(flag: Flag, key: string, variant: string): string {
  return `The modes ask for the variant "${variant}" of "${key}", ${missingVariant(flag, variant)}`
}
