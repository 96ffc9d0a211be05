import { expect, it, onTestFinished } from 'vitest'
import { DAY_MS, startPlannedRun } from '../testing/planned-run.ts'
import { simulatedEvents } from './simulated-events.ts'

it('lets people come back on a later day, and nobody after the end', async () => {
  const run = await startPlannedRun({ kind: 'fixed', units: 400 })
  onTestFinished(async () => run.close())
  const { compiled } = run.store.live.get('shop') ?? {}
  if (compiled === undefined) throw new Error('There is no shop.')
  const [from, to] = [run.startedAt, run.startedAt + 7 * DAY_MS]
  const place = { environment: 'shop', experiment: 'words', flag: 'cta', unit: 'targetingKey' }
  const events = [
    ...simulatedEvents(
      { ...place, compiled, pseudonymOf: (_unit, value) => value, from, to },
      {
        days: 7,
        unitsPerDay: 100,
        seed: 1,
        outcomes: { order: { rate: 0.5 }, visit: { rate: 0.5, afterDays: 2 } },
      },
    ),
  ]
  const came = new Map(
    events.filter(({ type }) => type === 'exposure').map(({ session, at }) => [session, at]),
  )
  const daysOf = (outcome: string) =>
    events.flatMap((event) =>
      event.type === 'outcome' && event.name === outcome
        ? [Math.floor((event.at - 1 - (came.get(event.session) ?? 0)) / DAY_MS)]
        : [],
    )
  const [orders, visits] = [daysOf('order'), daysOf('visit')]
  expect([new Set(orders), new Set(visits).has(2)]).toEqual([new Set([0]), true])
  // Of those who came on the last two days, none; what is left of the day before ends with it.
  expect(orders.length).toBeGreaterThan(300)
  expect(visits.length).toBeLessThan(0.8 * orders.length)
  expect(visits.filter((day) => day > 2)).toEqual([])
  for (const { at } of events) expect(at).toBeLessThan(to)
})
