import type { JsonObject } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import { recordsOf, textOf } from '../service/history.ts'
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

/** Counts exposures by flag and variant. */
export async function countEvents(command: Command, options: CountOptions): Promise<Outcome> {
  const { shell, settings } = command
  const to = shell.now()
  const from = to - secondsOf(options.since ?? '24h') * 1000
  const bucketSeconds = widthOf(options.by)
  const items = await allCounts(command, {
    flag: options.flag,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    bucketSeconds,
  })
  const since = options.since ?? '24h'
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
  const text =
    rows.length === 0
      ? [
          `${settings.environment} counted no exposure in the last ${since}. Watch for one with "sluice events tail".`,
        ]
      : table(headings, rows, shell.colors)
  return {
    exit: EXIT.ok,
    data: { environment: settings.environment, from: iso(from), to: iso(to), items },
    text,
  }
}

async function allCounts(
  { service, settings }: Command,
  query: Readonly<Record<string, string | number | undefined>>,
): Promise<JsonObject[]> {
  const items: JsonObject[] = []
  let after: string | undefined
  do {
    const { body } = await service({
      path: ['v1', 'environments', settings.environment, 'exposures'],
      query: { ...query, limit: 1_000, after },
    })
    items.push(...recordsOf(body['items']))
    after = textOf(body['next'])
  } while (after !== undefined)
  return items
}

/** Reads every stored event once, and says whether all is as it was written. */
export async function verifyEvents({ service, shell }: Command): Promise<Outcome> {
  const { body } = await service({ path: ['v1', 'events', 'verify'], patienceMs: PATIENCE_MS })
  if (typeof body['whole'] !== 'boolean')
    throw new SluiceError('NOT_SLUICE', 'The service answered with no report.')
  const { whole } = body
  const faults = Array.isArray(body['faults']) ? body['faults'].map(String) : []
  const looked = `${counted(body['events'], 'event')} in ${counted(body['segments'], 'segment')}`
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
  if (seconds > 0) return seconds
  throw new SluiceError('USAGE', `--since takes a span such as 30m, 24h or 7d, not "${text}".`)
}

function widthOf(by: string | undefined): number | undefined {
  if (by === undefined) return undefined
  const width = WIDTHS[by]
  if (width !== undefined) return width
  throw new SluiceError('USAGE', `--by takes minute, hour or day, not "${by}".`)
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
