import type { JsonObject } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import type { GlobalOptions } from '../settings/global-options.ts'
import { recordsOf, textOf } from '../service/history.ts'
import { fetchRuleset } from '../service/remote-ruleset.ts'
import { plain } from '../terminal/plain.ts'
import { table } from '../terminal/table.ts'

/** Verifying reads everything that is stored. */
const PATIENCE_MS = 30 * 60 * 1000

/** How to count. */
export interface CountOptions {
  readonly flag?: string
  readonly since?: string
  readonly by?: string
}

const SPANS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400 }

const WIDTHS: Readonly<Record<string, number>> = { minute: 60, hour: 3_600, day: 86_400 }

/** How far back, unless told otherwise; by the minute a day would be more lines than there may be. */
const LOOK_BACK = '24h'
const LOOK_BACK_BY_MINUTE = '12h'
const MOST_BUCKETS = 1_000
/** Ten years, the most days that an environment may be told to keep events for. */
const MOST_DAYS = 3_650

/** Counts exposures by flag and variant. */
export async function countEvents(command: Command, options: CountOptions): Promise<Outcome> {
  const { shell, settings } = command
  const to = shell.now()
  const since = options.since ?? (options.by === 'minute' ? LOOK_BACK_BY_MINUTE : LOOK_BACK)
  const seconds = secondsOf(since)
  const bucketSeconds = widthOf(options.by)
  requireFewBuckets(seconds, bucketSeconds, `--since ${since} --by ${options.by}`)
  const from = to - seconds * 1000
  const { items, unknown } = await allCounts(command, {
    flag: options.flag,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    bucketSeconds,
  })
  const rows = items.map((item) => [
    textOf(item['flag']) ?? '',
    textOf(item['variant']) ?? '',
    ...(bucketSeconds === undefined ? [] : [momentOf(item['bucketStart'])]),
    String(Number(item['exposures'])),
    String(Number(item['units'])),
  ])
  const headings = [
    'FLAG',
    'VARIANT',
    ...(bucketSeconds === undefined ? [] : ['FROM']),
    'EXPOSURES',
    'UNITS',
  ]
  const asked = unknown.find(({ flag }) => flag === options.flag)
  const text =
    rows.length > 0
      ? table(headings, rows, shell.colors)
      : asked === undefined
        ? nothingCounted(settings.environment, since, unknown)
        : await unknownFlag(command, asked, since)
  return {
    exit: EXIT.ok,
    data: {
      environment: settings.environment,
      from: iso(from),
      to: iso(to),
      items,
      ...(unknown.length > 0 && { unknownFlags: unknown }),
    },
    text,
  }
}

async function allCounts(
  { service, settings }: Command,
  query: Readonly<Record<string, string | number | undefined>>,
): Promise<{ readonly items: JsonObject[]; readonly unknown: JsonObject[] }> {
  const items: JsonObject[] = []
  const unknown: JsonObject[] = []
  let after: string | undefined
  do {
    const { body } = await service({
      path: ['v1', 'environments', settings.environment, 'exposures'],
      query: { ...query, limit: 1_000, after },
    })
    items.push(...recordsOf(body['items']))
    unknown.push(...recordsOf(body['unknownFlags']))
    after = textOf(body['next'])
  } while (after !== undefined)
  return { items, unknown }
}

function nothingCounted(
  environment: string,
  since: string,
  unknown: readonly JsonObject[],
): string[] {
  const nothing = `${environment} counted no exposure in the last ${since}.`
  if (unknown.length === 0) return [`${nothing} Watch for one with "sluice events tail".`]
  const flags = unknown.map(
    ({ flag, exposures }) => `  ${plain(textOf(flag) ?? '')}: ${counted(exposures, 'exposure')}`,
  )
  return [
    `${nothing} These came in for flags that it does not have:`,
    ...flags,
    'Compare the keys with "sluice flags list"; perhaps they belong to another environment.',
  ]
}

/** Says of the flag that was asked for that there is none. */
async function unknownFlag(command: Command, asked: JsonObject, since: string): Promise<string[]> {
  const { environment } = command.settings
  const flag = textOf(asked['flag']) ?? ''
  const { didYouMean } = await import('@sluice/core/schema')
  const end = didYouMean(flag, await flagKeys(command))
  const exposures = Number(asked['exposures'])
  return [
    plain(`${environment} has no flag "${flag}"${end}`),
    ...(exposures > 0
      ? [
          `${counted(exposures, 'exposure')} of it came in during the last ${since}; nothing of it counts.`,
        ]
      : []),
    'Compare the key with "sluice flags list"; perhaps it belongs to another environment.',
  ]
}

/** Those that somebody may have meant; none for whoever may not read rulesets. */
async function flagKeys({ service, settings }: Command): Promise<string[]> {
  try {
    const { ruleset } = await fetchRuleset(service, settings.environment)
    return Object.keys(ruleset.flags)
  } catch (error) {
    if (error instanceof SluiceError && error.code === 'FORBIDDEN') return []
    throw error
  }
}

