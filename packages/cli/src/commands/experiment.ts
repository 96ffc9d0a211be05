import type { JsonObject } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import { confirm, type ChangeOptions, type Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { experimentPath } from '../experiments/experiment-path.ts'
import { count, counted, percent } from '../experiments/numbers.ts'
import { showPower, type ShownSize } from '../experiments/show-power.ts'
import type { Outcome } from '../outcome.ts'
import { recordsOf, textOf } from '../service/history.ts'
import { problemOf, type Problem } from '../service/problem.ts'
import { plain } from '../terminal/plain.ts'
import { outcomeOf } from '../terminal/show-error.ts'
import { withProgress } from '../terminal/progress.ts'
import { table } from '../terminal/table.ts'

/** Planning reads four weeks of events. */
const PATIENCE_MS = 5 * 60_000
const DAY_MS = 86_400_000

/** How to plan. */
export interface PlanOptions {
  readonly unitsPerDay?: string
  readonly dryRun?: boolean
  readonly reason?: string
}

/** Lists the experiments of the ruleset. */
export async function listExperiments({ service, settings, shell }: Command): Promise<Outcome> {
  const items: JsonObject[] = []
  let after: string | undefined
  do {
    const { body } = await service({
      path: ['v1', 'environments', settings.environment, 'experiments'],
      query: { limit: 200, after },
    })
    items.push(...recordsOf(body['items']))
    after = textOf(body['next'])
  } while (after !== undefined)
  const rows = items.map((item) => [
    text(item, 'key'),
    `${text(item, 'status')}${item['simulated'] === true ? ' (simulated)' : ''}`,
    text(item, 'flag'),
    text(item, 'startedAt').slice(0, 10),
    text(item, 'plannedEndAt').slice(0, 10),
    text(item, 'title') || text(item, 'hypothesis').slice(0, 60),
  ])
  return {
    exit: EXIT.ok,
    data: { environment: settings.environment, items },
    text:
      rows.length === 0
        ? [
            `${settings.environment} has no experiment. Write one under "experiments" of the ruleset, push it, then run "sluice experiment plan".`,
          ]
        : table(['KEY', 'STATUS', 'FLAG', 'STARTED', 'ENDS', ''], rows, shell.colors),
  }
}

/** Plans an experiment, and shows what was found. */
export async function planExperiment(
  command: Command,
  options: PlanOptions,
  key: string,
): Promise<Outcome> {
  const body = await plan(command, options, key, options.dryRun === true)
  return { exit: EXIT.ok, data: body, text: showPlan(body, key, command) }
}

/**
 * Shows how large an effect can be found, and in how many weeks; keeps nothing. What is out of
 * reach is shown all the same: how far it is out of reach is the question.
 */
export async function experimentPower(
  command: Command,
  options: PlanOptions,
  key: string,
): Promise<Outcome> {
  const { colors } = command.shell
  try {
    const body = await plan(command, options, key, true)
    return { exit: EXIT.ok, data: body, text: showPower(planningOf(body).size, colors) }
  } catch (error) {
    const problem = problemOf(error)
    const size = problem?.code === 'POWER_OUT_OF_REACH' ? sizeIn(problem) : undefined
    if (problem === undefined || size === undefined) throw error
    for (const line of showPower(size, colors)) command.say(line)
    const refused = outcomeOf(error, colors)
    return { ...refused, data: { ...(refused.data as object), size } }
  }
}

function sizeIn({ members: { size } }: Problem): ShownSize | undefined {
  return typeof size === 'object' && size !== null && 'metrics' in size
    ? (size as ShownSize)
    : undefined
}

async function plan(
  command: Command,
  { unitsPerDay, reason }: PlanOptions,
  key: string,
  dryRun: boolean,
): Promise<JsonObject> {
  const units = unitsPerDay === undefined ? undefined : Number(unitsPerDay)
  if (units !== undefined && !(units > 0)) {
    throw new SluiceError('USAGE', `--units-per-day takes a number above 0, not "${unitsPerDay}".`)
  }
  const answer = command.service({
    method: 'POST',
    path: experimentPath(command, key, 'plan'),
    query: { dryRun: dryRun ? true : undefined },
    body: units === undefined ? {} : { unitsPerDay: units },
    reason,
    patienceMs: PATIENCE_MS,
  })
  return (await withProgress(command, 'Reading four weeks of events', answer)).body
}

/** Starts an experiment: its plan is sealed from then on. */
export async function startExperiment(
  command: Command,
  options: ChangeOptions,
  key: string,
): Promise<Outcome> {
  const question = `Seal the plan of ${plain(key)} and start it in ${command.settings.environment}?`
  return move(command, options, key, 'start', question, 'runs; its plan is sealed')
}

/** Stops an experiment: nothing more is counted. */
export async function stopExperiment(
  command: Command,
  options: ChangeOptions,
  key: string,
): Promise<Outcome> {
  const question = `Stop counting ${plain(key)} in ${command.settings.environment}?`
  const done = 'is stopped; everybody keeps the variant they have until you decide'
  return move(command, options, key, 'stop', question, done)
}

async function move(
  command: Command,
  options: ChangeOptions,
  key: string,
  step: 'start' | 'stop',
  question: string,
  done: string,
): Promise<Outcome> {
  if (!(await confirm(command, question, options))) return declined()
  const { body } = await command.service({
    method: 'POST',
    path: experimentPath(command, key, step),
    body: {},
    reason: options.reason,
  })
  const line = `${plain(key)} ${done}. ${command.settings.environment} is at version ${Number(body['version'])}.`
  return { exit: EXIT.ok, data: body, text: [command.shell.colors.green(line)] }
}

function showPlan(body: JsonObject, key: string, { shell }: Command): string[] {
  const { green, yellow, bold, dim } = shell.colors
  const { traffic, size, balance, warnings } = planningOf(body)
  const stored = body['stored'] === true
  const from = {
    given: 'as you said',
    flag: 'counted from its exposures',
    environment: 'counted from all of the environment',
  }[traffic.from]
  return [
    bold(`${plain(key)}: plan ${plain(text(body, 'planHash')).slice(0, 12)}`),
    `Traffic   ${count(traffic.unitsPerDay)} units a day, ${from}; ${takingPart(traffic)}.`,
    `Size      ${size.units === null ? 'not known' : `${count(size.units)} units, ${size.weeks === null ? 'longer than anybody waits' : `${size.weeks} ${size.weeks === 1 ? 'week' : 'weeks'}`}`}; ${count(size.reachable)} come in the planned time${livedWords(size)}.`,
    ...size.metrics.map(
      ({ metric, detectableLift }) =>
        `          ${plain(metric)}: ${detectableLift === null ? 'nothing known of it yet' : `a lift of ${percent(detectableLift)} would be found`}`,
    ),
    ...(balance === null
      ? []
      : [
          `Balance   the best of ${balance.candidates} salts over ${count(balance.units)} units: imbalance ${balance.imbalance.toPrecision(2)}, in the middle ${balance.medianImbalance.toPrecision(2)}.`,
          dim(`          ${balance.covariates.map(plain).join(', ')}`),
        ]),
    ...warnings.map(({ message }) => `${yellow('warning:')} ${plain(message)}`),
    stored
      ? green(`Planned. Start it with "sluice experiment start ${plain(key)}".`)
      : dim('Nothing was kept.'),
  ]
}

function takingPart({ share, recorded = 1, audience, from }: ShownPlanning['traffic']): string {
  return audience === null && from !== 'given'
    ? 'how many of them the rule is for is not known'
    : `${percent(share)} of them take part${recorded < 1 ? ' and are recorded' : ''}`
}

function livedWords({ lived }: ShownSize): string {
  if (lived === null || lived === undefined) return ''
  return `, early enough to live the ${counted(Math.ceil(lived.ms / DAY_MS), 'day')} of ${plain(lived.metric)}`
}

interface ShownPlanning {
  readonly traffic: {
    readonly unitsPerDay: number
    readonly from: 'given' | 'flag' | 'environment'
    readonly share: number
    /** Absent from what an earlier release planned. */
    readonly recorded?: number
    /** `null` where nothing tells whom the rule is for; absent from what an earlier release answers. */
    readonly audience?: number | null
  }
  readonly size: ShownSize
  readonly balance: {
    readonly candidates: number
    readonly units: number
    readonly imbalance: number
    readonly medianImbalance: number
    readonly covariates: readonly string[]
  } | null
  readonly warnings: readonly { readonly message: string }[]
}

function planningOf(body: JsonObject): ShownPlanning {
  const { planning } = body
  if (typeof planning === 'object' && planning !== null && 'traffic' in planning) {
    return planning as unknown as ShownPlanning
  }
  throw new SluiceError('NOT_SLUICE', 'The service answered with no plan.')
}

function declined(): Outcome {
  return { exit: EXIT.failed, data: { changed: false }, text: ['Nothing was changed.'] }
}

function text(item: JsonObject, name: string): string {
  return textOf(item[name]) ?? ''
}
