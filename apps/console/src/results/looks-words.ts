import { isolate } from '../page/isolate.ts'
import { utcMoment } from '../page/time.ts'
import type { Results } from '../service/shapes/results.ts'
import { count, counted } from './format.ts'

/** Later than planned by more than this, a reader is told why. */
const LATE_MS = 2 * 3_600_000
const DAY_MS = 24 * 3_600_000

/** Which planned look is shown, when it was read, and what is next, a sentence each. */
export function looksWords({
  looks,
  plan,
  progress,
}: Pick<Results, 'looks' | 'plan' | 'progress'>): string[] {
  if (looks === null || looks === undefined) return []
  const { shown, taken, next, lateUnits, byNow = [] } = looks
  const isOnce = plan.stopping.kind === 'fixed'
  const isLived = (progress.lived ?? null) !== null
  const of = taken.find(({ look }) => look === shown)
  if (of === undefined) {
    if (next === null)
      return [
        `It ended before its ${isOnce ? '' : 'first '}look was due, so that no test was ever read.`,
      ]
    const at = `${count(next.plannedUnits)} units ${isLived ? 'have lived what decides' : 'are there'}`
    const wait = plan.stopping.notBeforeMs
    const when = `when ${at}${wait === undefined ? '' : `, and not before ${counted(Math.round(wait / DAY_MS), 'day')} are over`}`
    return [
      `${isOnce ? 'The test is read once' : 'The first look is taken'}, ${when}; the service does that, and nobody has to look in time.`,
    ]
  }
  const looked = isOnce
    ? 'The test was read once'
    : `This is look ${of.look + 1} of ${plan.stopping.fractions?.length ?? taken.length}, read`
  return [
    `${looked}${isOnce ? ',' : ''} on ${utcMoment(of.plannedAt)}, at ${counted(of.units, 'unit')}${typeof of.lived === 'number' ? `, ${count(of.lived)} of which had lived what decides` : ''}. Newer data are shown without a test${byNow.length === 0 ? '' : ', but for guardrails'}.`,
    ...(next !== null
      ? [
          `The next look is at ${count(next.plannedUnits)} units${isLived ? ' that have lived what decides' : ''}.`,
        ]
      : []),
    ...(Date.parse(of.readAt) - Date.parse(of.plannedAt) > LATE_MS
      ? [`It was taken on ${utcMoment(of.readAt)}, from the events of before its time.`]
      : []),
    ...(lateUnits > 0
      ? [
          `${counted(lateUnits, 'unit')} of before came in after it, and ${lateUnits === 1 ? 'is' : 'are'} not in it.`,
        ]
      : []),
  ]
}

/** At which p a look of several finds something, which is far less than alpha; nothing elsewhere. */
export function levelWords({
  plan,
  looks,
  analysis,
}: Pick<Results, 'plan' | 'looks' | 'analysis'>): string | undefined {
  if (typeof looks?.shown !== 'number' || plan.stopping.kind !== 'group_sequential')
    return undefined
  const [level] = analysis.primary.flatMap((row) =>
    'difference' in row ? Number(row.difference.settings['alpha']) : [],
  )
  if (level === undefined || Number.isNaN(level)) return undefined
  return `A p of ${level.toPrecision(2)} or less finds something at this look.`
}

/** Which guardrails are of now, and not of the look that the other rows are of; nothing where all are. */
export function byNowWords({
  looks,
  metrics,
}: Pick<Results, 'looks' | 'metrics'>): string | undefined {
  const titles = (looks?.byNow ?? []).map((metric) => isolate(metrics[metric]?.title ?? metric))
  return titles.length === 0 ? undefined : `Of now, and not of the look: ${titles.join(', ')}.`
}
