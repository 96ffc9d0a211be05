import type { AskedStore } from '../measure/asked-store.ts'
import { measureUnits } from '../measure/measure-units.ts'
import type { Planning, PlanningChoices } from './plan-experiment.ts'
import type { SealedPlan } from './sealed-plan.ts'
import { baselineOf, sizeOf, type Baseline } from './size.ts'

const DAY_MS = 86_400_000
const LOOK_BACK_DAYS = 28

/** An experiment whose plan is sealed. */
export interface SealedRun {
  readonly environment: string
  readonly plan: SealedPlan
  readonly planning: Planning
  readonly startedAt: number
}

/**
 * Computes anew how large an effect a sealed plan finds, by the traffic that there is now. What
 * metrics are was known with the plan; where it was not, the control tells. Nothing is changed,
 * and nothing is refused: it runs already.
 */
export async function powerOfSealed(
  { store, now }: { readonly store: AskedStore; readonly now: number },
  run: SealedRun,
  { unitsPerDay }: PlanningChoices,
): Promise<Planning> {
  const { plan, planning } = run
  const traffic = { ...planning.traffic, ...(await trafficNow(store, now, run, unitsPerDay)) }
  const baselines = await baselinesNow(store, now, run)
  const size = sizeOf(
    plan,
    baselines,
    traffic.unitsPerDay * traffic.share,
    planning.size.open ?? undefined,
  )
  return { ...planning, traffic, size }
}

async function trafficNow(
  store: AskedStore,
  now: number,
  { environment, plan: { unit, flag }, startedAt }: SealedRun,
  unitsPerDay: number | undefined,
): Promise<Partial<Planning['traffic']>> {
  if (unitsPerDay !== undefined) return { unitsPerDay, from: 'given' }
  const from = Math.max(startedAt, now - LOOK_BACK_DAYS * DAY_MS)
  const { exposed, weight } = await store.activity({ environment, unit, flag, from, to: now + 1 })
  // Before anybody came, what the plan went by is all that is known.
  if (exposed === 0) return {}
  return { unitsPerDay: (exposed * weight) / Math.max(1, (now - from) / DAY_MS), from: 'flag' }
}

async function baselinesNow(
  store: AskedStore,
  now: number,
  { environment, plan, planning, startedAt }: SealedRun,
): Promise<Record<string, Baseline | null>> {
  const known = new Map(planning.size.metrics.map(({ metric, baseline }) => [metric, baseline]))
  const unknown = plan.primary.filter(({ key }) => (known.get(key) ?? null) === null)
  if (unknown.length > 0) {
    const names = new Set(unknown.map(({ key }) => key))
    const { flag, unit, control } = plan
    const question = { environment, flag, unit, from: startedAt, to: now + 1, until: now + 1 }
    const definitions = Object.entries(plan.definitions).filter(([name]) => names.has(name))
    const { metrics } = await measureUnits(store, question, Object.fromEntries(definitions))
    for (const name of names) {
      const summary = metrics[name]?.[control]
      known.set(name, summary === undefined ? null : baselineOf({ [control]: summary }))
    }
  }
  return Object.fromEntries(known)
}
