import { BUCKETS, rangesOf, type Flag, type Rule } from '@sluice/core'
import type { RolloutPlan } from '@sluice/rollout'
import { canonicalJson } from '../audit/audit-entry.ts'
import { isAsPlaced } from './place-share.ts'

/**
 * Whether somebody may get a variant by a flag who does not get it by the flag as it was. Where
 * the rules do not show that nobody does, somebody may.
 *
 * Whom a rollout keeps back to compare with, by its own rules as it has set them, is nobody whom
 * somebody took the variant from: a rule for them below may give it to them again.
 *
 * @param plan - of the rollout; without it no rule is a rollout's
 */
export function givesMore(
  before: Flag | undefined,
  after: Flag | undefined,
  variant: string,
  plan?: RolloutPlan,
): boolean {
  const [was, is] = [rulesOf(before), rulesOf(after)]
  const givers = is.filter((rule) => placesOf(rule, variant).length > 0)
  if (givers.length === 0) return false
  if (before === undefined || after === undefined || opens(before, after)) return true
  const isSkipped = (rule: Rule): boolean => plan !== undefined && isAsPlaced(plan, rule)
  return givers.some((giver) => {
    const isLast = giver === is.at(-1)
    if (isLast && stops(before) && before.defaultVariant !== variant) return true
    const ahead = isLast && stops(after) ? [] : is.slice(0, is.indexOf(giver))
    return !isKept(giver, variant, { was, ahead, isSkipped: isLast ? never : isSkipped })
  })
}

const never = (): boolean => false

/** The rules that a flag serves by, with its default variant as the last of them. */
function rulesOf(flag: Flag | undefined): readonly Rule[] {
  if (flag === undefined || flag.archived) return []
  const otherwise: Rule = { id: '', serve: { variant: flag.defaultVariant } }
  return flag.enabled ? [...flag.rules, otherwise] : [otherwise]
}

/** Whether what stopped everybody at a flag, or every page, does so no more. */
function opens(before: Flag, after: Flag): boolean {
  const kept = new Set(after.prerequisites.map((one) => canonicalJson(one)))
  const isOpen = before.prerequisites.some((one) => !kept.has(canonicalJson(one)))
  return (before.enabled && isOpen) || (before.serverOnly && !after.serverOnly)
}

/** Whether a prerequisite or a holdout gives somebody the default variant, whatever the rules say. */
function stops({ enabled, prerequisites, rules }: Flag): boolean {
  return enabled && (prerequisites.length > 0 || rules.some(keepsBack))
}

/** Whether everybody to whom a rule may give a variant had it by the rules that there were. */
function isKept(
  giver: Rule,
  variant: string,
  {
    was,
    ahead,
    isSkipped,
  }: {
    readonly was: readonly Rule[]
    readonly ahead: readonly Rule[]
    readonly isSkipped: (rule: Rule) => boolean
  },
): boolean {
  const given = placesOf(giver, variant)
  for (const rule of was) {
    const isSameDraw = drawOf(rule) === drawOf(giver)
    const gave = placesOf(rule, variant)
    if (gave.length > 0 && (isSameDraw || isOutright(rule)) && areWithin(given, gave)) {
      if (isForAll(rule) || whomOf(rule) === whomOf(giver)) return true
      continue
    }
    const takesNone = isSameDraw
      ? !overlap(placesOf(rule), given)
      : placesOf(rule).length === 0 && !keepsBack(rule) && (!needsKey(rule) || needsKey(giver))
    if (takesNone || isSkipped(rule) || ahead.some((other) => takesAsMany(other, rule))) continue
    return false
  }
  return false
}

/** Whether a rule decides for everybody for whom the other did, so that they get no further. */
function takesAsMany(rule: Rule, other: Rule): boolean {
  if (whomOf(rule) !== whomOf(other)) return false
  if (isOutright(rule)) return true
  return drawOf(rule) === drawOf(other) && areWithin(placesOf(other), placesOf(rule))
}

type Places = readonly (readonly [from: number, to: number])[]

/** The buckets that a rule serves a variant to, or any. */
function placesOf({ serve }: Rule, variant?: string): Places {
  if (!('split' in serve)) {
    return variant === undefined || serve.variant === variant ? [[0, BUCKETS]] : []
  }
  return rangesOf(serve.split, serve.coverageBps)
    .filter((range) => variant === undefined || range.variant === variant)
    .map(({ from, coveredTo }) => [from, coveredTo] as const)
    .filter(([from, to]) => to > from)
}

function areWithin(some: Places, others: Places): boolean {
  return some.every(([from, to]) => others.some(([start, end]) => start <= from && to <= end))
}

function overlap(some: Places, others: Places): boolean {
  return some.some(([from, to]) => others.some(([start, end]) => start < to && from < end))
}

/** What decides in which bucket somebody is, and whether they are in one at all. */
function drawOf({ serve }: Rule): string {
  if (!('split' in serve)) return ''
  const { split: _split, coverageBps: _coverage, ...draw } = serve
  return canonicalJson(draw)
}

/** A split by the targeting key ends at whoever has none, whatever the coverage. */
function needsKey({ serve }: Rule): boolean {
  return 'split' in serve && serve.by === 'targetingKey'
}

function isOutright({ serve }: Rule): boolean {
  return !('split' in serve)
}

/** A holdout serves the default variant to those whom it keeps back, whatever the coverage. */
function keepsBack({ serve }: Rule): boolean {
  return 'split' in serve && serve.holdout !== undefined
}

function isForAll({ when, window }: Rule): boolean {
  return when === undefined && window === undefined
}

function whomOf({ when, window }: Rule): string {
  return canonicalJson({ when: when ?? null, window: window ?? null })
}
