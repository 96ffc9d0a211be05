import type { Ruleset } from '@sluice/core'
import { canonicalJson, sha256 } from '../audit/audit-entry.ts'
import { decidingParts, type DecidingPart } from './deciding-parts.ts'
import type { FoundExperiment } from './find-experiment.ts'

/** What planning counted by, a hash of each by its name, such as `segment europe`. */
export type PlannedParts = Readonly<Record<string, string>>

/** So many digits of a hash tell two definitions apart. */
const DIGITS = 16

/** What planning does not look into, and what somebody gets who does not take part. */
const NOT_COUNTED_BY: ReadonlySet<DecidingPart['what']> = new Set(['prerequisite', 'default'])

/** Notes what decides who takes part and is counted, as a ruleset has it now. */
export function plannedParts(
  ruleset: Ruleset,
  { experiment, rule, split }: FoundExperiment,
): PlannedParts {
  const parts = decidingParts(ruleset, experiment.flag, rule.id)
    .filter(({ what }) => !NOT_COUNTED_BY.has(what))
    // Plans of before it was a part have none.
    .filter(({ what, value }) => what !== 'serverOnly' || value === true)
    .map(({ what, name, value }) => [name === undefined ? what : `${what} ${name}`, value] as const)
  return Object.fromEntries(
    [...parts, ['slot', split.layer] as const].map(([name, value]) => [name, hashOf(value)]),
  )
}

/**
 * Names what decides otherwise by now than when it was planned.
 *
 * @param planned - absent from what an earlier release planned, of which nothing is known
 */
export function changedParts(
  ruleset: Ruleset,
  found: FoundExperiment,
  planned: PlannedParts | undefined,
): string[] {
  if (planned === undefined) return []
  const now = plannedParts(ruleset, found)
  const names = [...new Set([...Object.keys(planned), ...Object.keys(now)])]
  return names.filter((name) => planned[name] !== now[name]).map(inWords)
}

function inWords(part: string): string {
  const space = part.indexOf(' ')
  if (space < 0) return WORDS[part] ?? part
  return `the ${part.slice(0, space)} "${part.slice(space + 1)}"`
}

const WORDS: Readonly<Record<string, string>> = {
  coverage: 'its coverage',
  targeting: 'its condition, its window, what it requires or a rule before it',
  exposure: 'what its flag records of exposures',
  serverOnly: 'whether pages get its flag ("serverOnly")',
  slot: 'its slot of the layer',
}

function hashOf(value: unknown): string {
  return sha256(canonicalJson(value ?? null)).slice(0, DIGITS)
}
