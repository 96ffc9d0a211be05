import { CORRECTIONS } from '../corrections/adjust.ts'
import { StatsError } from '../errors.ts'
import { shown } from '../input/shown.ts'
import { CLOSEST_LOOKS } from '../sequential/spending.ts'
import { plainData } from './plain-data.ts'
import { treatmentsOf } from './treatments.ts'
import type {
  AnalysisPlan,
  Direction,
  MetricKind,
  MetricPlan,
  MetricTest,
  StoppingRule,
} from './plan.ts'

const KINDS: readonly MetricKind[] = ['mean', 'rate', 'ratio']
const TESTS: readonly MetricTest[] = ['unadjusted', 'cuped', 'event_counts']
const SPENDINGS: readonly unknown[] = ['obrien_fleming', 'pocock']
const DIRECTIONS: readonly Direction[] = ['higher_is_better', 'lower_is_better']

/**
 * Refuses a plan that cannot be carried out; one error names all faults with their paths.
 *
 * @throws StatsError `invalid_input`, with a line for every fault
 */
export function checkPlan(given: AnalysisPlan): void {
  const plan = plainData(given, 'plan')
  // What has no shape is not looked at any closer.
  const shape = [...shapeFaults(plan)]
  const faults = shape.length > 0 ? shape : [...planFaults(plan)]
  if (faults.length === 0) return
  throw new StatsError(
    'invalid_input',
    `The plan has ${faults.length === 1 ? '1 fault' : `${faults.length} faults`}:\n${faults.join('\n')}`,
  )
}

/** Faults of a plan that came from outside, as JSON, and is not even of the right form. */
function* shapeFaults(plan: AnalysisPlan): Generator<string> {
  const given: unknown = plan
  if (typeof given !== 'object' || given === null) {
    yield '$: Give an object.'
    return
  }
  const {
    variants,
    primary,
    guardrails = [],
    secondary = [],
    segments = [],
    exclusions = [],
    stopping,
  } = given as Readonly<Record<string, unknown>>
  for (const [name, list] of Object.entries({ variants, primary, guardrails, secondary })) {
    const isList =
      Array.isArray(list) &&
      list.every((item) => typeof (item as { key?: unknown } | null)?.key === 'string')
    if (!isList) yield `$.${name}: Give a list of objects with a key.`
  }
  const isShared = (item: unknown): boolean =>
    typeof (item as { share?: unknown } | null)?.share === 'number'
  if (Array.isArray(variants) && !variants.every(isShared)) {
    yield '$.variants: Give each a share, a number from 0 to 1.'
  }
  for (const [name, list] of Object.entries({ segments, exclusions })) {
    const isList = Array.isArray(list) && list.every((item) => typeof item === 'string')
    if (!isList) yield `$.${name}: Give a list of texts.`
  }
  const kind = (stopping as { kind?: unknown } | null | undefined)?.kind
  if (kind !== 'fixed' && kind !== 'group_sequential' && kind !== 'always_valid') {
    yield '$.stopping.kind: Give "fixed", "group_sequential" or "always_valid".'
  } else if (
    kind === 'group_sequential' &&
    !Array.isArray((stopping as { fractions?: unknown }).fractions)
  ) {
    yield '$.stopping.fractions: Give a list of numbers.'
  }
}

function* planFaults(plan: AnalysisPlan): Generator<string> {
  const { alpha = 0.05, power = 0.8, correction = 'holm', stopping } = plan
  for (const name of ['experiment', 'hypothesis'] as const) {
    if (typeof plan[name] !== 'string' || plan[name].trim() === '') yield `$.${name}: Give a text.`
  }
  yield* variantFaults(plan)
  if (plan.primary.length === 0) yield '$.primary: Name one metric or more.'
  const seen = new Set<string>()
  for (const [path, metric] of metricsOf(plan)) {
    if (seen.has(metric.key))
      yield `${path}.key: "${metric.key}" stands twice. Give each metric one role.`
    seen.add(metric.key)
    const { minimumEffect, kind, direction, test } = metric
    yield* testFaults(path, kind, test, stopping)
    // A word that is none would turn better into worse.
    if (!KINDS.includes(kind)) yield `${path}.kind: Give one of ${KINDS.join(', ')}.`
    if (!DIRECTIONS.includes(direction)) {
      yield `${path}.direction: Give one of ${DIRECTIONS.join(', ')}.`
    }
    if (minimumEffect !== undefined && !isAbove0(minimumEffect)) {
      yield `${path}.minimumEffect is ${shown(minimumEffect)}. Give a lift above 0.`
    }
  }
  for (const [index, guardrail] of (plan.guardrails ?? []).entries()) {
    const { margin, kind, direction, alpha: own = 0.05, isOutside = false } = guardrail
    if (isOutside && kind !== 'rate')
      yield `$.guardrails[${index}].isOutside: What is no number of units is a rate of something else. Give kind "rate".`
    if (!(isNumber(margin) && margin >= 0))
      yield `$.guardrails[${index}].margin is ${shown(margin)}. Give a lift from 0 on.`
    if (isNumber(margin) && margin >= 1 && kind === 'rate' && direction === 'higher_is_better')
      yield `$.guardrails[${index}].margin is ${margin}. No rate falls by all of it or more: give less than 1.`
    if (!(isNumber(own) && own > 0 && own < 0.5))
      yield `$.guardrails[${index}].alpha is ${shown(own)}. Give a number between 0 and 0.5.`
  }
  if (!(isNumber(alpha) && alpha > 0 && alpha < 1))
    yield `$.alpha is ${shown(alpha)}. Give a number between 0 and 1.`
  if (!(isNumber(power) && power > (isNumber(alpha) ? alpha : 0) && power < 1))
    yield `$.power is ${shown(power)}. Give a number between alpha and 1.`
  if (!CORRECTIONS.includes(correction)) {
    yield `$.correction: Give one of ${CORRECTIONS.join(', ')}.`
  }
  yield* stoppingFaults(stopping)
  const comparisons = plan.primary.length * treatmentsOf(plan).length
  const needsOneAlpha = stopping.kind === 'group_sequential' && comparisons > 1
  if (needsOneAlpha && correction !== 'bonferroni' && correction !== 'none') {
    yield `$.correction is "${correction}". Looks of a group-sequential test have an alpha of their own: use "bonferroni".`
  }
}

