import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SluiceError } from '@sluice/core'
import type { GateUse } from '../session.ts'

/** Where tests that run outside of Vitest leave what they exercised, from the root of the project. */
export const EVIDENCE_FOLDER = '.sluice/gate-coverage'

/** What one test exercised. */
export interface Evidence {
  /** Who ran it, such as `vitest` or `playwright`. */
  readonly by: string
  /** From the root of the project. */
  readonly file: string
  /** The whole title. */
  readonly test: string
  readonly uses: readonly GateUse[]
}

/**
 * Leaves what a test exercised for the reporter, in place of what the same test left
 * before. For runners that have no fixture here: Jest, Cypress, WebdriverIO.
 */
export async function writeEvidence(folder: string, evidence: Evidence): Promise<void> {
  const { by, file, test } = evidence
  const id = createHash('sha256')
    .update(JSON.stringify([by, file, test]))
    .digest('hex')
  await mkdir(folder, { recursive: true })
  const text = `${JSON.stringify({ version: 1, ...evidence }, null, 2)}\n`
  await writeFile(join(folder, `${by}-${id.slice(0, 16)}.json`), text)
}

/**
 * Reads what tests left in a folder.
 *
 * @returns nothing where there is no such folder
 * @throws SluiceError `EVIDENCE_NOT_READ` for a file that is something else
 */
export function readEvidence(folder: string): Evidence[] {
  return namesIn(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => readOne(join(folder, name)))
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // Nobody left anything.
    return []
  }
}

function readOne(path: string): Evidence {
  const text = readFileSync(path, 'utf8')
  let cause: unknown
  try {
    const data = JSON.parse(text) as Partial<Evidence> & { version?: unknown }
    const { by, file, test, uses, version } = data
    if (
      version === 1 &&
      typeof by === 'string' &&
      typeof file === 'string' &&
      typeof test === 'string' &&
      Array.isArray(uses) &&
      uses.every((use: Partial<GateUse> | null) => typeof use?.flag === 'string')
    )
      return { by, file, test, uses }
  } catch (error) {
    cause = error
  }
  throw new SluiceError(
    'EVIDENCE_NOT_READ',
    `${path} does not hold what a test exercised. Delete it, and run the tests that write into this folder again.`,
    { cause },
  )
}
