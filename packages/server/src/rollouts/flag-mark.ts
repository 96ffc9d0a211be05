import type { Flag } from '@sluice/core'
import { canonicalJson, sha256 } from '../audit/audit-entry.ts'

// A flag of a ruleset never changes, and every look at its rollout asks for its name.
const marks = new WeakMap<Flag, string>()

/**
 * Names what a flag can serve, by a hash. Texts, owners and dates are not in it, nor what the
 * service counts: who corrects a title does not step in.
 */
export function flagMark(flag: Flag): string {
  const known = marks.get(flag) ?? markOf(flag)
  marks.set(flag, known)
  return known
}

function markOf(flag: Flag): string {
  const { variants, rules } = flag
  return sha256(
    canonicalJson({
      kind: flag.kind,
      type: flag.type,
      enabled: flag.enabled,
      archived: flag.archived,
      serverOnly: flag.serverOnly,
      overridable: flag.overridable,
      defaultVariant: flag.defaultVariant,
      stability: flag.stability,
      exposure: flag.exposure,
      prerequisites: flag.prerequisites,
      variants: Object.fromEntries(
        Object.entries(variants).map(([name, { value }]) => [name, value]),
      ),
      rules: rules.map(({ description: _text, ...rule }) => rule),
    }),
  )
}
