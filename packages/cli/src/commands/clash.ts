import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Clash } from '../merge/three-way.ts'
import type { Outcome } from '../outcome.ts'
import { plain, showValue } from '../terminal/plain.ts'

/** What pull says when file and service changed the same fields. */
export function clash(
  { shell, settings }: Command,
  file: string,
  version: number,
  clashes: readonly Clash[],
): Outcome {
  const count = clashes.length === 1 ? '1 field' : `${clashes.length} fields`
  const message = `${file} and ${settings.environment} (version ${version}) both changed ${count}. Nothing was written.`
  return {
    exit: EXIT.conflict,
    data: {
      error: {
        code: 'MERGE_CONFLICT',
        message,
        clashes,
        currentVersion: version,
        exitCode: EXIT.conflict,
      },
    },
    text: [
      `${shell.colors.red('conflict:')} ${plain(message)}`,
      ...clashes.map(
        ({ path, ours, theirs }) =>
          `  ${plain(path)}  yours ${showValue(ours)}, theirs ${showValue(theirs)}`,
      ),
      'Keep yours with "sluice pull --ours", or take theirs with "sluice pull --theirs".',
    ],
  }
}
