import type { Condition, Flag, Rule, Ruleset } from '@sluice/core'
import type { Subject } from '../rulesets/change.ts'

/** A part of a ruleset that decides who is served what by a rule, and who of them is counted. */
export interface DecidingPart {
  readonly what:
    | 'coverage'
    | 'targeting'
    | 'default'
    | 'segment'
    | 'layer'
    | 'holdout'
    | 'attribute'
    | 'prerequisite'
    | 'exposure'
    | 'serverOnly'
  /** Whose, where it is not of the flag itself. */
  readonly name?: string
  /** To compare: whatever of it can change what somebody is served. */
  readonly value: unknown
}

type Parts = Pick<Ruleset, 'flags' | 'segments' | 'layers' | 'holdouts' | 'attributes'>

/**
 * Collects what decides who gets a rule of a flag and what they are served: the rules down to it,
 * the segments, layers, holdouts and attributes that they name, and the flags required first with
 * all of theirs.
 *
 * @returns nothing where there is no such flag
 */
export function decidingParts(ruleset: Parts, key: string, id: string): readonly DecidingPart[] {
  const flag = own(ruleset.flags, key)
  if (flag === undefined) return []
  const rules = rulesDownTo(flag, id)
  const last = rules.find((rule) => rule.id === id)
  const parts: DecidingPart[] = [
    { what: 'coverage', value: coverageOf(last) },
    // Rules above it decide who gets as far as this one.
    {
      what: 'targeting',
      value: [
        flag.prerequisites,
        rules.filter((rule) => rule !== last).map(servedBy),
        last?.when,
        last?.window,
      ],
    },
    { what: 'default', value: flag.defaultVariant },
    // What is not recorded is not counted.
    { what: 'exposure', value: flag.exposure },
    // Pages do not get it then, and whoever is only there takes no part.
    { what: 'serverOnly', value: flag.serverOnly },
  ]
  const required = requiredFlags(ruleset, flag, key)
  for (const [name, { enabled, archived, defaultVariant, prerequisites, ...other }] of required) {
    const value = [enabled && !archived, defaultVariant, prerequisites, other.rules.map(servedBy)]
    parts.push({ what: 'prerequisite', name, value })
  }
  const others = [...required.values()].flatMap((other) => other.rules)
  return [...parts, ...namedBy(ruleset, [...rules, ...others])]
}

/** What a change has to be about, so that it can change any of the parts: `segment eu`. */
export function namesOf(key: string, parts: readonly DecidingPart[]): ReadonlySet<string> {
  const named = parts.flatMap(({ what, name }) =>
    name === undefined
      ? []
      : [subjectName(what === 'prerequisite' ? 'flag' : (what as Subject), name)],
  )
  return new Set([subjectName('flag', key), ...named])
}

/** One thing that changes by name, as {@link namesOf} writes it. */
export function subjectName(subject: string, name: string): string {
  return `${subject} ${name}`
}

/** All where it is not there any more. */
function rulesDownTo({ rules }: Flag, id: string): readonly Rule[] {
  const place = rules.findIndex((rule) => rule.id === id)
  return place < 0 ? rules : rules.slice(0, place + 1)
}

function coverageOf(rule: Rule | undefined): number | undefined {
  return rule !== undefined && 'split' in rule.serve ? rule.serve.coverageBps : undefined
}

function servedBy({ description: _words, ...rule }: Rule): unknown {
  return rule
}

function requiredFlags({ flags }: Parts, flag: Flag, key: string): Map<string, Flag> {
  const found = new Map<string, Flag>()
  const open = [...flag.prerequisites]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const required = own(flags, next.flag)
    if (required === undefined || next.flag === key || found.has(next.flag)) continue
    found.set(next.flag, required)
    open.push(...required.prerequisites)
  }
  return found
}

/** The segments, layers, holdouts and attributes of rules, segments within segments included. */
function namedBy(ruleset: Parts, rules: readonly Rule[]): DecidingPart[] {
  const found = new Map<string, DecidingPart>()
  const add = (what: DecidingPart['what'], name: string, value: unknown): boolean => {
    const id = subjectName(what, name)
    if (found.has(id)) return false
    found.set(id, { what, name, value })
    return true
  }
  const addAttribute = (name: string): void => {
    const { type, unit } = own(ruleset.attributes, name) ?? {}
    add('attribute', name, [type, unit])
  }
  for (const { when, serve } of rules) {
    const open: Condition[] = when === undefined ? [] : [when]
    for (let condition = open.pop(); condition !== undefined; condition = open.pop()) {
      if ('all' in condition) open.push(...condition.all)
      else if ('any' in condition) open.push(...condition.any)
      else if ('not' in condition) open.push(condition.not)
      else if ('attribute' in condition) addAttribute(condition.attribute)
      else {
        const segment = own(ruleset.segments, condition.segment)
        if (add('segment', condition.segment, segment) && segment !== undefined) open.push(segment)
      }
    }
    if (!('split' in serve)) continue
    addAttribute(serve.by)
    const { layer, holdout } = serve
    if (layer !== undefined) add('layer', layer.name, own(ruleset.layers, layer.name)?.salt)
    if (holdout === undefined) continue
    const { salt, shareBps } = own(ruleset.holdouts, holdout) ?? {}
    add('holdout', holdout, [salt, shareBps])
  }
  return [...found.values()]
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}
