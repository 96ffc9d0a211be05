import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Analysis, Grouping, Metric } from '../query/questions.ts'
import { openSpool } from '../spool.ts'
import { DAY, exposure, outcome, START } from '../testing/events.ts'
import { expectClose } from '../testing/expect-close.ts'
import { openEmbeddedStore } from './open-embedded-store.ts'

const PEOPLE = 64
const METRICS: readonly Metric[] = [
  { name: 'spent', kind: 'sum', outcome: 'purchase', windowMs: 3 * DAY, covariateMs: DAY },
  { name: 'bought', kind: 'conversion', outcome: 'purchase', windowMs: DAY, completeOnly: true },
]
const GROUPINGS: readonly Grouping[] = ['day', { attribute: 'country' }]

it.each(['targetingKey', 'anonymousKey', 'company'])(
  'answers the same when it looks at units of %s in parts as when it looks at all together',
  async (unit) => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-parts-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const spool = await openSpool({ folder })
    onTestFinished(() => spool.close())
    await spool.append(Array.from({ length: PEOPLE }, (_, person) => eventsOf(person)).flat())
    const asked: Analysis & { until: number } = {
      environment: 'shop',
      flag: 'checkout-cta',
      unit,
      from: START,
      to: START + 2 * DAY,
      until: START + 5 * DAY,
      segmentBy: 'country',
    }
    const answers = []
    for (const eventsAtOnce of [undefined, 9]) {
      const store = await openEmbeddedStore({ spool, ...(eventsAtOnce && { eventsAtOnce }) })
      const grouped = await store.metricsBy(asked, METRICS, GROUPINGS)
      answers.push({
        metrics: await store.metrics(asked, METRICS),
        byDay: await store.metricsByDay(asked, METRICS, 3),
        all: grouped.all,
        mixed: grouped.unitsInSeveralVariants,
        groups: grouped.groups.map((group) =>
          Object.fromEntries(group.map(({ value, variants }) => [value, variants])),
        ),
      })
      await store.close()
    }
    const [together, inParts] = answers
    expectClose(inParts, together)
    expect(together?.mixed).toBe(PEOPLE / 16)
    const units = together?.all.map((variant) => variant.units)
    expect(units).toEqual([PEOPLE / 2 - PEOPLE / 16, PEOPLE / 2])
  },
)

/** Somebody whose number lies anywhere: an exposure a day, and more outcomes the higher the number. */
function eventsOf(person: number): ReturnType<typeof exposure>[] {
  const pseudonym = ((BigInt(person) * 2n ** 64n) / BigInt(PEOPLE) + 5n)
    .toString(16)
    .padStart(16, '0')
  const who = {
    units: { targetingKey: pseudonym, anonymousKey: pseudonym, company: pseudonym },
    attributes: { country: ['DE', 'FR', 'US'][person % 3] as string },
  }
  const variant = person % 2 === 0 ? 'control' : 'urgent'
  const at = START + (person % 48) * 3_600_000
  return [
    exposure({ ...who, variant, at }),
    ...(person % 16 === 0 ? [exposure({ ...who, variant: 'urgent', at: at + 1 })] : []),
    outcome({ ...who, at: at - 3_600_000, value: person }),
    ...Array.from({ length: person % 5 }, (_, day) =>
      outcome({ ...who, at: at + day * DAY + 7, value: person * (day + 1) }),
    ),
  ]
}
