import type { GuardrailReading } from '@sluice/rollout'
import type { RolloutGuardrail } from '@sluice/rollout'
import { axisOf, type Axis } from '../results/axis.ts'
import type { Look } from './shapes.ts'

/** Points that can be walked through with the arrow keys, at most. */
const MOST_POINTS = 60

/** Marks that are closer than this to each other, as a share of the axis, would lie upon each other. */
const CLOSEST = 0.08

/** An interval of a guardrail at a look. */
export interface Seen {
  readonly at: number
  /** Of the state that was looked at. */
  readonly isBack: boolean
  readonly finding: GuardrailReading['finding']
  /** What was decided by; missing in looks of an earlier release. */
  readonly method?: GuardrailReading['method']
  readonly estimate: number | null
  readonly low: number
  /** `null`: no bound. */
  readonly high: number | null
  readonly units: Look['units']
}

/** The looks in which a guardrail had an interval, oldest first. */
export function seenOf(metric: string, looks: readonly Look[]): readonly Seen[] {
  return looks.flatMap(({ at, state, units, guardrails }): Seen[] => {
    const reading = guardrails.find((one) => one.metric === metric)
    if (reading?.relative === undefined) return []
    const { finding, method, relative } = reading
    const isBack = state === 'verifying'
    return [{ at, isBack, finding, units, ...(method !== undefined && { method }), ...relative }]
  })
}

/**
 * The looks that are shown one by one: the first, the last, each that found something else than
 * the one before, and as many between them as can be told apart.
 */
export function pointsOf(seen: readonly Seen[]): readonly Seen[] {
  if (seen.length <= MOST_POINTS) return seen
  const every = Math.ceil(seen.length / MOST_POINTS)
  return seen.filter(
    ({ finding, isBack }, index) =>
      index % every === 0 ||
      index === seen.length - 1 ||
      finding !== seen[index - 1]?.finding ||
      isBack !== seen[index - 1]?.isBack,
  )
}

/**
 * The axis of relative differences. Early intervals reach from nothing to beyond every bound, so
 * the axis is made for what decides: the margin, the harm to be ruled out, and the estimates of
 * the newest half. What reaches beyond is cut at its edge.
 */
export function scaleOf(
  { direction, marginRelative, mustRuleOutRelative }: RolloutGuardrail,
  seen: readonly Seen[],
): Axis {
  const sign = direction === 'lower_is_better' ? 1 : -1
  const late = seen.slice(Math.floor(seen.length / 2))
  const estimates = late.flatMap(({ estimate }) => (estimate === null ? [] : [estimate]))
  const reach = Math.max(0.1, mustRuleOutRelative, 2 * marginRelative, ...estimates.map(Math.abs))
  const most = 1.25 * reach
  const ends = late.flatMap(({ low, high }) => [low, high ?? most])
  // Less than nothing of a rate does not exist.
  const kept = ends.map((end) => Math.min(most, Math.max(-1, -most, end)))
  const axis = axisOf([...kept, sign * marginRelative, sign * mustRuleOutRelative, ...estimates])
  if (axis.low >= -1) return axis
  const marks = axis.marks.filter((mark) => mark > -1)
  const hasRoom = 1 / (axis.high + 1) > CLOSEST
  return { ...axis, low: -1, marks: hasRoom ? [-1, ...marks] : marks }
}

/** Where the margin lies, in the direction in which worse is. */
export function marginOf({ direction, marginRelative }: RolloutGuardrail): number {
  return direction === 'lower_is_better' ? marginRelative : -marginRelative
}
