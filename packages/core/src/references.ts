import { ownValue } from './records.ts'
import type { Condition, Flag, Ruleset } from './ruleset.ts'

/** Names of what a flag is decided by, beside itself; segments within segments included. */
export interface References {
  readonly attributes: ReadonlySet<string>
  readonly segments: ReadonlySet<string>
  readonly layers: ReadonlySet<string>
  readonly holdouts: ReadonlySet<string>
}

/** Collects what the rules of a flag refer to; names that nothing has are kept. */
export function referencesOf(flag: Flag, segments: Ruleset['segments']): References {
  const found = {
    attributes: new Set<string>(),
    segments: new Set<string>(),
    layers: new Set<string>(),
    holdouts: new Set<string>(),
  }
  for (const { when, serve } of flag.rules) {
    if (when !== undefined) collect(when, segments, found)
    if (!('split' in serve)) continue
    found.attributes.add(serve.by)
    if (serve.layer !== undefined) found.layers.add(serve.layer.name)
    if (serve.holdout !== undefined) found.holdouts.add(serve.holdout)
  }
  return found
}

function collect(
  root: Condition,
  segments: Ruleset['segments'],
  found: { readonly attributes: Set<string>; readonly segments: Set<string> },
): void {
  const open: Condition[] = [root]
  for (let condition = open.pop(); condition !== undefined; condition = open.pop()) {
    if ('all' in condition) for (const part of condition.all) open.push(part)
    else if ('any' in condition) for (const part of condition.any) open.push(part)
    else if ('not' in condition) open.push(condition.not)
    else if ('attribute' in condition) found.attributes.add(condition.attribute)
    else if (!found.segments.has(condition.segment)) {
      found.segments.add(condition.segment)
      const segment = ownValue(segments, condition.segment)
      if (segment !== undefined) open.push(segment)
    }
  }
}
