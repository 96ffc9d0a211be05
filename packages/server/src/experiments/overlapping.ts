import type { Ruleset } from '@sluice/core'
import type { OtherExperiment } from '@sluice/events'
import type { Store } from '../store/store.ts'
import { searchArchive } from './archive.ts'
import { sealedPlan, type SealedPlan } from './sealed-plan.ts'

/** More experiments at once than this are not asked about; the latest are. */
const MOST_OTHERS = 5

/** How many that are over are looked through for those of the same time. */
const MOST_ARCHIVED = 50

/** Another experiment, some of whose units are in this one as well. */
export interface OverlappingExperiment extends OtherExperiment {
  readonly control: string
  readonly treatments: readonly string[]
}

/** An experiment, and when it counts. */
interface Counted {
  readonly key: string
  readonly plan: SealedPlan
  readonly startedAt: number
  /** Epoch milliseconds; the present while it runs. */
  readonly until: number
}

/** The other experiments on the same units, the latest first. */
export interface Overlapping {
  readonly asked: readonly OverlappingExperiment[]
  /** Keys of those that are too many to be asked about. */
  readonly unasked: readonly string[]
}

/** Finds the other experiments that ran on the same units meanwhile. */
export async function overlappingExperiments(
  store: Pick<Store, 'read'>,
  ruleset: Ruleset,
  environment: string,
  own: Counted,
): Promise<Overlapping> {
  const archived = await store.read(async (db) =>
    searchArchive(db, {
      environment,
      search: '',
      limit: MOST_ARCHIVED,
      before: Number.MAX_SAFE_INTEGER,
    }),
  )
  const live = Object.entries(ruleset.experiments).map(([key, { run }]) => ({ key, run }))
  const begun = [
    ...live.map(({ key, run }) => ({ key, run, endedAt: run?.stoppedAt })),
    ...archived.map(({ key, run, decision }) => ({
      key,
      run,
      endedAt: run.stoppedAt ?? decision.decidedAt,
    })),
  ]
  const all = begun
    .flatMap(({ key, run, endedAt = Infinity }): Counted[] =>
      run?.startedAt === undefined
        ? []
        : [{ key, plan: sealedPlan(run.plan), startedAt: run.startedAt, until: endedAt }],
    )
    .filter((other) => other.key !== own.key && isShared(own, other))
    .toSorted((a, b) => b.startedAt - a.startedAt)
  return {
    asked: all.slice(0, MOST_OTHERS).map(({ key, plan, startedAt }) => ({
      experiment: key,
      flag: plan.flag,
      since: startedAt,
      control: plan.control,
      treatments: plan.variants
        .filter((variant) => variant.key !== plan.control && variant.share > 0)
        .map((variant) => variant.key),
    })),
    unasked: all.slice(MOST_OTHERS).map(({ key }) => key),
  }
}

/** Whether a unit can be in both: slots of one layer never overlap, nor do runs one after the other. */
function isShared(own: Counted, other: Counted): boolean {
  const [mine, its] = [own.plan, other.plan]
  const inOneLayer = mine.layer !== undefined && mine.layer === its.layer
  return (
    mine.unit === its.unit &&
    mine.flag !== its.flag &&
    !inOneLayer &&
    other.startedAt < own.until &&
    own.startedAt < other.until
  )
}
