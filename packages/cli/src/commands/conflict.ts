import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import { listVersions } from '../service/history.ts'
import { plain } from '../terminal/plain.ts'
import { ago } from '../terminal/ago.ts'

/** What a command says when somebody else wrote first: who, when, which version. */
export async function conflict(
  command: Command,
  from: number,
  current: number | undefined,
): Promise<Outcome> {
  const { shell, settings } = command
  const latest = await latestChange(command)
  const version = latest?.version ?? current
  const by =
    latest === undefined
      ? ''
      : ` ${latest.actor} changed it ${ago(latest.createdAt, shell.now())}` +
        (latest.reason === undefined ? '.' : ` (“${latest.reason}”).`)
  const message = `${settings.environment} is at version ${version}, not at ${from}.${by} Nothing was written.`
  return {
    exit: EXIT.conflict,
    data: {
      error: {
        code: 'VERSION_CONFLICT',
        message,
        currentVersion: version,
        exitCode: EXIT.conflict,
      },
    },
    text: [
      `${shell.colors.red('conflict:')} ${plain(message)}`,
      'Take it over with "sluice pull", look at the difference, then push again.',
    ],
  }
}

async function latestChange({ service, settings }: Command) {
  try {
    return (await listVersions(service, settings.environment, { limit: 1 })).items[0]
  } catch {
    // The conflict itself is the news; who caused it is only a courtesy.
    return undefined
  }
}
