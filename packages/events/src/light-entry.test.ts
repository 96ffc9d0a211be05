import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'

/** Native libraries and modules in a process that has imported an entry. */
function loadedBy(entry: string): string {
  const script = `await import('${import.meta.resolve(entry)}')
    const { sharedObjects } = process.report.getReport()
    console.log(sharedObjects.join('\\n'))`
  const args = ['--conditions=@sluice/source', '--input-type=module', '--eval', script]
  return execFileSync(process.execPath, args, { encoding: 'utf8' })
}

it('has a spool that loads no DuckDB, which the store does', () => {
  expect(loadedBy('./spool.ts')).not.toContain('duckdb')
  expect(loadedBy('./clickhouse.ts')).not.toContain('duckdb')
  expect(loadedBy('./index.ts')).toContain('duckdb')
})
