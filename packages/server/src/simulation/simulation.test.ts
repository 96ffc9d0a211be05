import { expect, it } from 'vitest'
import { runDay } from './run-day.ts'
import { SCENARIOS } from './scenario.ts'

// The whole of them: `sluice simulate`.
const SHORT = ['harm', 'one-variant', 'takeover', 'killed-broken', 'two-instances', 'full-disk']
const SIZE = { peoplePerDay: 20_000, hours: 14, tickMs: 60 * 60_000, seed: 1 }

it('rolls nothing back by crashes that somebody makes up, and says who to look for', async () => {
  const flood = SCENARIOS.find(({ name }) => name === 'flood')!
  const day = await runDay(flood, { ...SIZE, hours: 8 })
  expect([day.fault, day.tooShort, day.end]).toEqual([undefined, undefined, 'held'])
  expect(day.rule).toMatch(
    /^The data is suspect: the client key "page" sends more .* As it came, crash_rate is worse/,
  )
}, 120_000)

it.each([
  ['strangers', 'went on', 'rolled back'],
  ['hidden-harm', 'rolled back', 'went on'],
])(
  'on a day of %s it %s, and %s where pages are believed as well',
  { timeout: 240_000 },
  async (name, end, otherwise) => {
    const { sentBy, ...scenario } = SCENARIOS.find((one) => one.name === name)!
    const size = { ...SIZE, hours: 12 }
    expect(sentBy).toBe('server')
    expect((await runDay({ ...scenario, sentBy: 'server' }, size)).end).toBe(end)
    expect((await runDay(scenario, size)).end).toBe(otherwise)
  },
)

it.each(
  SCENARIOS.filter(({ name }) => SHORT.includes(name)).map(
    (scenario) => [scenario.name, scenario] as const,
  ),
)('comes through a day of %s', { timeout: 120_000 }, async (_, scenario) => {
  const { fault, tooShort, holds } = await runDay(scenario, SIZE)
  expect([fault, tooShort, holds]).toEqual([undefined, undefined, true])
})
