import { SluiceError } from '@sluice/core'
import type { ExitCode } from '../exit-codes.ts'
import { EXIT } from '../exit-codes.ts'
import type { Outcome } from '../outcome.ts'
import { problemOf } from '../service/problem.ts'
import type { Colors } from '../shell.ts'
import { plain } from './plain.ts'
import { messageOf, showFault } from './words.ts'

/** What to do next, for the failures that have one answer. */
const ADVICE: Readonly<Record<string, string>> = {
  UNREACHABLE: 'Start one with "sluice serve", or name another with --url or SLUICE_URL.',
  NOT_SLUICE: 'Check --url, SLUICE_URL and sluice.config.json.',
  ENVIRONMENT_NOT_FOUND: 'List them with "sluice environments list".',
  REASON_REQUIRED: 'Say why with --reason.',
  TOKEN_MISSING: 'Set SLUICE_TOKEN, or name a file that holds one with --token-file.',
}

const EXITS: Readonly<Record<string, ExitCode>> = {
  BAD_SETTINGS: EXIT.usage,
  USAGE: EXIT.usage,
  DEVELOPMENT_ONLY: EXIT.usage,
  INVALID_OPTIONS: EXIT.usage,
  FILE_NOT_FOUND: EXIT.usage,
  NOT_AN_APP: EXIT.usage,
  PACKAGES_MISSING: EXIT.usage,
  FOLDER_NOT_EMPTY: EXIT.usage,
  NOT_A_FOLDER: EXIT.usage,
  AUDIT_FILES_CLASH: EXIT.usage,
  AUDIT_FOLDER_MISSING: EXIT.usage,
  AUDIT_HEAD_EXISTS: EXIT.usage,
  AUDIT_FILES_ELSEWHERE: EXIT.usage,
  AUDIT_KEY_DIFFERS: EXIT.usage,
  AUDIT_KEY_NEEDED: EXIT.usage,
  NO_BACKUP: EXIT.usage,
  NO_DATA: EXIT.usage,
  REASON_REQUIRED: EXIT.usage,
  INVALID_INPUT: EXIT.usage,
  RULESET_TOO_LARGE: EXIT.invalid,
  INVALID_PLAN: EXIT.invalid,
  UNREACHABLE: EXIT.unreachable,
  TOKEN_MISSING: EXIT.denied,
  // Refused with 412 as a stale version is, but nobody else was in the way.
  FLAG_EXISTS: EXIT.failed,
}

/** Turns whatever was thrown into what a command says: what failed, its code, what to do. */
export function outcomeOf(error: unknown, colors: Colors): Outcome {
  if (!(error instanceof SluiceError)) {
    const message = error instanceof Error ? error.message : String(error)
    return {
      exit: EXIT.failed,
      data: { error: { code: 'FAILED', message, exitCode: EXIT.failed } },
      text: [`${colors.red('error:')} ${plain(message)}`],
    }
  }
  const { code, status, faults } = error
  const message = messageOf(error)
  const exit = exitOf(error)
  const advice = adviceFor(error)
  const current = problemOf(error)?.currentVersion
  return {
    exit,
    data: {
      error: {
        code,
        message,
        ...(status !== undefined && { status }),
        ...(faults.length > 0 && { faults }),
        ...(current !== undefined && { currentVersion: current }),
        exitCode: exit,
      },
    },
    text: [
      `${colors.red('error:')} ${plain(message)} ${colors.dim(`(${plain(code)})`)}`,
      // A single fault is the message itself.
      ...faults.map(showFault).flatMap((line) => (line === message ? [] : [`  ${line}`])),
      ...(advice === undefined ? [] : [advice]),
    ],
  }
}

/** The exit code that a failure stands for. */
export function exitOf({ code, status }: SluiceError): ExitCode {
  // What the service refuses came as an argument; a file at fault is told with its places instead.
  if (code === 'INVALID_RULESET') return status === undefined ? EXIT.invalid : EXIT.usage
  const known = EXITS[code]
  if (known !== undefined) return known
  if (status === 401 || status === 403) return EXIT.denied
  if (status === 412) return EXIT.conflict
  return status === 400 || status === 413 || status === 422 ? EXIT.usage : EXIT.failed
}

function adviceFor({ code, status }: SluiceError): string | undefined {
  if (status === 401) {
    return 'Set SLUICE_TOKEN to a token of this service. Its demo token works in development mode only.'
  }
  if (status === 403)
    return 'Ask an admin for a token whose role allows it ("sluice tokens create").'
  if (code === 'VERSION_STALE')
    return 'Somebody changed it meanwhile. Look at "sluice versions", then try again.'
  if (status === 429) return 'Wait a moment, then try again.'
  return ADVICE[code]
}
