import type { Ruleset } from '@sluice/core'
import { plannedLooks } from '@sluice/stats'
import { HttpError } from '../http/http-error.ts'
import type { AskedStore } from '../measure/asked-store.ts'
import { measureUnits } from '../measure/measure-units.ts'
import { isUnitMetric, questionOf } from '../measure/metric-question.ts'
import type { AskPrometheus } from '../measure/prometheus/ask-prometheus.ts'
import { isOfServers } from '../measure/sent-by.ts'
import { pickSalt, type BalanceProof } from './balance.ts'
import type { EnvironmentSettings } from '../live/published-environment.ts'
import { expectedMs } from './expected-look.ts'
import { findExperiment, type FoundExperiment } from './find-experiment.ts'
import { refuseShortRetention } from './kept-events.ts'
import { audienceOf } from '../reach/rule-audience.ts'
import { plannedParts, type PlannedParts } from './planned-parts.ts'
import { trafficOf, type PlannedTraffic } from './planned-traffic.ts'
import { openTimeOf, windowWarnings } from './open-time.ts'
import { metricFaults } from './metric-faults.ts'
import { outsideFaults } from './outside-faults.ts'
import { refuseImpossibleEffects } from './refuse-impossible-effects.ts'
import { refuseLongMetrics, refuseTooFew, refuseUnlivedLooks } from './refuse-hopeless.ts'
import { refuseUnpowered } from './refuse-unpowered.ts'
import { refuseUnreachable } from './refuse-unreachable.ts'
import { refuseTakenRule } from './rule-taken.ts'
import { hashOf, planOf, type SealedPlan } from './sealed-plan.ts'
import { baselineOf, sizeOf, type PlanSize } from './size.ts'
import { warningsOf, type PlanWarning } from './warnings.ts'

const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS

/** How far back planning looks. */
const LOOK_BACK_DAYS = 28

/** How many units of late are asked about for the balance. */
const MOST_UNITS = 40_000

/** What planning found, as it is stored with the experiment. */
export interface Planning {
  readonly plannedAt: number
  /** What the rule gets with the start. */
  readonly salt: string
  /** What it had before; a document that still has it does not undo the start. */
  readonly previousSalt: string
  readonly traffic: PlannedTraffic
  readonly size: PlanSize
  /** `null` where nothing is declared to be alike in, or too little is known. */
  readonly balance: BalanceProof | null
  readonly warnings: readonly PlanWarning[]
  /** By what all of this was counted; absent from what an earlier release planned. */
  readonly parts?: PlannedParts
}

/** What planning asks. */
export interface PlanningSources {
  readonly store: AskedStore
  readonly prometheus: AskPrometheus
  /** Units of late by the digits of their pseudonym. */
  readonly recentUnits: (unit: string) => ReadonlyMap<string, string>
  readonly now: number
  /** What the environment keeps. */
  readonly settings: Pick<EnvironmentSettings, 'eventRetentionDays'>
}

/** What whoever plans may say. */
export interface PlanningChoices {
  /** New units a day that meet the flag, where nothing tells yet. */
  readonly unitsPerDay?: number | undefined
}

/** A plan that can be carried out. */
export interface PlannedExperiment {
  readonly plan: SealedPlan
  readonly planHash: string
  readonly planning: Planning
}

/**
 * Plans an experiment: refuses what cannot work, computes how large it has to be, and picks the
 * salt that leaves the variants alike.
 *
 * @throws HttpError `RULE_TAKEN` (409), `INVALID_EXPERIMENT`, `RETENTION_TOO_SHORT`, `METRIC_WITHOUT_DATA`, `NO_TRAFFIC`, `POWER_OUT_OF_REACH` (422)
 */
export async function planExperiment(
  sources: PlanningSources,
  ruleset: Ruleset,
  environment: string,
  key: string,
  choices: PlanningChoices,
): Promise<PlannedExperiment> {
  const found = findExperiment(ruleset, key)
  refuseTakenRule(ruleset, found, ['planned', 'running', 'stopped'])
  const plan = planOf(ruleset, found)
  const planHash = hashOf(plan)
  refuseUnreachable(ruleset, found, sources.now)
  refuseLongMetrics(plan)
  refuseShortRetention(plan, sources.settings)
  await requireData(sources, environment, plan)
  const { traffic, warnings } = await trafficOf(sources.store, ruleset, found, {
    environment,
    from: sources.now - LOOK_BACK_DAYS * DAY_MS,
    now: sources.now,
    unitsPerDay: choices.unitsPerDay,
    // As few as the primary metric that counts the fewest.
    isOfServers: plan.primary.some(({ key: name }) => isOfServers(plan.definitions[name])),
  })
  const baselines = await baselinesOf(sources, environment, plan)
  const open = openTimeOf(found.rule, sources.now)
  const size = sizeOf(plan, baselines, traffic.unitsPerDay * traffic.share, open)
  refuseImpossibleEffects(plan, size)
  refuseUnpowered(plan, size)
  refuseTooFew(plan, size)
  refuseUnlivedLooks(plan, size)
  const balance = await balanceOf(sources, ruleset, environment, found, plan, planHash)
  return {
    plan,
    planHash,
    planning: {
      plannedAt: sources.now,
      previousSalt: found.split.salt,
      salt: balance?.salt ?? `${key}-${planHash.slice(0, 8)}`,
      traffic,
      size,
      balance: balance ?? null,
      warnings: [
        ...warningsOf(ruleset, found),
        ...warnings,
        ...windowWarnings(found.rule, plan.weeks, sources.now),
        ...sizeWarnings(plan, size),
        ...(plan.covariates.length > 0 && balance === undefined ? [NOT_BALANCED] : []),
      ],
      parts: plannedParts(ruleset, found),
    },
  }
}

