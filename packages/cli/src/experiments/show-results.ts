import type { Colors, Paint } from '../shell.ts'
import { plain } from '../terminal/plain.ts'
import { gauge } from '../terminal/sparkline.ts'
import { table } from '../terminal/table.ts'
import { countedAnew } from './counted-anew.ts'
import { count, counted, percent, pValue } from './numbers.ts'
import type { Row, ShownResults } from './read-results.ts'
import { apartOf } from './show-apart.ts'
import { healthOf } from './show-health.ts'
import { byNowOf, levelOf, looksOf, newerOf } from './show-looks.ts'
import { scorecard, section } from './show-scorecard.ts'

const DAY_MS = 86_400_000

const VERDICTS: Readonly<Record<string, string>> = {
  ship: 'SHIP',
  roll_back: 'ROLL BACK',
  keep_running: 'KEEP RUNNING',
  inconclusive: 'INCONCLUSIVE',
  cannot_tell: 'CANNOT TELL',
}

const STOPPING: Readonly<Record<string, string>> = {
  fixed: 'read once at the end',
  group_sequential: 'read at planned looks',
  always_valid: 'valid at every look',
}

/** Shows results: the verdict, health before numbers, progress, the metrics, segments, notes. */
export function showResults(results: ShownResults, colors: Colors): string[] {
  const { plan } = results
  return [
    ...headOf(results, colors),
    '',
    ...decidedOf(results, colors),
    ...verdictOf(results, colors),
    '',
    ...healthOf(results, colors),
    '',
    ...progressOf(results, colors),
    ...looksOf(results, colors),
    ...(results.progress.isFirstDay === true
      ? firstDayOf(results, colors)
      : numbersOf(results, colors)),
    ...notesOf(results, colors),
    '',
    colors.dim(
      `Plan ${results.planHash.slice(0, 12)}, ${STOPPING[plan.stopping.kind] ?? plan.stopping.kind}, alpha ${plan.alpha}; allocation ${results.allocationVersion}.`,
    ),
    ...trustOf(results).map((line) => colors.dim(line)),
    ...(results.snapshot === null ? [] : [`Frozen: ${plain(results.snapshot.href)}`]),
  ]
}

/** Which metrics take nobody's word but that of servers. */
function trustOf({ metrics }: ShownResults): string[] {
  const names = Object.entries(metrics).flatMap(([name, { sentBy }]) =>
    sentBy === 'server' ? [plain(name)] : [],
  )
  const counts = names.length === 1 ? 'counts' : 'count'
  return names.length === 0 ? [] : [`${names.join(', ')} ${counts} only what servers sent.`]
}

function headOf(results: ShownResults, { bold, dim, yellow }: Colors): string[] {
  const { key, title, status, hypothesis, simulated, from, until } = results
  const named = title === null ? plain(key) : `${plain(title)} (${plain(key)})`
  const isDone = status === 'running' && results.analysis.progress?.isEnded === true
  const stands = isDone ? 'running, at its planned end' : status
  return [
    `${bold(named)}  ${stands}, ${from.slice(0, 10)} to ${until.slice(0, 10)}`,
    dim(plain(hypothesis)),
    ...(simulated ? [yellow('Simulated: nobody did any of this.')] : []),
  ]
}

/** What was decided in the end, why, and what it taught; nothing until then. */
function decidedOf({ decided }: ShownResults, { bold, dim }: Colors): string[] {
  if (decided === null || decided === undefined) return []
  const { decision, variant, reason, decidedAt, decidedBy, against, learned, snapshot } = decided
  return [
    `${bold(`Decided   ${plain(decision.replace('_', ' '))}: ${plain(variant)}`)}  ${dim(`${decidedAt.slice(0, 10)}, by ${plain(decidedBy.name)}`)}`,
    `Why       ${plain(reason)}`,
    ...against.map(({ message }) => `Against   ${plain(message)}`),
    ...(learned === null ? [] : [`Learned   ${plain(learned)}`]),
    ...(snapshot === undefined ? [] : [`Frozen    ${plain(snapshot.href)}`]),
    '',
  ]
}

