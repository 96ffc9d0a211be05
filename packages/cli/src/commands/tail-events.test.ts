import { expect, it } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import type { RunOptions } from '../testing/run-sluice.ts'
import { sendExposures } from '../testing/send-events.ts'
import { testBench } from '../testing/test-service.ts'

/** A shell that says when its stream is open, so that what is sent then is seen. */
function watching(): RunOptions & { readonly open: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>()
  // A busy machine may take longer to connect than the time that is asked for.
  const sleep = async (ms: number): Promise<void> => {
    await promise
    await new Promise((done) => setTimeout(done, ms))
  }
  return {
    open: promise,
    sleep,
    fetch: async (...args) => {
      const answer = await fetch(...args)
      resolve()
      return answer
    },
  }
}

it('shows exposures as they come in, and ends after as many as asked for', async () => {
  const bench = await testBench()
  const shell = watching()
  const ran = bench.sluice(['events', 'tail', '--count', '3'], shell)
  await shell.open
  await sendExposures(bench.service.url, {}, { override: true }, { flag: 'nothing\u001b[2J' })
  const { exit, out } = await ran
  expect(exit).toBe(EXIT.ok)
  const [watched, first, second, third] = out.split('\n')
  expect(watched).toBe('Watching development.')
  expect(first).toMatch(/^\d\d:\d\d:\d\d {2}checkout-cta +urgent +SPLIT +shop\.example$/)
  expect(second).toContain('override')
  expect(third).toContain('unknown flag or variant')
  expect(out).not.toContain('\u001b')
  expect(out).not.toContain('person-')
})

it('says of a flag that the environment does not have that nothing of it counts', async () => {
  const bench = await testBench()
  const { exit, out, err } = await bench.sluice(
    ['events', 'tail', '--flag', 'nosuchflag', '--for', '1'],
    watching(),
  )
  expect(exit).toBe(EXIT.ok)
  expect(out).toContain('Watching development.')
  expect(err).toContain(
    'development has no flag "nosuchflag": what comes in for it is shown, and counts nowhere.',
  )
  const known = await bench.sluice(
    ['events', 'tail', '--flag', 'checkout-cta', '--for', '1'],
    watching(),
  )
  expect(known.err).toBe('')
})

it('takes no number of exposures that never ends it', async () => {
  const { sluice } = await testBench()
  const { exit, err } = await sluice(['events', 'tail', '--count', '0'])
  expect([exit, err]).toEqual([
    EXIT.usage,
    expect.stringContaining('--count takes a whole number from 1 on, not "0".'),
  ])
})

it('prints one document a line with --json', async () => {
  const bench = await testBench()
  const shell = watching()
  const ran = bench.sluice(['events', 'tail', '--count', '2', '--json'], shell)
  await shell.open
  await sendExposures(bench.service.url, {}, { variant: 'control' })
  const { out } = await ran
  const messages = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object)
  expect(messages).toMatchObject([
    { type: 'exposure', flag: 'checkout-cta', variant: 'urgent' },
    { type: 'exposure', variant: 'control' },
  ])
})

it('shows one flag only', async () => {
  const bench = await testBench()
  const shell = watching()
  const ran = bench.sluice(['events', 'tail', '--count', '1', '--flag', 'new-checkout'], shell)
  await shell.open
  await sendExposures(bench.service.url, {}, { flag: 'new-checkout', variant: 'on' })
  expect((await ran).out).not.toContain('checkout-cta')
})

it('ends after a time', async () => {
  const bench = await testBench()
  const { exit } = await bench.sluice(['events', 'tail', '--for', '1'])
  expect(exit).toBe(EXIT.ok)
})

it('ends with a signal', async () => {
  const bench = await testBench()
  const shell = watching()
  const ran = bench.sluice(['events', 'tail'], { ...shell, stopped: async () => stopped.promise })
  const stopped = Promise.withResolvers<string>()
  await shell.open
  stopped.resolve('SIGINT')
  expect((await ran).exit).toBe(EXIT.ok)
})

it('goes on by itself when the connection was lost', async () => {
  const bench = await testBench()
  let attempts = 0
  const shell: RunOptions = {
    sleep: async () => Promise.resolve(),
    fetch: async (...args) => {
      attempts++
      if (attempts === 2) throw new TypeError('fetch failed')
      const answer = await fetch(...args)
      if (attempts > 2) return answer
      // The first stream says that it is there, and ends.
      const { value } = (await answer.body?.getReader().read()) ?? {}
      return new Response(value ?? '', { headers: answer.headers })
    },
  }
  const ran = bench.sluice(['events', 'tail', '--count', '1'], shell)
  await expect.poll(() => attempts).toBeGreaterThan(2)
  await expect
    .poll(async () => {
      await sendExposures(bench.service.url, {})
      return Promise.race([ran, Promise.resolve()])
    })
    .toMatchObject({ exit: EXIT.ok })
  expect((await ran).err).toContain('The connection was lost; trying again.')
})

it.each([
  ['nobody answers', { SLUICE_URL: 'http://127.0.0.1:9' }, EXIT.unreachable],
  ['the token is none', { SLUICE_TOKEN: 'sluice_token_none' }, EXIT.denied],
  ['the environment is none', { SLUICE_ENVIRONMENT: 'none' }, EXIT.failed],
])('fails at once when %s', async (_why, env, exit) => {
  const bench = await testBench()
  expect((await bench.sluice(['events', 'tail'], { env })).exit).toBe(exit)
})

it('takes whole numbers only', async () => {
  const bench = await testBench()
  const { exit, err } = await bench.sluice(['events', 'tail', '--count', 'many'])
  expect([exit, err]).toEqual([EXIT.usage, expect.stringContaining('--count takes a whole number')])
})
