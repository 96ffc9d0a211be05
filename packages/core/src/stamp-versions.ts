import { canonicalText } from './canonical.ts'
import { emptyRecord, ownValue } from './records.ts'
import type { References } from './references.ts'
import { referencesOf } from './references.ts'
import type { Flag, Ruleset, Variant } from './ruleset.ts'
import { sameJson } from './same-json.ts'

/** What the caller knows about a change. */
export interface StampOptions {
  /** Keys of the flags that this change rolls back; their next values pierce. */
  readonly rolledBack?: ReadonlySet<string>
}

const SECTIONS = ['attributes', 'segments', 'layers', 'holdouts'] as const
type Section = (typeof SECTIONS)[number]

/** Texts and what a service sets: no part of what a flag can serve. */
const NOT_SERVED: ReadonlySet<string> = new Set([
  'title',
  'description',
  'designUrl',
  'owner',
  'tags',
  'sunsetOn',
  'variants',
  'rules',
  'version',
  'allocationVersion',
  'rolledBack',
])

const STAMPS: ReadonlySet<string> = new Set(['version', 'allocationVersion', 'rolledBack'])
const TEXTS: ReadonlySet<string> = new Set(['title', 'description'])
const ATTRIBUTE_NOT_SERVED: ReadonlySet<string> = new Set(['description', 'stored', 'sensitive'])

/**
 * Numbers a ruleset and its flags.
 *
 * A flag's `version` becomes `version` when what it can serve differs from
 * `previous`, also by way of a segment, layer, holdout, attribute or prerequisite
 * that it refers to; its `allocationVersion` when the layout of its splits does.
 * Titles, descriptions, owners, tags, sunset days and design addresses do not
 * count. `rolledBack` is set on the flags that `options` names, and goes when
 * the flag changes again.
 *
 * @param previous - the ruleset before, stamped; `undefined` for the first one
 * @param version - of the new ruleset
 */
export function stampVersions(
  previous: Ruleset | undefined,
  next: Ruleset,
  version: number,
  options: StampOptions = {},
): Ruleset {
  const comparison = previous && compareRulesets(previous, next)
  const served = comparison === undefined ? undefined : changedFlags(comparison)
  const flags = emptyRecord<Flag>()
  for (const [key, flag] of Object.entries(next.flags)) {
    const before = previous && ownValue(previous.flags, key)
    const { rolledBack: _mark, ...unmarked } = flag
    const changed = before === undefined || served === undefined || served.has(key)
    const reallocated =
      before === undefined ||
      comparison === undefined ||
      isReallocated(comparison, key, before, flag)
    const rolledBack =
      options.rolledBack?.has(key) === true || (!changed && before.rolledBack === true)
    flags[key] = Object.freeze({
      ...unmarked,
      version: changed ? version : (before.version ?? version),
      allocationVersion: reallocated ? version : (before.allocationVersion ?? version),
      ...(rolledBack && { rolledBack }),
    })
  }
  return Object.freeze({ ...next, version, flags: Object.freeze(flags) })
}

/** Two rulesets, and what is found out about them once for all flags. */
interface Comparison {
  readonly previous: Ruleset
  readonly next: Ruleset
  /** Keys of the flags that are as they were; telling so is cheaper than writing their texts. */
  readonly same: ReadonlySet<string>
  /** What flags may refer to and is not as it was. */
  readonly references: References
}

function compareRulesets(previous: Ruleset, next: Ruleset): Comparison {
  const same = Object.keys(next.flags).filter((key) =>
    sameJson(ownValue(previous.flags, key), next.flags[key], STAMPS),
  )
  return { previous, next, same: new Set(same), references: changedReferences(previous, next) }
}

/** Keys of the flags of `next` that may serve something else than before, prerequisites included. */
function changedFlags(comparison: Comparison): ReadonlySet<string> {
  const { next } = comparison
  const changed = new Set<string>()
  const dependents = new Map<string, string[]>()
  for (const [key, flag] of Object.entries(next.flags)) {
    if (isServedAnew(comparison, key, flag)) changed.add(key)
    for (const { flag: required } of flag.prerequisites) {
      if (!Object.hasOwn(next.flags, required)) changed.add(required)
      const list = dependents.get(required)
      if (list === undefined) dependents.set(required, [key])
      else list.push(key)
    }
  }
  // A set hands out what is added while it is being walked.
  for (const key of changed)
    for (const dependent of dependents.get(key) ?? []) changed.add(dependent)
  return changed
}

/** Tells whether a flag, or what it refers to, is not as it was; prerequisites aside. */
function isServedAnew(
  { previous, next, same, references }: Comparison,
  key: string,
  flag: Flag,
): boolean {
  const before = ownValue(previous.flags, key)
  if (before === undefined) return true
  if (!same.has(key) && servedText(before) !== servedText(flag)) return true
  const nothing = SECTIONS.every((section) => references[section].size === 0)
  return !nothing && refersTo(referencesOf(flag, next.segments), references)
}

function isReallocated(
  { previous, next, same, references }: Comparison,
  key: string,
  before: Flag,
  flag: Flag,
): boolean {
  const { layers, holdouts } = references
  if (same.has(key) && layers.size === 0 && holdouts.size === 0) return false
  return allocationText(before, previous) !== allocationText(flag, next)
}

function changedReferences(previous: Ruleset, next: Ruleset): References {
  const differing = (section: Section, leaveOut?: ReadonlySet<string>): ReadonlySet<string> => {
    const before: Readonly<Record<string, unknown>> = previous[section]
    const after: Readonly<Record<string, unknown>> = next[section]
    const names = new Set([...Object.keys(before), ...Object.keys(after)])
    return new Set(
      [...names].filter(
        (name) =>
          canonicalText(ownValue(before, name), leaveOut) !==
          canonicalText(ownValue(after, name), leaveOut),
      ),
    )
  }
  return {
    attributes: differing('attributes', ATTRIBUTE_NOT_SERVED),
    segments: differing('segments'),
    layers: differing('layers', TEXTS),
    holdouts: differing('holdouts', TEXTS),
  }
}

function refersTo(references: References, changed: References): boolean {
  return SECTIONS.some((section) =>
    [...references[section]].some((name) => changed[section].has(name)),
  )
}

function servedText(flag: Flag): string {
  return canonicalText([
    canonicalText(flag, NOT_SERVED),
    valuesOf(flag.variants),
    flag.rules.map((rule) => canonicalText(rule, TEXTS)),
  ])
}

function allocationText(flag: Flag, { layers, holdouts }: Ruleset): string {
  const splits = flag.rules.flatMap(({ serve }) => {
    if (!('split' in serve)) return []
    const { coverageBps: _coverage, ...allocation } = serve
    const layer = serve.layer && ownValue(layers, serve.layer.name)?.salt
    const holdout = serve.holdout === undefined ? undefined : ownValue(holdouts, serve.holdout)
    return [{ allocation, layer, holdout: holdout && [holdout.salt, holdout.shareBps] }]
  })
  return canonicalText([valuesOf(flag.variants), splits])
}

function valuesOf(variants: Readonly<Record<string, Variant>>): readonly unknown[] {
  return Object.keys(variants)
    .sort()
    .map((name) => [name, variants[name]?.value])
}
