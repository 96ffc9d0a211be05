import type { Colors } from '../shell.ts'
import { plain } from '../terminal/plain.ts'
import { table } from '../terminal/table.ts'
import { amount, pValue, signed } from './numbers.ts'
import type { Apart, Estimate, ShownResults } from './read-results.ts'
import { refusalWords } from './refusal-words.ts'
import { reachedWords, soonerWords } from './time-words.ts'

/** Shows the metrics that are read once, apart from those of units; nothing where there are none. */
export function apartOf({ apart, plan, metrics }: ShownResults, colors: Colors): string[] {
  if (apart.length === 0) return []
  const variants = plan.variants.map(({ key }) => key)
  const rows = apart.map((row) => [
    plain(row.metric),
    ...variants.map((variant) => apartValue(row, variant, metrics[row.metric])),
    apartWords(row, plan.control),
  ])
  const headings = ['READ ONCE, APART', ...variants.map((variant) => variant.toUpperCase()), '']
  return ['', ...table(headings, rows, colors)]
}

function apartValue(
  { values, kind }: Apart,
  variant: string,
  metric: ShownResults['metrics'][string] | undefined,
): string {
  const found = values[variant]
  if (found === undefined) return '–'
  return kind === 'time_to_event'
    ? reachedWords(found, metric?.horizonMs)
    : amount(found.value, kind, metric?.unit)
}

function apartWords({ comparisons, failed, values }: Apart, control: string): string {
  if (failed !== undefined) return `– ${plain(failed)}`
  return comparisons
    .map(({ treatment, lift, logRank, refused }) => {
      if (logRank !== undefined) {
        const words = soonerWords(values, control, treatment)
        return `${plain(treatment)}: ${words === undefined ? '' : `${words}, `}p ${pValue(logRank.p)}`
      }
      if (refused !== undefined) return `${plain(treatment)}: ${refusalWords(refused)}`
      if (lift === undefined) return ''
      if ('refused' in lift) return `${plain(treatment)}: ${refusalWords(lift.refused)}`
      return `${plain(treatment)}: ${signed(lift.estimate)}, ${intervalOf(lift)}`
    })
    .join('; ')
}

function intervalOf({ interval }: Estimate): string {
  return `${signed(interval.low)} to ${signed(interval.high)}`
}
