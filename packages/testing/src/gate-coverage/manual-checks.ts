import { existsSync, readFileSync } from 'node:fs'
import type { JsonValue } from '@sluice/core'
import { SluiceError } from '@sluice/core'

/** The name of the file, beside the manifest. */
export const CHECKS_FILE = 'gate-checks.json'

/** Somebody looked at a variant, and signed for it: `sluice coverage sign` writes it. */
export interface ManualCheck {
  readonly flag: string
  readonly variant: string
  /** What the variant stood for. Once it stands for something else, nobody has looked at that. */
  readonly value: JsonValue
  /** Who looked. */
  readonly by: string
  /** ISO 8601. */
  readonly at: string
  readonly note?: string
}

/**
 * Reads the checks that people signed for.
 *
 * @returns nothing where there is no such file
 * @throws SluiceError `CHECKS_NOT_READ` when it holds something else
 */
export function readManualChecks(path: string): ManualCheck[] {
  if (!existsSync(path)) return []
  let data: unknown
  try {
    data = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw notRead(path, cause)
  }
  const { version, checks } = (data ?? {}) as { version?: unknown; checks?: unknown }
  if (version !== 1 || !Array.isArray(checks) || !checks.every(isCheck)) throw notRead(path)
  return checks
}

function isCheck(check: unknown): check is ManualCheck {
  const { flag, variant, value, by, at } = (check ?? {}) as Partial<ManualCheck>
  return [flag, variant, by, at].every((text) => typeof text === 'string') && value !== undefined
}

function notRead(path: string, cause?: unknown): SluiceError {
  return new SluiceError(
    'CHECKS_NOT_READ',
    `${path} does not hold signed checks. Restore it from version control; "sluice coverage sign" writes it.`,
    { cause },
  )
}
