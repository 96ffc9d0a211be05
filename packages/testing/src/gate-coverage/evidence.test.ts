import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readEvidence, writeEvidence } from './evidence.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-evidence-'))
})
afterEach(() => rm(folder, { recursive: true }))

const evidence = {
  by: 'cypress',
  file: 'e2e/buy.cy.ts',
  test: 'buys',
  uses: [{ flag: 'checkout-cta', variant: 'urgent' }],
}

it('keeps the last run of each test', async () => {
  const nested = join(folder, 'a/b')
  await writeEvidence(nested, evidence)
  await writeEvidence(nested, { ...evidence, uses: [] })
  await writeEvidence(nested, { ...evidence, test: 'sells' })
  expect(await readdir(nested)).toHaveLength(2)
  expect(readEvidence(nested).map(({ test, uses }) => [test, uses.length])).toEqual(
    expect.arrayContaining([
      ['buys', 0],
      ['sells', 1],
    ]),
  )
})

it('finds nothing where there is no folder, and refuses what no test left', async () => {
  expect(readEvidence(join(folder, 'absent'))).toEqual([])
  await writeFile(join(folder, 'other.json'), '{"version":1,"uses":[1]}')
  expect(() => readEvidence(folder)).toThrow(
    'other.json does not hold what a test exercised. Delete it',
  )
})
