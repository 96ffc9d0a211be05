import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { runSluice, type Ran } from '../testing/run-sluice.ts'
import { SHOP, testFolder } from '../testing/test-service.ts'

async function workspace() {
  const { folder, read, write } = await testFolder()
  await write('flags.yaml', SHOP)
  return {
    read,
    write,
    sign: async (...argv: string[]): Promise<Ran> =>
      runSluice(['coverage', 'sign', ...argv], { cwd: folder, now: () => 1_795_600_000_000 }),
    file: async () =>
      JSON.parse(await readFile(join(folder, 'gate-checks.json'), 'utf8')) as { checks: object[] },
  }
}

it('writes who looked at which variant, as it is now, beside the ruleset', async () => {
  const { sign, file } = await workspace()
  const { exit, out } = await sign('checkout-cta', 'urgent', '--by', 'Ada', '--note', 'on a phone')
  expect([exit, out]).toEqual([
    EXIT.ok,
    'Ada signed for checkout-cta in urgent.\nCommit gate-checks.json. It counts until the value of the variant changes.\n',
  ])
  expect(await file()).toEqual({
    version: 1,
    checks: [
      {
        flag: 'checkout-cta',
        variant: 'urgent',
        value: expect.any(String),
        by: 'Ada',
        at: '2026-11-25T09:46:40.000Z',
        note: 'on a phone',
      },
    ],
  })
})

it('keeps one signature for each variant, in order, and takes one back', async () => {
  const { sign, file } = await workspace()
  await sign('new-checkout', 'on', '--by', 'Ada')
  await sign('checkout-cta', 'urgent', '--by', 'Ada')
  await sign('new-checkout', 'on', '--by', 'Bo')
  expect((await file()).checks).toMatchObject([
    { flag: 'checkout-cta', by: 'Ada' },
    { flag: 'new-checkout', by: 'Bo' },
  ])
  const taken = await sign('new-checkout', 'on', '--withdraw')
  expect(taken).toMatchObject({ exit: EXIT.ok, out: expect.stringContaining('Nobody signs for') })
  expect((await file()).checks).toMatchObject([{ flag: 'checkout-cta' }])
  const again = await sign('new-checkout', 'on', '--withdraw')
  expect(again).toMatchObject({ exit: EXIT.failed, err: expect.stringContaining('Nobody signed') })
})

it('refuses what cannot be signed for, and writes nothing', async () => {
  const { sign, file, write } = await workspace()
  const refused = async (code: number, words: string, ...argv: string[]): Promise<void> => {
    const { exit, err } = await sign(...argv)
    expect([exit, err]).toEqual([code, expect.stringContaining(words)])
  }
  await refused(EXIT.usage, '--by "Your name"', 'checkout-cta', 'urgent')
  await refused(EXIT.usage, '--by "Your name"', 'checkout-cta', 'urgent', '--by', ' ')
  await refused(EXIT.failed, 'has no flag "checkout"', 'checkout', 'on', '--by', 'Ada')
  await refused(EXIT.failed, 'It has control, urgent', 'checkout-cta', 'x', '--by', 'Ada')
  await refused(EXIT.failed, 'no flag "toString"', 'toString', 'on', '--by', 'Ada')
  await expect(file()).rejects.toThrow('ENOENT')
  await write('gate-checks.json', '{"version":2}')
  await refused(EXIT.failed, 'does not hold signed checks', 'checkout-cta', 'urgent', '--by', 'Ada')
  await write('flags.yaml', 'flags: 1')
  await write('gate-checks.json', '{"version":1,"checks":[]}')
  const { exit } = await sign('checkout-cta', 'urgent', '--by', 'Ada')
  expect(exit).toBe(EXIT.invalid)
})