function verdictOf({ verdict, decided }: ShownResults, colors: Colors): string[] {
  const { decision, rule, treatment, caution, isGrey, grey } = verdict
  // Nothing is left to be done: what was decided stands above it.
  const isOver = decided !== null && decided !== undefined
  const words = `${VERDICTS[decision] ?? plain(decision)}${decision === 'ship' && treatment !== undefined ? ` ${plain(treatment)}` : ''}`
  const paint: Paint = isGrey
    ? colors.dim
    : decision === 'ship'
      ? colors.green
      : decision === 'roll_back'
        ? colors.red
        : colors.yellow
  return [
    isOver
      ? colors.dim(`The numbers said ${words}${isGrey ? ', in grey' : ''}`)
      : colors.bold(paint(isGrey ? `${words} (grey: not to be acted on)` : words)),
    plain(rule),
    ...(caution === undefined ? [] : [`${colors.yellow('!')} ${plain(caution)}`]),
    ...grey.map(
      ({ message, since }) =>
        `${colors.red('!')} ${plain(message)}${since === undefined ? '' : ` Since ${plain(since)}.`}`,
    ),
  ]
}

function progressOf(results: ShownResults, colors: Colors): string[] {
  const { progress, plan, looks } = results
  const { units, plannedUnits, daysLeft, detectable, lived } = progress
  const total = plan.weeks * 7
  const counts = lived?.units ?? units
  const share = plannedUnits === null ? (total - daysLeft) / total : counts / plannedUnits
  const of = plannedUnits === null ? '' : ` of ${count(plannedUnits)}`
  const came =
    lived === null || lived === undefined
      ? `${count(units)}${of} units`
      : `${count(counts)}${of} have lived ${plain(lived.metric)} (${counted(Math.ceil(lived.ms / DAY_MS), 'day')}), ${counted(units, 'unit')} came`
  const found = detectable
    .filter(({ lift }) => lift !== null)
    .map(({ metric, lift }) => `${percent(lift ?? 0)} of ${plain(metric)}`)
  return [
    `${colors.bold('Progress')}  ${gauge(share, 20)}  ${came}, ${timeOf(results, total)}${countedAnew(progress)}`,
    ...(found.length > 0
      ? [
          colors.dim(
            typeof looks?.shown === 'number'
              ? `  could find a lift of ${found.join(', ')} at its look`
              : isEnded(results)
                ? `  could have found a lift of ${found.join(', ')}`
                : `  would find a lift of ${found.join(', ')} by now`,
          ),
        ]
      : []),
  ]
}

/** Whether it counts no more. */
function isEnded({ status }: ShownResults): boolean {
  return status === 'stopped' || status === 'decided'
}

/** How much of its time is left, and of what has ended, how long it ran. */
function timeOf(results: ShownResults, total: number): string {
  const { daysLeft } = results.progress
  if (!isEnded(results)) return `${daysLeft} of ${total} days left`
  const ran = Math.floor((Date.parse(results.until) - Date.parse(results.from)) / DAY_MS)
  return `ran ${counted(ran, 'day')}, and ${total} were planned`
}

function numbersOf(results: ShownResults, colors: Colors): string[] {
  const { analysis, plan } = results
  return [
    ...section('Primary', analysis.primary, results, colors),
    ...(plan.stopping.kind === 'always_valid'
      ? [colors.dim('  Each interval is what the looks of all days have in common.')]
      : []),
    ...levelOf(results, colors),
    ...section('Guardrails', analysis.guardrails, results, colors),
    ...byNowOf(results, colors),
    ...section('Secondary', analysis.secondary, results, colors),
    ...apartOf(results, colors),
    ...segmentsOf(results, colors),
    ...newerOf(results, colors),
  ]
}

