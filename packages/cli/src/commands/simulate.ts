import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { JsonValue } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import type { DayReport, Scenario } from '@sluice/server'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import type { Colors } from '../shell.ts'
import { showFile } from '../show-file.ts'
import { table } from '../terminal/table.ts'
import { writeWhole } from '../write-file.ts'
import { wholeNumber } from './whole-number.ts'

const DEFAULTS = { people: 20_000, hours: 24, tickMinutes: 60, seed: 1, aa: 5 }
const MINUTE_MS = 60_000
/** A rollout begins after two hours, and a look has to come after that. */
const LEAST_HOURS = 3
/** A month; the clock is virtual, and the machine is not. */
const MOST_HOURS = 720
/** No plan looks more seldom. */
const MOST_TICK_MINUTES = 60

/** A day on which the variants do not differ. */
const HEALTHY: Scenario = {
  name: 'healthy',
  title: 'No difference',
  must: { end: 'went on', withinHours: 22 },
}

/** What to simulate. */
export interface SimulateOptions {
  readonly scenario?: readonly string[]
  readonly people?: string
  readonly hours?: string
  readonly tick?: string
  readonly seed?: string
  readonly aa?: string
  readonly out?: string
}

/** Runs a game day: rollouts through scripted faults, on a clock of their own and a service of their own. */
export async function simulate(command: Command, options: SimulateOptions): Promise<Outcome> {
  const { shell, say } = command
  const { drawDays, runDay, SCENARIOS } = await import('@sluice/server')
  const dayOf = async (scenario: Scenario, day: Parameters<typeof runDay>[1]) =>
    runDay(scenario, day).catch((error: unknown) => refuseDay(error, day.peoplePerDay))
  const wanted = options.scenario ?? SCENARIOS.map(({ name }) => name)
  const unknown = wanted.find((name) => !SCENARIOS.some((scenario) => scenario.name === name))
  if (unknown !== undefined) {
    const names = SCENARIOS.map(({ name }) => name).join(', ')
    throw new SluiceError('USAGE', `There is no scenario "${unknown}". There are: ${names}.`)
  }
  const seed = numberOf(options.seed, '--seed', DEFAULTS.seed)
  const size = {
    peoplePerDay: wholeNumber(options.people, '--people', 1) ?? DEFAULTS.people,
    hours: wholeNumber(options.hours, '--hours', LEAST_HOURS, MOST_HOURS) ?? DEFAULTS.hours,
    tickMs:
      (wholeNumber(options.tick, '--tick', 1, MOST_TICK_MINUTES) ?? DEFAULTS.tickMinutes) *
      MINUTE_MS,
    seed,
  }
  const reports: DayReport[] = []
  for (const scenario of SCENARIOS.filter(({ name }) => wanted.includes(name))) {
    const report = await dayOf(scenario, size)
    say(`${markOf(report, shell.colors)} ${report.scenario.name}`)
    reports.push(report)
  }
  const runs = numberOf(options.aa, '--aa', DEFAULTS.aa)
  let falseRollbacks = 0
  for (let run = 1; run <= runs; run++) {
    const { end } = await dayOf(HEALTHY, { ...size, seed: seed + run })
    if (end === 'rolled back') falseRollbacks++
  }
  const failed = reports.filter(({ holds }) => !holds)
  const untold = reports.flatMap(({ scenario, tooShort }) =>
    tooShort === undefined ? [] : [`${scenario.name} shows nothing: ${tooShort}`],
  )
  const report = reportText(reports, untold, { runs, falseRollbacks })
  const written = await write(command, options.out, report, drawDays(reports))
  return {
    exit: failed.length === 0 ? EXIT.ok : EXIT.alarm,
    data: {
      days: reports.map(withoutSamples) as unknown as JsonValue,
      aa: { runs, falseRollbacks },
    },
    text: [
      '',
      ...table(HEADINGS, reports.map(rowOf), shell.colors),
      '',
      aaText({ runs, falseRollbacks }),
      speedText(reports),
      ...failed.map(({ scenario, fault }) => shell.colors.red(`${scenario.name}: ${fault ?? ''}`)),
      ...untold.map((line) => shell.colors.yellow(line)),
      ...written,
    ],
  }
}

/** The plan of the days is not the caller's, but how many people come is. */
function refuseDay(error: unknown, people: number): never {
  if (!(error instanceof SluiceError) || error.code !== 'INVALID_PLAN') throw error
  throw new SluiceError(
    'USAGE',
    `With ${people} people a day no rollout may start. Give more --people. ${error.message}`,
    { cause: error },
  )
}

function withoutSamples({ samples: _samples, ...rest }: DayReport): object {
  return rest
}

function markOf({ holds, tooShort }: DayReport, colors: Colors): string {
  if (!holds) return colors.red('✗')
  return tooShort === undefined ? colors.green('✓') : colors.yellow('?')
}

const HEADINGS = ['DAY', 'HELD', 'ENDED', 'FOUND AFTER', 'HARMED', 'TREATED', 'EVENTS', 'DECISIONS']

function rowOf(report: DayReport): string[] {
  const { scenario, holds, end, detectedAfterHours, harmed, treated, exposures, decisions } = report
  const found = detectedAfterHours === undefined ? '' : `${detectedAfterHours} h`
  return [
    scenario.name,
    !holds ? 'NO' : report.tooShort === undefined ? 'yes' : '?',
    end,
    found,
    scenario.brokenFrom === undefined ? '' : `${harmed}`,
    `${treated}`,
    `${exposures}`,
    `${decisions}`,
  ]
}

interface Healthy {
  readonly runs: number
  readonly falseRollbacks: number
}

function aaText({ runs, falseRollbacks }: Healthy): string {
  return `${falseRollbacks} of ${runs} more days without a difference were rolled back; the plan allows one in twenty (alpha).`
}

function speedText(reports: readonly DayReport[]): string {
  const sum = (of: (report: DayReport) => number): number =>
    reports.reduce((total, report) => total + of(report), 0)
  const [days, events, spentMs] = [
    reports.length,
    sum((report) => report.exposures),
    sum((report) => report.spentMs),
  ]
  const seconds = Math.round(spentMs / 100) / 10
  return `${days === 1 ? '1 day' : `${days} days`} with ${events} events took ${seconds} s.`
}

function reportText(
  reports: readonly DayReport[],
  untold: readonly string[],
  healthy: Healthy,
): string {
  return [
    '# A game day',
    '',
    'Each day runs the real evaluator, intake, event store, ruleset store and rollout runner on a virtual clock.',
    '',
    '![Share and crash rates over each day](days.svg)',
    '',
    `| ${HEADINGS.join(' | ')} | WHAT HAPPENED |`,
    `| ${[...HEADINGS, ''].map(() => '---').join(' | ')} |`,
    ...reports.map((report) => `| ${rowOf(report).join(' | ')} | ${report.scenario.title} |`),
    '',
    ...untold.flatMap((line) => [line, '']),
    aaText(healthy),
    '',
  ].join('\n')
}

async function write(
  { shell }: Command,
  out: string | undefined,
  report: string,
  picture: string,
): Promise<string[]> {
  if (out === undefined) return []
  const folder = resolve(shell.cwd, out)
  await mkdir(folder, { recursive: true })
  await writeWhole(join(folder, 'days.svg'), picture)
  await writeWhole(join(folder, 'report.md'), report)
  return [`Wrote ${showFile(join(folder, 'report.md'), shell)} and its picture.`]
}

function numberOf(text: string | undefined, name: string, byDefault: number): number {
  return wholeNumber(text, name) ?? byDefault
}
