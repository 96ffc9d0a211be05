import type { Colors } from '../shell.ts'
import { plain } from '../terminal/plain.ts'
import { sparkline } from '../terminal/sparkline.ts'
import { count, counted, percent, pValue } from './numbers.ts'
import type { ShownResults } from './read-results.ts'

/** Shows whether the numbers can be trusted: how units divide, who met several variants, and every day. */
export function healthOf(results: ShownResults, colors: Colors): string[] {
  const { analysis, units, plan, days, verdict } = results
  const { srm, srmSequential, severalVariants } = analysis.health
  if (severalVariants.units === 0 && Object.values(units).every((n) => n === 0)) {
    return [colors.bold('Health'), colors.dim('  – nothing yet: nobody has been counted')]
  }
  // The verdict also sees a mismatch that is gross and young, which the test of every look does not yet.
  const isMismatch = verdict.grey.some(({ code }) => code === 'SAMPLE_RATIO_MISMATCH')
  const p = isMismatch ? Math.min(srm?.p ?? 1, srmSequential.p) : srmSequential.p
  const mark = (isGood: boolean): string => (isGood ? colors.green('✓') : colors.red('✗'))
  const seen = plan.variants.map(({ key }) => `${plain(key)} ${count(units[key] ?? 0)}`).join(', ')
  const given = plan.variants.map(({ key, share }) => results.shares?.[key] ?? share)
  const isEdited = plan.variants.some(({ share }, at) => Math.abs(share - (given[at] ?? 0)) > 1e-9)
  const shares = `${isEdited ? 'edited to' : 'planned'} ${given.map(percent).join(' : ')}`
  const daily = days.map((day) => Object.values(day.units).reduce((sum, n) => sum + n, 0))
  return [
    colors.bold('Health'),
    `  ${mark(!isMismatch)} split     ${seen}; ${shares}, p ${pValue(p)}`,
    `  ${mark(severalVariants.share < 0.01)} several   ${counted(severalVariants.units, 'unit')} met several variants`,
    ...daysOf(results, mark),
    ...(daily.length > 1
      ? [`    by day    ${sparkline(daily)}  ${count(daily.at(-1) ?? 0)} on the last day`]
      : []),
  ]
}

/** Whether somebody came to every variant on every day. */
function daysOf({ analysis }: ShownResults, mark: (isGood: boolean) => string): string[] {
  const { emptyDays } = analysis.health
  if (emptyDays === undefined) return []
  const [first = '', ...others] = emptyDays
  if (emptyDays.length === 0) return [`  ${mark(true)} days      no unexpected gap`]
  const more = `${counted(others.length, 'more day')}, the last ${plain(others.at(-1) ?? '')}`
  const rest = others.length === 0 ? '' : ` and ${more}`
  return [`  ${mark(false)} days      nobody came on ${plain(first)}${rest}`]
}