/** Counts, to see that it works, and harm to a guardrail, which does not wait. */
function firstDayOf(results: ShownResults, colors: Colors): string[] {
  const { analysis, figures, plan, units } = results
  const variants = plan.variants.map(({ key }) => key)
  const rows = [
    ['units', ...variants.map((variant) => count(units[variant] ?? 0))],
    ...figures.map(({ metric, variants: measured }) => [
      metric,
      ...variants.map((variant) =>
        count(measured.find((one) => one.variant === variant)?.numerator ?? 0),
      ),
    ]),
  ]
  const harmed = analysis.guardrails.filter(({ refused }) => refused === undefined)
  return [
    '',
    ...table(['FIRST DAY', ...variants.map((variant) => variant.toUpperCase())], rows, colors),
    colors.dim('  Only counts, to see that it works; nothing is decided by them.'),
    ...section('Guardrails', harmed, results, colors),
  ]
}

function segmentsOf(results: ShownResults, colors: Colors): string[] {
  return results.analysis.segments.flatMap(({ segment, values }) => {
    const hidden = results.segments.find((one) => one.segment === segment)?.hidden ?? 0
    const rows = values.flatMap(({ value, rows: own }) =>
      own.map((row) => ({ ...row, value: value === '' ? '(none)' : value })),
    )
    const lines =
      rows.length === 0
        ? []
        : scorecard(`by ${plain(segment)}`, rows.map(named), results, colors, () => '')
    const note =
      hidden === 0
        ? []
        : [
            colors.dim(
              `  ${hidden === 1 ? '1 value is' : `${hidden} values are`} not shown, so that nobody can be found among few.`,
            ),
          ]
    return rows.length + hidden === 0 ? [] : ['', ...lines, ...note]
  })
}

function named(row: Row & { readonly value: string }): Row {
  return { ...row, metric: `${row.value}: ${row.metric}` }
}

function notesOf(results: ShownResults, colors: Colors): string[] {
  const { analysis, edits, verdict } = results
  const lines = [
    // What the verdict says of its weeks stands beside it.
    ...analysis.notes.filter((note) => note !== verdict.caution).map((note) => `  ${plain(note)}`),
    ...interactionsOf(results),
    ...edits.map(
      ({ at, actor, what, name }) =>
        `  ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')}  ${plain(actor)} ${changed(plain(what), name)}`,
    ),
  ]
  return lines.length === 0 ? [] : ['', colors.bold('Notes'), ...lines]
}

function changed(what: string, name: string | undefined): string {
  if (what === 'on' || what === 'off') return `turned the flag ${what}`
  if (what === 'default') return 'changed the default variant'
  return name === undefined ? `changed ${what}` : `changed the ${what} ${plain(name)}`
}

/** Other experiments that change the effect, or that none does. */
function interactionsOf({ interactions = [], unasked = [] }: ShownResults): string[] {
  const there = interactions.filter(({ isThere }) => isThere)
  const others = [...new Set(interactions.map(({ experiment }) => plain(experiment)))]
  if (others.length === 0) return []
  const rest =
    unasked.length === 0
      ? []
      : [
          `  ${unasked.map(plain).join(', ')} ${unasked.length === 1 ? 'shares' : 'share'} them too; no interaction was looked for there, as only the latest ${others.length} are read.`,
        ]
  const compared = others.filter((other) =>
    interactions.some(
      ({ experiment, adjustedP }) => plain(experiment) === other && adjustedP !== undefined,
    ),
  )
  const few = others.filter((other) => !compared.includes(other))
  if (few.length > 0) {
    rest.unshift(`  Too few units are also in ${few.join(', ')} to look for an interaction there.`)
  }
  if (there.length === 0) {
    return compared.length === 0
      ? rest
      : [`  Runs on the same units as ${compared.join(', ')}; no interaction is seen.`, ...rest]
  }
  const found = there.map(
    ({ experiment, metric, treatment, otherTreatment, adjustedP = 1 }) =>
      `  The effect of ${plain(treatment)} on ${plain(metric)} is another one with ${plain(otherTreatment)} of ${plain(experiment)} (p ${pValue(adjustedP)}): neither stands for both.`,
  )
  return [...found, ...rest]
}
