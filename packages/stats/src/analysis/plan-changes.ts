import { checkRecord } from '../input/form.ts'
import { shown } from '../input/shown.ts'
import { hasCovariate } from './measured.ts'
import { plainData } from './plain-data.ts'
import type { AnalysisData } from './data.ts'
import type { AnalysisPlan } from './plan.ts'

/** Something in a plan that is no longer what was registered. */
export interface PlanChange {
  /** JSON path, such as `$.primary[0].direction`. */
  readonly path: string
  /** The same for people, such as `the direction of "bought"`. */
  readonly words: string
  /** What was registered; absent when it was added. */
  readonly was?: unknown
  /** What the plan says now; absent when it was removed. */
  readonly is?: unknown
}

/**
 * What changed between the plan that was registered and the one that is analysed, by path.
 *
 * @throws StatsError `invalid_input` for a plan that cannot be read
 */
export function planChanges(givenFirst: AnalysisPlan, given: AnalysisPlan): readonly PlanChange[] {
  const registered = plainData(givenFirst, 'registered')
  const plan = plainData(given, 'plan')
  checkRecord('registered', registered, 'what was planned')
  checkRecord('plan', plan, 'what is planned')
  return changesIn('$', registered, plan).map((change) => ({
    ...change,
    words: wordsOf(change.path, plan, registered),
  }))
}

/**
 * What the data decided because the plan did not say it: that a metric is adjusted, since it came
 * with a covariate.
 */
export function unplannedTests(
  plan: AnalysisPlan,
  { metrics }: Pick<AnalysisData, 'metrics'>,
): readonly PlanChange[] {
  const named = (path: string): PlanChange => ({
    path,
    words: wordsOf(path, plan, plan),
    is: 'cuped',
  })
  return (['primary', 'guardrails', 'secondary'] as const).flatMap((role) =>
    (plan[role] ?? []).flatMap(({ key, test }, index) => {
      return test === undefined && hasCovariate(metrics[key] ?? {})
        ? [named(`$.${role}[${index}].test`)]
        : []
    }),
  )
}

const LISTED = {
  variants: 'variant',
  primary: 'primary metric',
  guardrails: 'guardrail',
  secondary: 'secondary metric',
} as const

/** A path with the name of what it leads to in place of a number. */
function wordsOf(path: string, plan: AnalysisPlan, registered: AnalysisPlan): string {
  const [, list, index, rest] =
    /^\$\.(variants|primary|guardrails|secondary)\[(\d+)\](?:\.(.+))?$/.exec(path) ?? []
  if (list === undefined) return path.replace(/^\$\./, '')
  const of = list as keyof typeof LISTED
  const at = Number(index)
  const name = shown(plan[of]?.[at]?.key ?? registered[of]?.[at]?.key ?? '')
  return rest === undefined ? `the ${LISTED[of]} ${name}` : `the ${rest} of ${name}`
}

function changesIn(path: string, was: unknown, is: unknown): Omit<PlanChange, 'words'>[] {
  if (was === is) return []
  if (Array.isArray(was) && Array.isArray(is)) {
    const length = Math.max(was.length, is.length)
    return Array.from({ length }, (_, index) =>
      changesIn(`${path}[${index}]`, was[index], is[index]),
    ).flat()
  }
  if (isRecord(was) && isRecord(is)) {
    const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])].toSorted()
    return keys.flatMap((key) => changesIn(`${path}.${key}`, was[key], is[key]))
  }
  return [{ path, ...(was !== undefined && { was }), ...(is !== undefined && { is }) }]
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
