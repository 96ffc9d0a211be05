import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GateCoverage } from './gate-coverage.ts'
import { writeEvidence } from './evidence.ts'

const shop = fileURLToPath(new URL('../../test/shop', import.meta.url))
const vitest = join(
  dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
  'vitest.mjs',
)
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-gates-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Ran {
  readonly code: number
  readonly text: string
  readonly coverage: () => Promise<GateCoverage>
}

/** Runs the tests of the shop in test/shop, as a project of its own. */
async function runShop(
  env: Readonly<Record<string, string>> = {},
  ...args: string[]
): Promise<Ran> {
  const output = join(folder, 'gates.json')
  // Not what this run was told.
  const { VITEST: _1, VITEST_MODE: _2, NODE_ENV: _3, ...clean } = process.env
  const { promise, resolve } = Promise.withResolvers<Ran>()
  execFile(
    process.execPath,
    ['--conditions=@sluice/source', vitest, 'run', ...args],
    { cwd: shop, env: { ...clean, NO_COLOR: '1', OUTPUT: output, ...env } },
    (error, out, err) =>
      resolve({
        code: error ? Number(error.code) : 0,
        text: out + err,
        coverage: async () => JSON.parse(await readFile(output, 'utf8')) as GateCoverage,
      }),
  )
  return promise
}

it('says which test exercised which variant, and fails a run that left one out', async () => {
  const { code, text, coverage } = await runShop()
  expect(text).toContain('6 passed')
  expect(text).toContain(
    [
      'Gate coverage: 5 of 6 variants of 3 flags (83 %)',
      '',
      '  new-checkout  ✓ on       1 in vitest',
      '                ✗ off      nobody',
      '  checkout-cta  ✓ control  1 in vitest',
      '                ✓ urgent   1 in vitest',
      '  theme         ✓ light    1 in vitest',
      '                ✓ dark     1 in vitest',
      '',
      'Nobody has seen this variant: new-checkout off.',
    ].join('\n'),
  )
  expect(text).toContain('The run fails, because every variant has to be tested.')
  expect(code).toBe(1)
  const { exercised, list } = await coverage()
  expect(exercised).toBe(5)
  expect(list.find(({ variant }) => variant === 'urgent')?.exercisedBy).toEqual([
    { by: 'vitest', file: 'checkout.spec.tsx', test: 'checkout-cta is urgent > has a button' },
  ])
  expect(await readFile(join(folder, 'gates.txt'), 'utf8')).toContain('✗ off')
})

it('judges no run of some tests', async () => {
  const part = await runShop({}, 'theme')
  expect(part).toMatchObject({ code: 0, text: expect.stringContaining('so this is no verdict') })
})

it('counts no test that failed, and fails one that reads a flag which it does not name', async () => {
  const { code, text } = await runShop({ FAIL: '1', UNNAMED: '1' })
  expect(text).toContain('✗ light')
  expect(text).toContain('A component reads the flag "theme", which this test does not name')
  expect(text).toContain('2 failed')
  expect(code).toBe(1)
})

describe('with what others exercised', () => {
  const file = (name: string): string => join(folder, name)

  it('adds what other runners left, and what somebody signed for', async () => {
    await writeEvidence(file('others'), {
      by: 'playwright',
      file: 'e2e/shop.spec.ts',
      test: 'the old checkout',
      uses: [{ flag: 'new-checkout', variant: 'off' }],
    })
    const check = {
      flag: 'new-checkout',
      variant: 'off',
      value: false,
      by: 'Ada',
      at: '2026-11-20',
    }
    await writeFile(file('checks.json'), JSON.stringify({ version: 1, checks: [check] }))
    const signed = await runShop({ EVIDENCE: file('others'), CHECKS: file('checks.json') })
    expect(signed.text).toContain('✓ off      signed by Ada on 2026-11-20, 1 in playwright')
    expect(signed.code).toBe(0)
  })

  it('says what to do where something cannot be read', async () => {
    await writeFile(file('broken.json'), '{')
    const { code, text } = await runShop({ CHECKS: file('broken.json') })
    expect(text).toContain('Gate coverage cannot be told.')
    expect(text).toContain('broken.json does not hold signed checks. Restore it')
    expect(code).toBe(1)
    const absent = await runShop({ MANIFEST: 'absent.yaml' })
    expect(absent.text).toContain(
      'absent.yaml, so nobody knows which flags there are. Name the manifest',
    )
    expect(absent.code).toBe(1)
  })
})