/** A test has to fit the metric and the stopping rule. */
function* testFaults(
  path: string,
  kind: MetricKind,
  test: MetricTest | undefined,
  stopping: StoppingRule,
): Generator<string> {
  if (test === undefined) return
  if (!TESTS.includes(test)) yield `${path}.test: Give one of ${TESTS.join(', ')}.`
  if (test === 'cuped' && kind === 'rate') {
    yield `${path}.test: A rate with a covariate is a mean of zeros and ones. Give kind "mean".`
  }
  if (test !== 'event_counts') return
  if (kind !== 'rate') yield `${path}.test: Events are counted for rates only.`
  if (stopping.kind !== 'always_valid' && !path.startsWith('$.guardrails')) {
    yield `${path}.test: Events are counted at any look. Give an always_valid stopping rule.`
  }
}

function* variantFaults({ variants, control }: AnalysisPlan): Generator<string> {
  const keys = variants.map(({ key }) => key)
  if (variants.length < 2) yield '$.variants: Name two or more.'
  if (new Set(keys).size < keys.length) yield '$.variants: A key stands twice.'
  if (!keys.includes(control))
    yield `$.control: ${shown(control)} is no variant. There are: ${keys.join(', ')}.`
  const sum = variants.reduce((all, { share }) => all + share, 0)
  if (!variants.every(({ share }) => share >= 0) || !(Math.abs(sum - 1) <= 1e-9)) {
    yield `$.variants: The shares sum to ${sum}. Give shares from 0 to 1 that sum to 1.`
  }
  if (variants.some(({ key, share }) => key === control && share === 0)) {
    yield '$.control: Its share is 0, so nothing can be compared with it.'
  } else if (
    variants.length > 1 &&
    variants.every(({ key, share }) => key === control || share === 0)
  ) {
    yield '$.variants: No treatment has a share above 0.'
  }
}

function* stoppingFaults(stopping: StoppingRule): Generator<string> {
  const units = stopping.kind === 'always_valid' ? (stopping.maximumUnits ?? 1) : stopping.units
  if (!(Number.isSafeInteger(units) && units > 0)) {
    yield `$.stopping: ${shown(units)} units. Give a whole number above 0.`
  }
  if (
    stopping.kind === 'fixed' &&
    stopping.notBeforeMs !== undefined &&
    !isAbove0(stopping.notBeforeMs)
  ) {
    yield `$.stopping.notBeforeMs is ${shown(stopping.notBeforeMs)}. Give milliseconds above 0.`
  }
  if (stopping.kind === 'group_sequential') {
    const rises = stopping.fractions.every(
      (fraction, index) =>
        isAbove0(fraction) &&
        fraction >= (stopping.fractions[index - 1] ?? 0) * (1 + CLOSEST_LOOKS),
    )
    const { spending = 'obrien_fleming' } = stopping as { readonly spending?: unknown }
    if (!SPENDINGS.includes(spending) && !isAbove0((spending as { power?: unknown } | null)?.power))
      yield '$.stopping.spending: Give "obrien_fleming", "pocock" or { "power": a number above 0 }.'
    if (stopping.fractions.length === 0 || !rises) {
      yield '$.stopping.fractions: Give one or more, rising from above 0, a ten-thousandth apart or more.'
    }
  }
  if (
    stopping.kind === 'always_valid' &&
    stopping.tunedFor !== undefined &&
    !isAbove0(stopping.tunedFor)
  ) {
    yield `$.stopping.tunedFor is ${shown(stopping.tunedFor)}. Give units above 0.`
  }
}

/** A number, and no text that reads like one: plans come as JSON. */
function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function isAbove0(value: unknown): boolean {
  return isNumber(value) && value > 0
}

/** Every metric of a plan with its path. */
function metricsOf(plan: AnalysisPlan): readonly (readonly [path: string, metric: MetricPlan])[] {
  return (['primary', 'guardrails', 'secondary'] as const).flatMap((role) =>
    (plan[role] ?? []).map((metric, index) => [`$.${role}[${index}]`, metric] as const),
  )
}
