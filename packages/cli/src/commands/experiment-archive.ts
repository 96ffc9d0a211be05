import type { JsonObject } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { signed } from '../experiments/numbers.ts'
import type { Outcome } from '../outcome.ts'
import { recordsOf, textOf } from '../service/history.ts'
import { plain } from '../terminal/plain.ts'
import { table } from '../terminal/table.ts'

/** What to look for, or what to write down. */
export interface ArchiveOptions {
  readonly limit?: string
  readonly key?: string
  readonly learned?: string
  readonly reason?: string
}

/** Searches the experiments that are over, or writes down what one taught. */
export async function experimentArchive(
  command: Command,
  options: ArchiveOptions,
  words: readonly string[],
): Promise<Outcome> {
  const { service, settings, shell } = command
  const path = ['v1', 'environments', settings.environment, 'experiment-archive']
  if (options.learned !== undefined) {
    if (options.key === undefined) {
      throw new SluiceError('USAGE', 'Say which experiment taught that: --key.')
    }
    const { body } = await service({
      method: 'PATCH',
      path: [...path, options.key],
      body: { learned: options.learned },
      reason: options.reason,
    })
    const line = `Written down with ${plain(options.key)}.`
    return { exit: EXIT.ok, data: body, text: [shell.colors.green(line)] }
  }
  if (options.key !== undefined) {
    const { body } = await service({ path: [...path, options.key] })
    return { exit: EXIT.ok, data: body, text: showOne(body, command) }
  }
  const search = words.join(' ')
  const { body } = await service({ path, query: { search, limit: options.limit } })
  const items = recordsOf(body['items'])
  if (items.length === 0) {
    const nothing =
      search === ''
        ? `${settings.environment} has decided no experiment yet.`
        : `No experiment that is over in ${settings.environment} has all of: ${plain(search)}.`
    return { exit: EXIT.ok, data: body, text: [nothing] }
  }
  const rows = items.map((item) => [
    textOf(item['key']) ?? '',
    (textOf(item['decidedAt']) ?? '').slice(0, 10),
    decisionOf(item),
    numbersOf(item).join(', '),
    textOf(item['reason']) ?? '',
    textOf(item['learned']) ?? '–',
  ])
  return {
    exit: EXIT.ok,
    data: body,
    text: table(['KEY', 'DECIDED', 'DECISION', 'PRIMARY', 'WHY', 'LEARNED'], rows, shell.colors),
  }
}

function showOne(item: JsonObject, { shell }: Command): string[] {
  const { bold, dim } = shell.colors
  const say = (name: string): string => plain(textOf(item[name]) ?? '')
  return [
    bold(`${say('title') || say('key')} (${say('key')})  ${plain(decisionOf(item))}`),
    dim(say('hypothesis')),
    ...numbersOf(item).map((words) => `  ${plain(words)}`),
    ...cautionOf(item['verdict']).map(plain),
    `Why       ${say('reason')}`,
    ...recordsOf(item['against']).map(
      (known) => `Against   ${plain(textOf(known['message']) ?? '')}`,
    ),
    ...(textOf(item['learned']) === undefined ? [] : [`Learned   ${say('learned')}`]),
    dim(
      `Plan ${say('planHash').slice(0, 12)}, ${say('startedAt').slice(0, 10)} to ${(say('stoppedAt') || say('decidedAt')).slice(0, 10)}, decided ${say('decidedAt').slice(0, 10)}.`,
    ),
  ]
}

/** What its verdict said of weekdays, where it rests on less than whole weeks. */
function cautionOf(verdict: JsonObject[string] | undefined): string[] {
  const [found] = recordsOf([verdict ?? {}])
  const caution = textOf(found?.['caution'])
  return caution === undefined ? [] : [caution]
}

function decisionOf(item: JsonObject): string {
  const decision = (textOf(item['decision']) ?? '').replace('_', ' ')
  return `${decision}: ${textOf(item['variant']) ?? ''}${item['simulated'] === true ? ' (simulated)' : ''}`
}

/** The primary metrics in short; of which treatment, where there are several. */
function numbersOf(item: JsonObject): string[] {
  const rows = recordsOf(item['numbers'])
  const isSeveral = new Set(rows.map(({ treatment }) => treatment)).size > 1
  return rows.map((row) => numberOf(row, isSeveral))
}

function numberOf(row: JsonObject, isSeveral: boolean): string {
  const of = isSeveral ? ` of ${textOf(row['treatment']) ?? ''}` : ''
  const metric = `${textOf(row['metric']) ?? ''}${of}`
  const lift = row['lift']
  return typeof lift === 'number'
    ? `${metric} ${signed(lift)} ${textOf(row['finding']) ?? ''}`
    : `${metric}: no number`
}
