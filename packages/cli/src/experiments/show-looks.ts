import type { Colors } from '../shell.ts'
import { plain } from '../terminal/plain.ts'
import { table } from '../terminal/table.ts'
import { amount, count, counted } from './numbers.ts'
import type { Looks, ShownResults } from './read-results.ts'

/** Later than planned by more than this, somebody has to be told why. */
const LATE_MS = 2 * 3_600_000

/** Which planned look is shown, when it was read, and what is next; nothing where every look is valid. */
export function looksOf(results: ShownResults, { bold, dim }: Colors): string[] {
  const { looks, status } = results
  if (looks === null || looks === undefined) return []
  const [first = '', ...others] = [...wordsOf(looks, status), ...lateWords(looks)]
  return [`${bold('Looks')}     ${first}`, ...others.map((line) => dim(`  ${line}`))]
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

function wordsOf({ shown, taken, next }: Looks, status: string): string[] {
  const of = taken.find(({ look }) => look === shown)
  const left =
    next === null
      ? []
      : [`the ${next.look === 0 ? 'first' : 'next'} is at ${counted(next.plannedUnits, 'unit')}`]
  if (of === undefined) {
    return status === 'running'
      ? [`none was taken yet; ${left.join('')}, and the service takes it`]
      : [`it ended before one was taken; ${left.join('')}`]
  }
  const { look, units, plannedAt } = of
  const open = status === 'running' ? left : []
  return [
    `look ${look + 1} is shown, read ${minute(plannedAt)} UTC at ${counted(units, 'unit')}${open.map((words) => `; ${words}`).join('')}`,
    'what came in since is shown without a test',
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
