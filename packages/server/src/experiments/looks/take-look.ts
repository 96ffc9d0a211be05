import { countedUnits, type PlannedLook } from '@sluice/stats'
import type { AskedStore } from '../../measure/asked-store.ts'
import { measureUnits } from '../../measure/measure-units.ts'
import type { AskPrometheus } from '../../measure/prometheus/ask-prometheus.ts'
import { apartRows } from '../apart-rows.ts'
import { livedOf } from '../lived.ts'
import { outsideRates } from '../outside-rates.ts'
import { askedOf, runDataOf, totalOf, wholeDataOf, type RunQuestion } from '../run-data.ts'
import { firstTime } from './look-times.ts'
import type { LookDocument } from './look-rows.ts'

/** What looks are taken from. */
export interface LookSources {
  readonly store: AskedStore
  readonly prometheus: AskPrometheus
}

/** A run that is looked at. */
export interface LookedAtRun extends RunQuestion {
  readonly startedAt: number
}

/**
 * Finds when the units of a look were there first.
 *
 * Units that met several variants or opted out are not among them, so that their number can fall;
 * of all that ever came it cannot, which tells before what time there is no need to count.
 */
export async function timeOfLook(
  store: Pick<AskedStore, 'metricsBy'>,
  run: LookedAtRun,
  { units }: PlannedLook,
  times: readonly number[],
): Promise<number | undefined> {
  const first = await firstTime(times, async (at) => (await everAt(store, run, at)) >= units)
  if (first === undefined) return undefined
  for (const at of times.slice(first)) {
    if ((await countedAt(store, run, at)) >= units) return at
  }
  return undefined
}

/** Measures a run up to a time, from the events of before. */
export async function takeLook(
  { store, prometheus }: LookSources,
  run: LookedAtRun,
  at: number,
): Promise<LookDocument> {
  const { plan, startedAt, countedFrom } = run
  const asked = askedOf(run, { from: startedAt, to: at, until: at })
  const { data, hidden } = await runDataOf(store, asked, plan, countedFrom)
  const apart = await apartRows({ store, prometheus }, asked, plan)
  // What is not answered now is asked again by whoever reads the look.
  const outside = await outsideRates(prometheus, asked, plan)
  return {
    // What the days did is told by the events; for the split their units are enough.
    data: {
      ...data,
      metrics: { ...data.metrics, ...outside.metrics },
      days: data.days.map(({ day, units }) => ({ day, units })),
    },
    hidden,
    apart: apart.some(({ failed }) => failed !== undefined) ? null : apart,
  }
}

/**
 * Measures what a plan that may be read at any time rules out at the end of a day: the metrics of
 * all units. Segments, guardrails and what is apart are read as they are by now.
 */
export async function takeDailyLook(
  store: Pick<AskedStore, 'metricsBy'>,
  run: LookedAtRun,
  at: number,
): Promise<LookDocument> {
  const { plan, startedAt } = run
  const asked = askedOf(run, { from: startedAt, to: at, until: at })
  return { data: await wholeDataOf(store, asked, plan, startedAt), hidden: {}, apart: [] }
}

/** Units that came before a time, without those that met several variants or opted out. */
export async function exposedAt(
  store: Pick<AskedStore, 'metricsBy'>,
  run: LookedAtRun,
  at: number,
): Promise<number> {
  const asked = askedOf(run, { from: run.startedAt, to: at, until: at })
  return totalOf((await measureUnits(store, asked, {})).units)
}

/** Of these, those that a look is counted by. */
async function countedAt(
  store: Pick<AskedStore, 'metricsBy'>,
  run: LookedAtRun,
  at: number,
): Promise<number> {
  const lived = livedOf(run.plan)
  if (lived === undefined) return exposedAt(store, run, at)
  const asked = askedOf(run, { from: run.startedAt, to: at, until: at })
  return countedUnits(await measureUnits(store, asked, {}, { livedMs: lived.ms }))
}

/** All units that ever came, and had lived what decides by a time; they get no fewer. */
async function everAt(
  store: Pick<AskedStore, 'metricsBy'>,
  run: LookedAtRun,
  at: number,
): Promise<number> {
  const before = at - (livedOf(run.plan)?.ms ?? 0)
  if (before <= run.startedAt) return 0
  // Who came a window ago to the millisecond has lived it.
  const to = Math.min(at, before + 1)
  const { withoutRule: _optedOut, ...all } = askedOf(run, { from: run.startedAt, to, until: at })
  const { units, unitsInSeveralVariants } = await measureUnits(store, all, {})
  return totalOf(units) + unitsInSeveralVariants
}
