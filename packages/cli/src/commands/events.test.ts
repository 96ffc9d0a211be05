import { readdirSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { sendExposures } from '../testing/send-events.ts'
import { testBench } from '../testing/test-service.ts'

it('counts exposures by flag and variant, each once', async () => {
  const { service, sluice } = await testBench()
  await sendExposures(service.url, {}, {}, { variant: 'control' }, { override: true })
  const { exit, out } = await sluice(['events', 'counts'])
  expect([exit, out]).toEqual([
    EXIT.ok,
    `FLAG          VARIANT  EXPOSURES  UNITS
checkout-cta  control  1          1
checkout-cta  urgent   2          2
`,
  ])
})

it('counts by the day, for one flag, and says since when', async () => {
  const { service, sluice } = await testBench()
  await sendExposures(service.url, {}, { flag: 'new-checkout', variant: 'on' })
  const argv = ['events', 'counts', '--flag', 'new-checkout', '--since', '7d', '--by', 'day']
  const { out } = await sluice(argv)
  expect(out).toMatch(
    /^FLAG +VARIANT +FROM +EXPOSURES +UNITS\nnew-checkout +on +\d{4}-\d\d-\d\d 00:00 +1 +1\n$/,
  )
  const { from, to, items } = (await sluice([...argv, '--json'])).json()
  expect(Date.parse(to) - Date.parse(from)).toBe(7 * 86_400_000)
  expect(items).toMatchObject([{ flag: 'new-checkout', variant: 'on', exposures: 1 }])
})

it('says what to do when nothing was counted', async () => {
  const { sluice } = await testBench()
  expect((await sluice(['events', 'counts', '--since', '30m'])).out).toBe(
    'development counted no exposure in the last 30m. Watch for one with "sluice events tail".\n',
  )
})

it('counts by the minute with what it looks back by itself', async () => {
  const { service, sluice } = await testBench()
  await sendExposures(service.url, {})
  const { exit, out } = await sluice(['events', 'counts', '--by', 'minute'])
  expect([exit, out]).toEqual([EXIT.ok, expect.stringMatching(/checkout-cta +urgent .* 1 +1\n/)])
})

it('says how many exposures named a flag that the environment does not have', async () => {
  const { service, sluice } = await testBench()
  await sendExposures(service.url, { flag: 'chekout-cta' }, { flag: 'chekout-cta' })
  expect((await sluice(['events', 'counts'])).out).toBe(
    `development counted no exposure in the last 24h. These came in for flags that it does not have:
  chekout-cta: 2 exposures
Compare the keys with "sluice flags list"; perhaps they belong to another environment.
`,
  )
  expect((await sluice(['events', 'counts', '--json'])).json()).toMatchObject({
    items: [],
    unknownFlags: [{ flag: 'chekout-cta', exposures: 2 }],
  })
})

it('says of a flag that the environment does not have that there is none, and which one may be meant', async () => {
  const { service, sluice } = await testBench()
  const counts = ['events', 'counts', '--flag', 'chekout-cta']
  const compare =
    'Compare the key with "sluice flags list"; perhaps it belongs to another environment.\n'
  const none = 'development has no flag "chekout-cta"; did you mean "checkout-cta"?\n'
  expect(await sluice(counts)).toMatchObject({ exit: EXIT.ok, out: none + compare })
  await sendExposures(service.url, { flag: 'chekout-cta' })
  expect((await sluice(counts)).out).toBe(
    `${none}1 exposure of it came in during the last 24h; nothing of it counts.\n${compare}`,
  )
  expect((await sluice(['events', 'counts', '--flag', 'nosuch', '--json'])).json()).toMatchObject({
    items: [],
    unknownFlags: [{ flag: 'nosuch', exposures: 0 }],
  })
  expect((await sluice(['events', 'counts', '--flag', 'checkout-cta'])).out).toContain(
    'development counted no exposure in the last 24h.',
  )
})

it.each(['verify', 'compact'])(
  'takes no environment to %s, since it is about all',
  async (what) => {
    const { sluice } = await testBench()
    const { exit, err } = await sluice(['events', what, '-e', 'nowhere'])
    expect([exit, err]).toEqual([
      EXIT.usage,
      expect.stringContaining('is about the events of all environments. Leave out --environment.'),
    ])
  },
)

it.each([
  [
    ['--since', '24h', '--by', 'minute'],
    '--since 24h --by minute is 1,440 steps of time, and at most 1,000 are counted. Give a shorter --since or a wider --by.',
  ],
  [['--since', 'yesterday'], '--since takes a span such as 30m, 24h or 7d, not "yesterday".'],
  [['--since', '0d'], '--since takes a span'],
  [['--since', '999999d'], '--since takes a span of at most 3650d, ten years, not "999999d".'],
  [['--by', 'year'], '--by takes minute, hour or day, not "year".'],
])('refuses %j', async (options, words) => {
  const { sluice } = await testBench()
  const { exit, err } = await sluice(['events', 'counts', ...options])
  expect([exit, err]).toEqual([EXIT.usage, expect.stringContaining(words)])
})

it('tidies up, and finds everything as it was written', async () => {
  const { service, sluice } = await testBench()
  await sendExposures(service.url, {}, {})
  const compacted = await sluice(['events', 'compact'])
  expect(compacted.out).toMatch(/^2 events in 1 segment, \d\.\d MiB\.\n$/)
  const { exit, out } = await sluice(['events', 'verify'])
  expect([exit, out]).toEqual([EXIT.ok, 'All is as it was written: 2 events in 1 segment.\n'])
  expect((await sluice(['events', 'verify', '--json'])).json()).toMatchObject({ whole: true })
})

it('says which segment is not what was written, and exits with 7', async () => {
  const { folder, service, sluice } = await testBench()
  await sendExposures(service.url, {}, {})
  await sluice(['events', 'compact'])
  const events = join(folder, 'data', 'events')
  const segment = readdirSync(events, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.endsWith('.parquet'),
  )
  truncateSync(join(events, segment ?? ''), 100)
  const { exit, err } = await sluice(['events', 'verify'])
  expect(exit).toBe(EXIT.alarm)
  expect(err).toContain('Not all is as it was written:')
  expect(err).toMatch(/\.parquet.* is not what was written/)
})

it('acknowledges what is lost, with a reason', async () => {
  const { folder, service, sluice } = await testBench()
  await sendExposures(service.url, {}, {})
  await sluice(['events', 'compact'])
  const events = join(folder, 'data', 'events')
  const segment = readdirSync(events, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.endsWith('.parquet'),
  )
  truncateSync(join(events, segment ?? ''), 100)
  await sendExposures(service.url, {})
  const without = await sluice(['events', 'verify', '--acknowledge'])
  expect([without.exit, without.err]).toEqual([
    EXIT.usage,
    expect.stringContaining('Say with --reason why'),
  ])
  expect((await sluice(['events', 'verify', '--reason', 'x'])).exit).toBe(EXIT.usage)
  const { exit, out } = await sluice(['events', 'verify', '--acknowledge', '--reason', 'known'])
  expect(exit).toBe(EXIT.ok)
  expect(out).toMatch(/which held 2 events.*\nAcknowledged: 1 loss\./s)
  const after = await sluice(['events', 'verify'])
  expect([after.exit, after.out]).toEqual([
    EXIT.ok,
    'All is as it was written: 0 events in 0 segments, 1 event in the spool.\n',
  ])
  const nothing = await sluice(['events', 'verify', '--acknowledge', '--reason', 'known'])
  expect(nothing.out).toContain('All is as it was written')
})

it.each(['verify', 'compact'])('leaves %s to admins', async (command) => {
  const { sluice } = await testBench()
  const made = await sluice(['tokens', 'create', 'reader', '--role', 'viewer', '--json'])
  const env = { SLUICE_TOKEN: String(made.json().secret) }
  expect((await sluice(['events', command], { env })).exit).toBe(EXIT.denied)
  expect((await sluice(['events', 'counts'], { env })).exit).toBe(EXIT.ok)
})
