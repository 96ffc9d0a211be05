import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { testBench } from '../testing/test-service.ts'

const DEMO = new URL('../../../../apps/demo/', import.meta.url)

/** The demo, with the plan of its rollout. */
async function shop() {
  const bench = await testBench(await readFile(new URL('flags.yaml', DEMO), 'utf8'))
  await bench.write('rollout.yaml', await readFile(new URL('rollout.yaml', DEMO), 'utf8'))
  return bench
}

/** Somebody who stops a drill so many seconds after its rollout was started. */
function stoppedAfter(seconds: number, first?: () => Promise<void>) {
  const { promise, resolve } = Promise.withResolvers<string>()
  let slept = 0
  return {
    stopped: async () => promise,
    async sleep(ms: number): Promise<void> {
      await new Promise((settle) => setTimeout(settle, ms))
      if (++slept !== seconds) return
      await first?.()
      resolve('SIGINT')
    },
  }
}

describe('sluice drill', () => {
  it(
    'breaks the rollout of the shop, sees it rolled back, and writes the record',
    { timeout: 120_000 },
    async () => {
      const { sluice, write, read } = await testBench(
        await readFile(new URL('flags.yaml', DEMO), 'utf8'),
      )
      const plan = await readFile(new URL('rollout.yaml', DEMO), 'utf8')
      // It is verified as soon as enough people came, of whom a busy machine makes fewer. And so many
      // meet the control before that a few crashes more or less, by chance, decide nothing.
      await write('rollout.yaml', plan.replace('verifyWithinMs: 30000', 'verifyWithinMs: 70000'))
      const argv = [
        'drill',
        'rollout.yaml',
        '--yes',
        '--pace',
        '600',
        '--healthy',
        '10',
        '--crashes',
        '80',
      ]
      const { exit, out } = await sluice(argv)
      expect(out).toContain('Now the treatment breaks')
      expect(out).toMatch(
        /Rolled back \d+\.\d s after it broke; \d+ people got the broken treatment\./,
      )
      const record = await read('drill.md')
      expect(`${out}${record}`).toContain('Verification: verified.')
      expect(exit).toBe(EXIT.ok)
      expect(record).toContain('# Drill of the rollout of "recommendations" in development')
      expect(record).toMatch(/\| on call: demo admin \| acknowledged \| \d+(\.\d)? s \|/)
      expect(record).toMatch(/\| on call: demo admin \| closed the incident \| \d/)
      expect(record).toContain('carousel-crashes is worse than the control')
      expect((await sluice(['replay', 'recommendations'])).exit).toBe(EXIT.ok)
    },
  )

  it(
    'sees that the crashes are over where nobody had met the control before',
    { timeout: 150_000 },
    async () => {
      const { sluice, write, read } = await testBench(
        await readFile(new URL('flags.yaml', DEMO), 'utf8'),
      )
      const plan = await readFile(new URL('rollout.yaml', DEMO), 'utf8')
      await write('rollout.yaml', plan.replace('verifyWithinMs: 30000', 'verifyWithinMs: 12000'))
      const argv = ['drill', 'rollout.yaml', '--yes', '--pace', '200', '--healthy', '0']
      const { exit, out } = await sluice([...argv, '--crashes', '80'])
      expect(out).toContain('Verification: verified.')
      expect(exit).toBe(EXIT.ok)
      expect(await read('drill.md')).toMatch(
        /\d+ of \d+ since, \d+ of \d+ with the control before, \d+ of \d+ with the treatment/,
      )
    },
  )

  it(
    'says of a plan that pauses that the treatment is out until whoever is on call takes it away',
    { timeout: 120_000 },
    async () => {
      const { sluice, write, read } = await testBench(
        await readFile(new URL('flags.yaml', DEMO), 'utf8'),
      )
      const plan = await readFile(new URL('rollout.yaml', DEMO), 'utf8')
      await write('rollout.yaml', plan.replace('onRegression: roll_back', 'onRegression: pause'))
      const argv = ['drill', 'rollout.yaml', '--yes', '--pace', '600', '--healthy', '3']
      const { exit, out } = await sluice([...argv, '--crashes', '80'])
      expect(out).toMatch(/It is paused, and the treatment is out: carousel-crashes is worse/)
      expect(out).not.toContain('The share is down')
      expect(out).toMatch(/Paused \d+\.\d s after it broke, with the treatment out\./)
      expect(out).toMatch(/Rolled back by whoever is on call \d+\.\d s after it broke/)
      expect(exit).toBe(EXIT.ok)
      const record = await read('drill.md')
      expect(record).toMatch(/\| the guardrails \| paused it, with the treatment out \| \d/)
      expect(record).toMatch(/\| on call: demo admin \| lowered the share \| \d/)
      expect(record).not.toContain('the guardrails | lowered')
    },
  )

  it.each([
    ['once the treatment is broken', ['--healthy', '1'], /the drill \| broke the treatment \| 0 s/],
    [
      'before that',
      ['--healthy', '60'],
      /the drill \| broke the treatment \| it did not come to that/,
    ],
  ])(
    'takes its rollout back when somebody stops it %s, and writes the record until then',
    { timeout: 120_000 },
    async (_, healthy, broke) => {
      const { sluice, read } = await shop()
      // So that its guardrails find nothing, which is what would go on for ever.
      const argv = ['drill', 'rollout.yaml', '--yes', '--pace', '20', '--crashes', '1', ...healthy]
      const { exit, err } = await sluice(argv, stoppedAfter(4))
      expect(exit).toBe(EXIT.failed)
      expect(err).toContain('The drill was interrupted: the treatment is taken away')
      const [, close = ''] = /close its incident: sluice (.*) --reason/.exec(err) ?? []
      expect(close).toMatch(/^rollout close r-[0-9a-f]+ --environment development$/)
      const record = await read('drill.md')
      expect(record).toMatch(broke)
      expect(record).toMatch(/on call: demo admin \| lowered the share/)
      const id = close.split(' ')[2]!
      const { state } = (await sluice(['rollout', 'status', id, '--json'])).json() as {
        state: string
      }
      expect(['verifying', 'rolled_back']).toContain(state)
    },
  )

  it(
    'stops where whoever is on call ends the input in place of an answer',
    { timeout: 120_000 },
    async () => {
      const { sluice } = await shop()
      const argv = ['drill', 'rollout.yaml', '--pace', '600', '--healthy', '3', '--crashes', '80']
      const { exit, out, err } = await sluice(argv, { answers: ['y'] })
      expect(out).toContain('On call: acknowledge')
      expect(out).not.toContain('Clients and guardrails have to show')
      expect(err).toContain('The drill was interrupted: the treatment is taken away')
      expect(exit).toBe(EXIT.failed)
    },
  )

  it('says how to take it back where the service is gone when it is stopped', async () => {
    const { service, sluice } = await shop()
    const argv = ['drill', 'rollout.yaml', '--yes', '--pace', '20', '--healthy', '60']
    const { exit, err } = await sluice(
      argv,
      stoppedAfter(2, async () => service.close()),
    )
    expect(exit).not.toBe(EXIT.ok)
    expect(err).toMatch(
      /could not be taken back, .* Run: sluice rollout rollback r-[0-9a-f]+ --environment development/,
    )
  })

  it('does nothing unless somebody agrees', async () => {
    const { sluice, write } = await testBench()
    await write('rollout.yaml', 'flag: checkout-cta\nrule: r\ntreatment: urgent\n')
    expect((await sluice(['drill', 'rollout.yaml'])).exit).toBe(EXIT.usage)
    await write('none.yaml', 'a: 1')
    expect((await sluice(['drill', 'none.yaml', '--yes'])).err).toContain('is no rollout plan')
  })
})
