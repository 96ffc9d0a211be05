import { BPS } from '@sluice/core'
import { isCondition } from './check-condition.ts'
import { isRecord, isTexts, isWhole } from './shape.ts'

type Path = readonly (string | number)[]

/** Where a flag is not what evaluation can work with, and what was expected there. */
export type Misfit = readonly [at: Path, message: string]

/** Finds the first thing in a flag that evaluation could not work with, or would take for something else. */
export function misfitOf(flag: unknown): Misfit | undefined {
  if (!isRecord(flag)) return [[], 'A flag is an object.']
  const { exposure, rules, prerequisites } = flag
  for (const name of ['enabled', 'serverOnly', 'overridable', 'archived'])
    if (typeof flag[name] !== 'boolean') return [[name], 'Expected true or false.']
  if (typeof flag['stability'] !== 'string') return [['stability'], 'Expected a name.']
  if (!isRecord(exposure) || typeof exposure['policy'] !== 'string')
    return [['exposure'], 'Expected a policy.']
  if (!isWhole(exposure['sampleBps'], 0, BPS)) return [['exposure', 'sampleBps'], share]
  const misfit = variantMisfit(flag)
  if (misfit !== undefined) return misfit
  if (!Array.isArray(prerequisites) || !prerequisites.every(isPrerequisite))
    return [['prerequisites'], 'Expected a list of { flag, variants }.']
  if (!Array.isArray(rules)) return [['rules'], 'Expected a list.']
  const variants = flag['variants'] as object
  for (const [index, rule] of rules.entries()) {
    const found = ruleMisfit(rule, variants)
    if (found !== undefined) return [['rules', index, ...found[0]], found[1]]
  }
  return undefined
}

const share = 'Expected whole basis points from 0 to 10 000.'

function variantMisfit({ type, variants, defaultVariant }: Readonly<Record<string, unknown>>) {
  if (!isRecord(variants)) return [['variants'], 'Expected variants by name.'] as const
  for (const [name, variant] of Object.entries(variants)) {
    if (!isRecord(variant)) return [['variants', name], 'Expected an object with a value.'] as const
    const { value } = variant
    const fits =
      type === 'object' ? typeof value === 'object' && value !== null : typeof value === type
    if (!fits)
      return [['variants', name, 'value'], `Expected a value of the type ${String(type)}.`] as const
  }
  return isVariant(defaultVariant, variants)
    ? undefined
    : ([['defaultVariant'], 'Expected the name of a variant.'] as const)
}

function isVariant(name: unknown, variants: object): boolean {
  return typeof name === 'string' && Object.hasOwn(variants, name)
}

function isPrerequisite(value: unknown): boolean {
  return isRecord(value) && typeof value['flag'] === 'string' && isTexts(value['variants'])
}

function ruleMisfit(rule: unknown, variants: object): Misfit | undefined {
  if (!isRecord(rule) || typeof rule['id'] !== 'string') return [[], 'Expected a rule with an id.']
  const { when, window, serve } = rule
  if (when !== undefined && !isCondition(when)) return [['when'], 'Expected a condition.']
  if (window !== undefined && !isWindow(window))
    return [['window'], 'Expected startsAt and endsAt as epoch milliseconds.']
  if (!isRecord(serve)) return [['serve'], 'Expected a variant or a split.']
  if ('split' in serve) return splitMisfit(serve, variants)
  return isVariant(serve['variant'], variants)
    ? undefined
    : [['serve', 'variant'], 'Expected the name of a variant.']
}

function isWindow(window: unknown): boolean {
  const isTime = (value: unknown): boolean => value === undefined || Number.isFinite(value)
  return isRecord(window) && isTime(window['startsAt']) && isTime(window['endsAt'])
}

function splitMisfit(
  serve: Readonly<Record<string, unknown>>,
  variants: object,
): Misfit | undefined {
  const { split, coverageBps, by, salt, bucketing, layer, holdout } = serve
  if (!Array.isArray(split)) return [['serve', 'split'], 'Expected a list.']
  let sum = 0
  for (const [index, part] of split.entries()) {
    if (!isRecord(part) || !isVariant(part['variant'], variants))
      return [['serve', 'split', index], 'Expected the name of a variant and its weight.']
    const { weightBps } = part
    if (!isWhole(weightBps, 0, BPS)) return [['serve', 'split', index, 'weightBps'], share]
    sum += weightBps
  }
  if (sum !== BPS) return [['serve', 'split'], `Expected weights that sum to 10 000, not ${sum}.`]
  if (!isWhole(coverageBps, 0, BPS)) return [['serve', 'coverageBps'], share]
  if (typeof by !== 'string') return [['serve', 'by'], 'Expected the name of an attribute.']
  if (typeof salt !== 'string') return [['serve', 'salt'], 'Expected a text.']
  // Another formula would put people into other variants than the service does.
  if (!isRecord(bucketing) || bucketing['algorithm'] !== 'murmur3_32')
    return [['serve', 'bucketing'], 'This release splits by murmur3_32 only: update @sluice/node.']
  if (holdout !== undefined && typeof holdout !== 'string')
    return [['serve', 'holdout'], 'Expected a name.']
  return layer === undefined || isSlot(layer)
    ? undefined
    : [['serve', 'layer'], 'Expected { name, fromBps, toBps }.']
}

function isSlot(layer: unknown): boolean {
  if (!isRecord(layer) || typeof layer['name'] !== 'string') return false
  return isWhole(layer['fromBps'], 0, BPS) && isWhole(layer['toBps'], 0, BPS)
}
