import * as fc from 'fast-check'
import type { StoredEvent } from '../stored-event.ts'
import { DAY, START, unit } from './events.ts'

const people = fc.constantFrom('ada', 'bob', 'cleo', 'dan', 'eve', 'fay', 'gus', 'hal')
const units = fc
  .record({ targetingKey: people, anonymousKey: people, company: people }, { requiredKeys: [] })
  .map((named) =>
    Object.fromEntries(
      Object.entries(named).map(([name, who]) => [name, unit(`${name[0]}-${who}`)]),
    ),
  )
// Few distinct times, so that events fall together and on the edges of windows.
const at = fc
  .tuple(fc.integer({ min: -3, max: 12 }), fc.constantFrom(0, 0, 1, 3_600_000, DAY - 1))
  .map(([day, rest]) => START + day * DAY + rest)
const country = fc.constantFrom('DE', 'FR', '')

const common = {
  environment: fc.constantFrom('shop', 'shop', 'shop', 'other'),
  at,
  late: fc.constantFrom(0, 1_000, 3 * DAY),
  id: fc.tuple(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 0, max: 2 ** 31 })),
  session: fc.constantFrom('s1', 's2', 's3', 's4'),
  sequence: fc.integer({ min: 1, max: 20 }),
  units,
  marks: fc.record(
    {
      unattributed: fc.constantFrom(true, false, false, false),
      refusedByGrant: fc.constantFrom(true, false, false, false),
      sentBy: fc.constantFrom('server' as const, 'server' as const, 'client' as const),
    },
    { requiredKeys: [] },
  ),
  attributes: fc.option(fc.record({ country, seats: fc.integer({ min: 1, max: 3 }) }), {
    nil: undefined,
  }),
}

type Drawn = Omit<StoredEvent, 'id' | 'receivedAt' | 'rawAt' | 'attributes'> & {
  readonly late: number
  readonly id: readonly [number, number]
  readonly marks: Partial<StoredEvent>
  readonly attributes: StoredEvent['attributes'] | undefined
}

function finish({ late, id, marks, attributes, ...event }: Drawn): StoredEvent {
  const time = event.at.toString(16).padStart(12, '0')
  const [a, b] = id.map((part) => part.toString(16).padStart(8, '0'))
  return {
    ...event,
    ...marks,
    ...(attributes === undefined ? {} : { attributes }),
    id: `${time.slice(0, 8)}-${time.slice(8)}-7000-8${a?.slice(0, 3)}-${a?.slice(3, 7)}${b}`,
    receivedAt: event.at + late,
    rawAt: `${event.at}`,
  }
}

const exposures = fc
  .record({
    ...common,
    type: fc.constant('exposure' as const),
    flag: fc.constantFrom('cta', 'cta', 'cta', 'hero'),
    variant: fc.constantFrom('control', 'urgent', 'long'),
    allocationVersion: fc.constantFrom(1, 1, 1, 2),
    experiment: fc.constantFrom('first', 'second'),
    ruleId: fc.constantFrom('split', 'split', 'split', 'split', 'opt-out:first'),
    weight: fc.constantFrom(1, 1, 2, 10_000 / 3_000),
    override: fc.constantFrom(false, false, false, true),
  })
  .map(finish)

const outcomes = fc
  .record({
    ...common,
    type: fc.constant('outcome' as const),
    name: fc.constantFrom('purchase', 'visit'),
    value: fc.option(fc.double({ min: -50, max: 1_000, noNaN: true }), { nil: undefined }),
  })
  .map(({ value, ...event }) => finish({ ...event, ...(value === undefined ? {} : { value }) }))

const crashes = fc
  .record({
    ...common,
    type: fc.constant('crash' as const),
    flag: fc.constantFrom('cta', 'hero'),
    variant: fc.constantFrom('control', 'urgent'),
    message: fc.constant('boom'),
  })
  .map(finish)

const dropped = fc
  .record({
    ...common,
    type: fc.constant('dropped' as const),
    dropReason: fc.constant('queue_full' as const),
    count: fc.constant(5),
    exposures: fc.array(
      fc.record({
        flag: fc.constantFrom('cta', 'hero'),
        variant: fc.constantFrom('control', 'urgent'),
        count: fc.integer({ min: 1, max: 9 }),
      }),
      { maxLength: 3 },
    ),
  })
  .map(finish)

/** Events as hostile life makes them: out of order, of all kinds, and some of them sent again. */
export const randomEvents: fc.Arbitrary<StoredEvent[]> = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 5, arbitrary: exposures },
        { weight: 5, arbitrary: outcomes },
        { weight: 1, arbitrary: crashes },
        { weight: 1, arbitrary: dropped },
      ),
      {
        minLength: 1,
        maxLength: 80,
      },
    ),
    fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 20 }),
  )
  .map(([events, again]) => [
    ...events,
    ...again.flatMap(([place, isOther]): StoredEvent[] => {
      const event = events[place % events.length]
      if (event === undefined) return []
      return [{ ...event, receivedAt: event.receivedAt + 5, ...(isOther ? { session: 'x' } : {}) }]
    }),
  ])
