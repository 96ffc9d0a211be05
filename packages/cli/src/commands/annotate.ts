import { SluiceError } from '@sluice/core'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import { recordsOf, textOf } from '../service/history.ts'
import { plain } from '../terminal/plain.ts'
import { table } from '../terminal/table.ts'

/** What to do with annotations. */
export interface AnnotateOptions {
  readonly day?: string
  readonly experiment?: string
  readonly list?: boolean
  readonly remove?: string
}

/** Notes what happened outside, lists such notes, or takes one away. */
export async function annotate(
  command: Command,
  options: AnnotateOptions,
  title: string | undefined,
): Promise<Outcome> {
  const { service, settings, shell } = command
  const path = ['v1', 'environments', settings.environment, 'annotations']
  const { experiment } = options
  if (options.list === true) {
    const { body } = await service({ path, query: { experiment } })
    const rows = recordsOf(body['items']).map((item) => [
      textOf(item['day']) ?? '',
      textOf(item['title']) ?? '',
      textOf(item['experiment']) ?? '',
      textOf(item['id']) ?? '',
    ])
    const none = ['Nothing is noted.']
    const lines = table(['DAY', 'WHAT', 'EXPERIMENT', 'ID'], rows, shell.colors)
    return { exit: EXIT.ok, data: body, text: rows.length === 0 ? none : lines }
  }
  if (options.remove !== undefined) {
    await service({ method: 'DELETE', path: [...path, options.remove] })
    return { exit: EXIT.ok, data: { removed: options.remove }, text: ['It is gone.'] }
  }
  if (title === undefined || title.trim() === '') {
    throw new SluiceError('USAGE', 'Say what happened, such as "Autumn sale begins".')
  }
  const day = options.day ?? new Date(shell.now()).toISOString().slice(0, 10)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) {
    throw new SluiceError('USAGE', `--day takes a day such as 2026-11-26, not "${day}".`)
  }
  const { body } = await service({
    method: 'POST',
    path,
    body: { day, title, ...(experiment !== undefined && { experiment }) },
  })
  const line = `Noted for ${day}: ${plain(title)}`
  return { exit: EXIT.ok, data: body, text: [shell.colors.green(line)] }
}
