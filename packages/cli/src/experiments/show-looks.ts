import type { Colors } from '../shell.ts'
import { plain } from '../terminal/plain.ts'
import { table } from '../terminal/table.ts'
import { amount, count, counted } from './numbers.ts'
import type { Looks, ShownResults } from './read-results.ts'

/** Later than planned by more than this, somebody has to be told why. */
const LATE_MS = 2 * 3_600_000
const DAY_MS = 24 * 3_600_000

/** Which planned look is shown, when it was read, and what is next; nothing where every look is valid. */
export function looksOf(results: ShownResults, { bold, dim }: Colors): string[] {
  const { looks, progress } = results
  if (looks === null || looks === undefined) return []
  const isLived = (progress.lived ?? null) !== null
  const wait = results.plan.stopping.notBeforeMs
  const [first = '', ...others] = [...wordsOf(looks, isLived, wait), ...lateWords(looks)]
  return [`${bold('Looks')}     ${first}`, ...others.map((line) => dim(`  ${line}`))]
}

/** At which p a look of several finds something, which is far less than alpha; nothing elsewhere. */
export function levelOf({ plan, looks, analysis }: ShownResults, { dim }: Colors): string[] {
  const [level] = analysis.primary.flatMap(({ difference }) => difference?.settings?.alpha ?? [])
  if (plan.stopping.kind !== 'group_sequential' || typeof looks?.shown !== 'number') return []
  if (level === undefined) return []
  return [dim(`  A p of ${level.toPrecision(2)} or less finds something at this look.`)]
}

/** Which guardrails are not of the look that the other rows are of. */
export function byNowOf({ looks }: ShownResults, { dim }: Colors): string[] {
  const names = (looks?.byNow ?? []).map(plain)
  if (names.length === 0) return []
  return [dim(`  Of now, and not of the look: ${names.join(', ')}.`)]
}

/** What there is by now beside the look that is shown; no test is made of it. */
export function newerOf(results: ShownResults, colors: Colors): string[] {
  const { newer, plan, metrics } = results
  if (newer === null || newer === undefined) return []
  const variants = plan.variants.map(({ key }) => key)
  const rows = [
    ['units', ...variants.map((variant) => count(newer.units[variant] ?? 0))],
    ...newer.figures.map(({ metric, variants: measured }) => [
      plain(metric),
      ...variants.map((variant) => {
        const { kind = '', unit } = metrics[metric] ?? {}
        return amount(measured.find((one) => one.variant === variant)?.value, kind, unit)
      }),
    ]),
  ]
  const headings = ['BY NOW, NO TEST', ...variants.map((variant) => variant.toUpperCase())]
  return ['', ...table(headings, rows, colors)]
}

function wordsOf(
  { shown, taken, next, byNow = [] }: Looks,
  isLived: boolean,
  waitMs?: number,
): string[] {
  const of = taken.find(({ look }) => look === shown)
  const left =
    next === null
      ? []
      : [
          `the ${next.look === 0 ? 'first' : 'next'} is at ${counted(next.plannedUnits, 'unit')}${isLived ? ' that have lived what decides' : ''}${waitMs === undefined ? '' : `, and not before ${counted(Math.round(waitMs / DAY_MS), 'day')}`}`,
        ]
  if (of === undefined) {
    return next === null
      ? ['it ended before one was due, and was never read']
      : [`none was taken yet; ${left.join('')}, and the service takes it`]
  }
  const { look, units, lived = null, plannedAt } = of
  return [
    `look ${look + 1} is shown, read ${minute(plannedAt)} UTC at ${counted(units, 'unit')}${lived === null ? '' : ` (${count(lived)} had lived what decides)`}${left.map((words) => `; ${words}`).join('')}`,
    `what came in since is shown without a test${byNow.length === 0 ? '' : ', but for guardrails'}`,
  ]
}

function lateWords({ shown, taken, lateUnits }: Looks): string[] {
  const of = taken.find(({ look }) => look === shown)
  if (of === undefined) return []
  const isLate = Date.parse(of.readAt) - Date.parse(of.plannedAt) > LATE_MS
  return [
    ...(isLate ? [`taken ${minute(of.readAt)} UTC, from the events of before`] : []),
    ...(lateUnits > 0
      ? [
          `${counted(lateUnits, 'unit')} of before came in after it, and ${lateUnits === 1 ? 'is' : 'are'} not in it`,
        ]
      : []),
  ]
}

function minute(at: string): string {
  return at.slice(0, 16).replace('T', ' ')
}
