import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readManifest } from '../manifest/read-manifest.ts'
import { gateCoverage } from './gate-coverage.ts'
import { readManualChecks } from './manual-checks.ts'

const sluice = fileURLToPath(new URL('../../../cli/bin/sluice.mjs', import.meta.url))
const shop = fileURLToPath(new URL('../../test/shop/flags.yaml', import.meta.url))
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-checks-'))
})
afterEach(() => rm(folder, { recursive: true }))

it('reads what the command signs', async () => {
  await copyFile(shop, join(folder, 'flags.yaml'))
  const argv = ['coverage', 'sign', 'theme', 'dark', '--by', 'Ada']
  await promisify(execFile)(process.execPath, [sluice, ...argv], { cwd: folder })
  const checks = readManualChecks(join(folder, 'gate-checks.json'))
  expect(checks).toMatchObject([{ flag: 'theme', variant: 'dark', value: { dark: true } }])
  const manifest = await readManifest(join(folder, 'flags.yaml'))
  const { exercised, list, remarks } = gateCoverage(manifest, [], checks)
  expect([exercised, remarks]).toEqual([1, []])
  expect(list.find(({ variant }) => variant === 'dark')?.exercisedBy).toMatchObject([
    { by: 'manual', test: 'Ada' },
  ])
})

it('takes no file for no check, and anything else for a fault', async () => {
  expect(readManualChecks(join(folder, 'absent.json'))).toEqual([])
  for (const text of ['{', '[]', '{"version":2,"checks":[]}', '{"version":1,"checks":[{}]}']) {
    await writeFile(join(folder, 'bad.json'), text)
    expect(() => readManualChecks(join(folder, 'bad.json'))).toThrow('does not hold signed checks')
  }
})
