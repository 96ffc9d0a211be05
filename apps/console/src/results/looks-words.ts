import { moment } from '../page/time.ts'
import type { Results } from '../service/shapes.ts'
import { count, counted } from './format.ts'

/** Later than planned by more than this, a reader is told why. */
const LATE_MS = 2 * 3_600_000

/** Which planned look is shown, when it was read, and what is next, a sentence each. */
export function looksWords({
  looks,
  plan,
  status,
}: Pick<Results, 'looks' | 'plan' | 'status'>): string[] {
  if (looks === null || looks === undefined) return []
  const { shown, taken, next, lateUnits } = looks
  const isOnce = plan.stopping.kind === 'fixed'
  const of = taken.find(({ look }) => look === shown)
  const isOpen = status === 'running'
  if (of === undefined) {
    const at = `${count(next?.plannedUnits ?? 0)} units`
    if (!isOpen)
      return [
        `It ended before the ${at} of its ${isOnce ? '' : 'first '}look were there, so that no test was read.`,
      ]
    return [
      isOnce
        ? `The test is read once, when ${at} are there; the service does that, and nobody has to look in time.`
        : `The first look is taken when ${at} are there; the service does that, and nobody has to look in time.`,
    ]
  }
  const looked = isOnce
    ? 'The test was read once'
    : `This is look ${of.look + 1} of ${plan.stopping.fractions?.length ?? taken.length}, read`
  return [
    `${looked}${isOnce ? ',' : ''} on ${moment(of.plannedAt)}, at ${counted(of.units, 'unit')}. Newer data are shown without a test.`,
    ...(isOpen && next !== null ? [`The next look is at ${count(next.plannedUnits)} units.`] : []),
    ...(Date.parse(of.readAt) - Date.parse(of.plannedAt) > LATE_MS
      ? [`It was taken on ${moment(of.readAt)}, from the events of before its time.`]
      : []),
    ...(lateUnits > 0
      ? [
          `${counted(lateUnits, 'unit')} of before came in after it, and ${lateUnits === 1 ? 'is' : 'are'} not in it.`,
        ]
      : []),
  ]
}