/** How to verify. */
export interface VerifyOptions {
  readonly acknowledge?: boolean
  readonly reason?: string
}

/** Reads every stored event once, and says whether all is as it was written. */
export async function verifyEvents(command: Command, options: VerifyOptions): Promise<Outcome> {
  requireReasonToForget(options)
  const { service, shell } = command
  const { body } = await service({ path: ['v1', 'events', 'verify'], patienceMs: PATIENCE_MS })
  if (typeof body['whole'] !== 'boolean')
    throw new SluiceError('NOT_SLUICE', 'The service answered with no report.')
  const { whole } = body
  const faults = Array.isArray(body['faults']) ? body['faults'].map(String) : []
  const stored = `${counted(body['events'], 'event')} in ${counted(body['segments'], 'segment')}`
  const waiting = Number(body['waiting'] ?? 0)
  const looked = waiting > 0 ? `${stored}, ${counted(waiting, 'event')} in the spool` : stored
  if (options.acknowledge === true && !whole) return acknowledgeLosses(command, options, faults)
  return {
    exit: whole ? EXIT.ok : EXIT.alarm,
    data: body,
    text: whole
      ? [shell.colors.green(`All is as it was written: ${looked}.`)]
      : [
          shell.colors.red('Not all is as it was written:'),
          ...faults.map((fault) => `  ${plain(fault)}`),
          `Looked at ${looked}.`,
        ],
  }
}

/** Ends the alarm about what is lost. */
async function acknowledgeLosses(
  { service, shell }: Command,
  { reason }: VerifyOptions,
  faults: readonly string[],
): Promise<Outcome> {
  const { body } = await service({
    method: 'POST',
    path: ['v1', 'events', 'acknowledge'],
    reason,
  })
  const losses = recordsOf(body['losses'])
  return {
    exit: EXIT.ok,
    data: body,
    text: [
      ...faults.map((fault) => `  ${plain(fault)}`),
      shell.colors.green(
        `Acknowledged: ${losses.length} ${losses.length === 1 ? 'loss' : 'losses'}. The audit log keeps what was lost, and the reason.`,
      ),
    ],
  }
}

function requireReasonToForget({ acknowledge, reason }: VerifyOptions): void {
  if ((acknowledge === true) === (reason !== undefined)) return
  throw new SluiceError(
    'USAGE',
    acknowledge === true
      ? 'Say with --reason why what is lost need not be told of any more; the audit log keeps it.'
      : '--reason goes with --acknowledge.',
  )
}

/** Takes what waits into segments, and merges small ones. */
export async function compactEvents({ service }: Command): Promise<Outcome> {
  const { body } = await service({
    method: 'POST',
    path: ['v1', 'events', 'compact'],
    patienceMs: PATIENCE_MS,
  })
  const size = `${(Number(body['bytes']) / 1024 / 1024).toFixed(1)} MiB`
  const waiting = Number(body['waiting'])
  return {
    exit: EXIT.ok,
    data: body,
    text: [
      `${counted(body['events'], 'event')} in ${counted(body['segments'], 'segment')}, ${size}.`,
      ...(waiting > 0
        ? [`${counted(waiting, 'event')} came in since and wait for the next time.`]
        : []),
    ],
  }
}

function counted(value: unknown, what: string): string {
  const count = Number(value)
  return `${count.toLocaleString('en-GB')} ${what}${count === 1 ? '' : 's'}`
}

function momentOf(value: unknown): string {
  return typeof value === 'string' ? value.replace('T', ' ').replace(/:00(?:\.000)?Z$/, '') : ''
}

function secondsOf(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  const seconds = Number(count) * (SPANS[unit] ?? 0)
  if (seconds > MOST_DAYS * 86_400)
    throw new SluiceError(
      'USAGE',
      `--since takes a span of at most ${MOST_DAYS}d, ten years, not "${text}".`,
    )
  if (seconds > 0) return seconds
  throw new SluiceError('USAGE', `--since takes a span such as 30m, 24h or 7d, not "${text}".`)
}

function widthOf(by: string | undefined): number | undefined {
  if (by === undefined) return undefined
  const width = WIDTHS[by]
  if (width !== undefined) return width
  throw new SluiceError('USAGE', `--by takes minute, hour or day, not "${by}".`)
}

function requireFewBuckets(seconds: number, width: number | undefined, asked: string): void {
  const buckets = width === undefined ? 1 : Math.ceil(seconds / width)
  if (buckets <= MOST_BUCKETS) return
  throw new SluiceError(
    'USAGE',
    `${asked} is ${buckets.toLocaleString('en-GB')} steps of time, and at most ${MOST_BUCKETS.toLocaleString('en-GB')} are counted. Give a shorter --since or a wider --by.`,
  )
}

/**
 * Refuses an environment for what is about all of them.
 *
 * @throws SluiceError `USAGE`
 */
export function requireNoEnvironment({ environment }: GlobalOptions, what: string): void {
  if (environment === undefined) return
  throw new SluiceError(
    'USAGE',
    `"sluice events ${what}" is about the events of all environments. Leave out --environment.`,
  )
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
