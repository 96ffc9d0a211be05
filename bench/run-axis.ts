import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Effort } from './measure/interleave.ts'
import type { Table } from './measure/table.ts'

/** What an axis came to. */
export interface AxisResult {
  readonly title: string
  readonly tables: readonly Table[]
}

/**
 * Measures one axis in a process of its own, so that none inherits what another
 * has taught the compiler or left in memory.
 *
 * @throws Error when it fails; its own words are on the standard error by then
 */
export async function runAxis(name: string, effort: Effort): Promise<AxisResult> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-axis-'))
  const file = join(folder, 'result.json')
  try {
    const script = fileURLToPath(new URL('./axis-process.ts', import.meta.url))
    const child = spawn(
      process.execPath,
      ['--no-warnings', script, name, JSON.stringify(effort), file],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    )
    const [code] = (await once(child, 'exit')) as [number | null]
    if (code !== 0) throw new Error(`The bench "${name}" ended with code ${code}.`)
    return JSON.parse(readFileSync(file, 'utf8')) as AxisResult
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
