import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import type { VersionItem } from '../service/history.ts'
import { listVersions } from '../service/history.ts'
import { ago } from '../terminal/ago.ts'
import { plain } from '../terminal/plain.ts'
import type { TurnedOn } from '../sync/turned-on.ts'

/** How many versions are listed; the rest are counted. */
const MAX_LISTED = 20

/** What push says when the service went on since the file was last in step with it. */
export async function behind(
  command: Command,
  file: string,
  since: number,
  current: number,
): Promise<Outcome> {
  const { shell, settings, service } = command
  const { environment } = settings
  const { items } = await listVersions(service, environment, { limit: MAX_LISTED })
  const missed = items.filter(({ version }) => version > since)
  const message = `${environment} is at version ${current}; ${file} was last in step with version ${since}. Nothing was written.`
  return {
    exit: EXIT.conflict,
    data: {
      error: {
        code: 'FILE_BEHIND',
        message,
        currentVersion: current,
        since,
        versions: missed,
        exitCode: EXIT.conflict,
      },
    },
    text: [
      `${shell.colors.red('conflict:')} ${plain(message)}`,
      ...missed.map((item) => `  ${versionLine(item, shell.now())}`),
      ...(current - since > missed.length ? ['  and older ones: sluice versions'] : []),
      'Take them over with "sluice pull", which keeps what you changed, then push again.',
      `To undo them on purpose: --if-version ${current}, or --force.`,
    ],
  }
}

/** What push says when it would turn on what somebody turned off, and nobody was asked. */
export function refuseTurningOn({ shell }: Command, turnedOn: readonly TurnedOn[]): Outcome {
  const keys = turnedOn.map(({ flag }) => flag)
  const message = `This would turn on again what was turned off in the service: ${keys.join(', ')}. Nothing was written.`
  return {
    exit: EXIT.conflict,
    data: { error: { code: 'TURNS_ON', message, flags: keys, exitCode: EXIT.conflict } },
    text: [
      `${shell.colors.red('conflict:')} ${plain(message)}`,
      'Keep them off with "sluice pull", or turn them on on purpose with --force.',
    ],
  }
}

/** Marks a flag that goes on again, with who turned it off. */
export function turnedOnLine({ flag, by }: TurnedOn): string {
  const who = by === undefined ? '' : ` by ${by.actor}`
  const why = by?.reason === undefined ? '' : `, “${by.reason}”`
  return plain(`${flag}: turned back on; it was turned off${who}${why}`)
}

function versionLine({ version, actor, createdAt, reason, subjects }: VersionItem, now: number) {
  const why = reason === undefined ? '' : ` (“${reason}”)`
  return plain(`${version}  ${actor} changed ${subjects.join(', ')} ${ago(createdAt, now)}${why}`)
}