const NOT_BALANCED: PlanWarning = {
  code: 'NOT_BALANCED',
  message:
    'Too few units came in since this service started to pick a salt that leaves the variants alike; this one is left to chance. Plan again after a while.',
}

async function requireData(
  { store, prometheus, now }: PlanningSources,
  environment: string,
  plan: SealedPlan,
): Promise<void> {
  const from = now - LOOK_BACK_DAYS * DAY_MS
  const range = { environment, from, to: now + 1 }
  const all = await store.outcomesSeen(range)
  const byServers = Object.values(plan.definitions).some(isOfServers)
    ? await store.outcomesSeen({ ...range, sentBy: 'server' })
    : []
  const ofUnit = await store.outcomesSeen({ ...range, unit: plan.unit })
  const faults = [
    ...metricFaults(plan, { all, byServers, ofUnit }),
    ...(await outsideFaults(prometheus, plan, { from, until: now })),
  ]
  const [first] = faults
  if (first === undefined) return
  const others = faults.length > 1 ? ` And ${faults.length - 1} more.` : ''
  throw new HttpError('METRIC_WITHOUT_DATA', `${first.path}: ${first.message}${others}`, {
    status: 422,
    faults,
  })
}

async function baselinesOf(
  { store, now }: PlanningSources,
  environment: string,
  plan: SealedPlan,
): Promise<Record<string, ReturnType<typeof baselineOf>>> {
  const names = plan.primary.map(({ key }) => key)
  const definitions = Object.fromEntries(
    Object.entries(plan.definitions).filter(([name]) => names.includes(name)),
  )
  const { flag, unit } = plan
  const question = { environment, flag, unit, from: now - LOOK_BACK_DAYS * DAY_MS, to: now + 1 }
  const { metrics } = await measureUnits(store, { ...question, until: now + 1 }, definitions)
  return Object.fromEntries(names.map((name) => [name, baselineOf(metrics[name] ?? {})]))
}

function sizeWarnings(plan: SealedPlan, size: PlanSize): PlanWarning[] {
  const warnings: PlanWarning[] = []
  const [look] = plan.stopping.kind === 'fixed' ? plannedLooks(plan.stopping) : []
  if (look !== undefined && expectedMs(plan, look, size) < WEEK_MS) {
    warnings.push({
      code: 'READ_WITHIN_A_WEEK',
      message: `The ${look.units} units of the look are there in less than a week, and weekdays may differ. Add "afterWeeks": true to "stopping" to wait for the planned ${weeksOf(plan.weeks)}, or plan for more units.`,
    })
  }
  for (const { metric, minimumEffect, baseline } of size.metrics) {
    if (minimumEffect === null) {
      warnings.push({
        code: 'NO_MINIMUM_EFFECT',
        message: `Nothing says which lift of ${metric} matters, so that nothing tells whether the plan is large enough. Give the metric a "minimumEffect".`,
      })
    }
    if (baseline !== null && baseline.mean === 0) {
      warnings.push({
        code: 'COUNTS_NOBODY',
        message: `Of ${baseline.units} units that met "${plan.flag}" of late none has anything in ${metric}. Look at its window, its threshold and when its outcome is tracked, unless only the treatment brings it.`,
      })
    } else if (minimumEffect !== null && baseline === null) {
      warnings.push({
        code: 'BASELINE_UNKNOWN',
        message: `Nobody has met "${plan.flag}" yet, so that the size of ${metric} cannot be computed.`,
      })
    }
  }
  return warnings
}

async function balanceOf(
  { store, recentUnits, now }: PlanningSources,
  ruleset: Ruleset,
  environment: string,
  found: FoundExperiment,
  plan: SealedPlan,
  planHash: string,
): Promise<BalanceProof | undefined> {
  if (plan.covariates.length === 0) return undefined
  const { key, split, experiment } = found
  const metrics = plan.covariates.flatMap((name) => {
    const metric = plan.definitions[name]
    return metric !== undefined && isUnitMetric(metric)
      ? [{ name, asked: questionOf(name, metric, plan.flag) }]
      : []
  })
  const attributes = plan.covariates.filter((name) => plan.definitions[name] === undefined)
  const keys = recentUnits(split.by)
  if (keys.size === 0) return undefined
  const whom = audienceOf(ruleset, found, now)
  const deciding = whom?.attributes ?? []
  const everybody = await store.unitValues({
    environment,
    unit: split.by,
    from: now - LOOK_BACK_DAYS * DAY_MS,
    to: now + 1,
    metrics: metrics.map(({ asked }) => asked),
    attributes: [...attributes, ...deciding],
    limit: MOST_UNITS,
  })
  // Whom the rule is not for does not have to be divided alike.
  const values =
    whom === undefined || whom.notStored.length > 0
      ? everybody
      : everybody.filter((unit) => whom.weigh(unit.attributes.slice(attributes.length)) > 0)
  return pickSalt({
    split,
    ruleset,
    control: experiment.control,
    prefix: `${key}-${planHash.slice(0, 8)}`,
    values,
    keys,
    metrics: metrics.map(({ name }) => name),
    attributes,
  })
}

function weeksOf(count: number): string {
  return count === 1 ? '1 week' : `${count} weeks`
}
