import { readFile } from 'node:fs/promises'
import type { JsonValue } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import type { Shell } from '../shell.ts'
import { showFile } from '../show-file.ts'

/** The name of the file, beside that of the ruleset. */
export const CHECKS_FILE = 'gate-checks.json'

/** Somebody looked at a variant, and signed for it. `@sluice/testing` counts it as tested. */
export interface ManualCheck {
  readonly flag: string
  readonly variant: string
  /** What the variant stood for; when that changes, the check counts no more. */
  readonly value: JsonValue
  readonly by: string
  /** ISO 8601. */
  readonly at: string
  readonly note?: string
}

/**
 * Reads what was signed for.
 *
 * @returns nothing where there is no file
 * @throws SluiceError `FILE_UNREADABLE` when it holds something else
 */
export async function readChecks(path: string, shell: Shell): Promise<readonly ManualCheck[]> {
  let cause: unknown
  try {
    const { version, checks } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
    if (version === 1 && Array.isArray(checks) && checks.every(isCheck)) return checks
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    cause = error
  }
  throw new SluiceError(
    'FILE_UNREADABLE',
    `${showFile(path, shell)} does not hold signed checks. Restore it from version control.`,
    { cause },
  )
}

/** Writes what was signed for: ordered by flag and variant, so that two people merge well. */
export function formatChecks(checks: readonly ManualCheck[]): string {
  const sorted = checks.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  return `${JSON.stringify({ version: 1, checks: sorted }, undefined, 2)}\n`
}

/** Tells whether two checks are of the same variant. */
export function isOfSame(a: Pick<ManualCheck, 'flag' | 'variant'>, b: ManualCheck): boolean {
  return keyOf(a) === keyOf(b)
}

function keyOf({ flag, variant }: Pick<ManualCheck, 'flag' | 'variant'>): string {
  return JSON.stringify([flag, variant])
}

function isCheck(check: unknown): check is ManualCheck {
  const { flag, variant, value, by, at } = (check ?? {}) as Partial<ManualCheck>
  return [flag, variant, by, at].every((text) => typeof text === 'string') && value !== undefined
}
