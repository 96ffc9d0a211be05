import type { DetailsSource, EvaluationContext, Flag, JsonValue, Ruleset } from '@sluice/core'
import { compile, type CompiledRuleset } from '@sluice/core'
import { re2Engine } from '@sluice/core/regex'
import type { Given } from '../report/report.ts'
import { sameValue } from './same-value.ts'

/** Who looks at a story, where nobody says: always the same, so that a story looks the same every day. */
const SOMEBODY = 'storybook'

const compiled = new WeakMap<Ruleset, { whole: CompiledRuleset; plain: CompiledRuleset }>()

/**
 * Prepares the flags for a story.
 *
 * Shares are left out unless the story says who looks: what a person gets by chance
 * would differ between two stories, and from one day to the next.
 */
export function compiledFor(
  ruleset: Ruleset,
  context: EvaluationContext | undefined,
): CompiledRuleset {
  let known = compiled.get(ruleset)
  if (!known) {
    known = {
      whole: compile(shownAtOnce(ruleset, false), { regex: re2Engine }),
      plain: compile(shownAtOnce(ruleset, true), { regex: re2Engine }),
    }
    compiled.set(ruleset, known)
  }
  const isKnown = context?.['targetingKey'] !== undefined || context?.['anonymousKey'] !== undefined
  return isKnown ? known.whole : known.plain
}

/** Completes who looks at a story. */
export function contextFor(context: EvaluationContext = {}): EvaluationContext {
  const { targetingKey, anonymousKey } = context
  const key = targetingKey ?? (typeof anonymousKey === 'string' ? anonymousKey : SOMEBODY)
  return { ...context, targetingKey: key, anonymousKey: anonymousKey ?? key }
}

/** Lets each choice reach the screen at once, whatever an app would wait for. */
function shownAtOnce(ruleset: Ruleset, isPlain: boolean): Ruleset {
  const flags = Object.entries(ruleset.flags).map(([key, flag]): [string, Flag] => [
    key,
    {
      ...flag,
      stability: 'live',
      rules: isPlain ? flag.rules.filter(({ serve }) => !('split' in serve)) : flag.rules,
    },
  ])
  return { ...ruleset, flags: Object.fromEntries(flags) }
}

/** Makes what a service would have sent for a flag that somebody decided about. */
export function entryFor(
  ruleset: Ruleset | undefined,
  key: string,
  { value, variant }: Given,
): DetailsSource {
  const flag = flagOf(ruleset, key)
  const name = variant ?? variantOf(flag, value)
  const known = flag && name !== undefined ? ofFlag(flag, key, name) : undefined
  if (known && (value === undefined || sameValue(known.value, value))) return known
  const served = value ?? (name === 'on' || name === 'off' ? name === 'on' : undefined)
  return {
    key,
    reason: 'STATIC',
    metadata: known?.metadata ?? {},
    variant: name ?? nameOf(value),
    ...(served !== undefined && { value: served }),
  } as DetailsSource
}

/** Finds a flag that is not archived. */
export function flagOf(ruleset: Ruleset | undefined, key: string): Flag | undefined {
  if (!ruleset || !Object.hasOwn(ruleset.flags, key)) return undefined
  const flag = ruleset.flags[key]
  return flag?.archived ? undefined : flag
}

/** Finds the variant that a value belongs to. */
export function variantOf(
  flag: Flag | undefined,
  value: JsonValue | undefined,
): string | undefined {
  if (!flag || value === undefined) return undefined
  return Object.entries(flag.variants).find(([, known]) => sameValue(known.value, value))?.[0]
}

const served = new WeakMap<Flag, Map<string, DetailsSource>>()

/** Evaluates the flag as if everybody got this variant, so that its metadata is that of the service. */
function ofFlag(flag: Flag, key: string, variant: string): DetailsSource | undefined {
  if (!Object.hasOwn(flag.variants, variant)) return undefined
  let known = served.get(flag)
  if (!known) served.set(flag, (known = new Map<string, DetailsSource>()))
  let entry = known.get(variant)
  if (!entry) {
    const forAll: Flag = {
      ...flag,
      enabled: true,
      stability: 'live',
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

/** A value that no flag gives a name is called what it is, so that exposures of it can be told apart. */
function nameOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (value === undefined) return undefined
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 128)
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
