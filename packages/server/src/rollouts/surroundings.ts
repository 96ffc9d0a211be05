import { BPS, type Metric, type Ruleset } from '@sluice/core'
import { isLocked, type RolloutPlan, type Surroundings } from '@sluice/rollout'

import type { GuardedStore } from '../intake/guarded-store.ts'
import { isUnitMetric, statisticsKind } from '../measure/metric-question.ts'
import { measureUnits } from '../measure/measure-units.ts'
import { livedMs } from '../measure/lived-ms.ts'
import type { AskPrometheus } from '../measure/prometheus/ask-prometheus.ts'

import { isOfServers, peopleOf } from '../measure/sent-by.ts'
import { audienceShare } from '../reach/audience-share.ts'
import { drawnFrom } from '../reach/drawn-from.ts'
import { audienceOf } from '../reach/rule-audience.ts'
import type { SplitRule } from '../reach/split-rule.ts'
import { whyUncounted, whyUnreachable } from '../reach/why-nobody.ts'
import type { Store } from '../store/store.ts'
import { outsideOf, unfitOutside } from './outside-guardrails.ts'
import { isOccupied, othersGiven, ruleForAudience, treatedBy } from './place-share.ts'
import { BUSY, rolloutsOfFlag } from './rollout-rows.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** How far back traffic and metrics are looked for. */
const LOOK_BACK_MS = 14 * DAY_MS

/** What looking around takes. */
export interface LookAround {
  readonly store: Pick<Store, 'live' | 'read'>
  readonly events: Pick<GuardedStore, 'ask'>
  readonly prometheus: AskPrometheus
  readonly now: number
}

/**
 * Looks at what a plan is going to meet: the flag, segments, metrics with their data, traffic, and
 * other rollouts of the flag.
 *
 * @param self - the rollout that the plan is of, which is no other one
 * @throws HttpError `EVENT_STORE_UNAVAILABLE` when nobody can tell whether there is data
 */
export async function lookAround(
  { store, events, prometheus, now }: LookAround,
  environment: string,
  plan: RolloutPlan,
  self?: string,
): Promise<Surroundings> {
  const ruleset = store.live.get(environment)?.ruleset
  if (ruleset === undefined) return NOTHING
  const others = await store.read(async (db) => rolloutsOfFlag(db, environment, plan.flag))
  const traffic = await trafficOf(events, environment, plan, ruleset, now)
  const outside = await outsideOf(prometheus, plan, ruleset, now)
  return {
    flag: flagOf(plan, ruleset, now),
    segments: Object.keys(ruleset.segments),
    metrics: { ...traffic.metrics, ...outside },
    unitsPerDay: traffic.unitsPerDay,
    reach: traffic.reach,
    audiences: traffic.audiences,
    otherRollouts: others
      .filter(({ id }) => id !== self)
      .map((other) => ({
        id: other.id,
        state: other.state.name,
        // While it is still busy, that is what there is to say of it.
        isLocked: !BUSY.has(other.state.name) && isLocked(other.plan, other.state),
      }))
      .filter(({ state, isLocked: locked }) => locked || BUSY.has(state)),
  }
}

const NOTHING: Surroundings = {
  flag: undefined,
  segments: [],
  metrics: {},
  unitsPerDay: undefined,
  otherRollouts: [],
}

function flagOf(plan: RolloutPlan, ruleset: Ruleset, now: number): Surroundings['flag'] {
  const flag = Object.hasOwn(ruleset.flags, plan.flag) ? ruleset.flags[plan.flag] : undefined
  if (flag === undefined) return undefined
  const found = splitRuleOf(ruleset, plan)
  const to = now + sum(plan.steps.map(({ holdMs, maxWaitMs = holdMs }) => maxWaitMs))
  return {
    archived: flag.archived,
    enabled: flag.enabled,
    variants: Object.keys(flag.variants),
    defaultVariant: flag.defaultVariant,
    splitRules: flag.rules.filter(({ serve }) => 'split' in serve).map(({ id }) => id),
    unreachable: found && whyUnreachable(ruleset, plan.flag, found, { from: now, to }),
    uncounted: whyUncounted(plan.flag, flag),
    experiment: Object.entries(ruleset.experiments).find(
      ([, { flag: own, run }]) => own === plan.flag && run?.status === 'running',
    )?.[0],
    occupied: plan.steps.filter((step) => isOccupied(flag, plan, step)).map(({ name }) => name),
    others: othersGiven(
      flag.rules.find(({ id }) => id === plan.rule),
      plan,
    ),
    treated: treatedBy(
      flag.rules.find(({ id }) => id === plan.rule),
      plan.treatment,
    ),
  }
}

/** The rule that a plan raises; `undefined` where the flag has no such one that splits. */
function splitRuleOf({ flags }: Ruleset, plan: RolloutPlan): SplitRule | undefined {
  const flag = Object.hasOwn(flags, plan.flag) ? flags[plan.flag] : undefined
  const rule = flag?.rules.find(({ id }) => id === plan.rule)
  if (flag === undefined || rule === undefined || !('split' in rule.serve)) return undefined
  return { flag, rule, split: rule.serve }
}

async function trafficOf(
  events: Pick<GuardedStore, 'ask'>,
  environment: string,
  plan: RolloutPlan,
  ruleset: Ruleset,
  now: number,
): Promise<Pick<Surroundings, 'metrics' | 'unitsPerDay' | 'reach' | 'audiences'>> {
  const { flag, guardrails } = plan
  const found = splitRuleOf(ruleset, plan)
  const unit = found?.split.by ?? 'targetingKey'
  const from = now - LOOK_BACK_MS
  // The present millisecond is over when the answer comes.
  const asked = guardrails.map(({ metric }) => metric)
  const known = Object.entries(ruleset.metrics).filter(([name]) => asked.includes(name))
  const people = peopleOf(known.map(([, metric]) => metric))
  const question = { environment, ...people, flag, unit, from, to: now + 1, until: now + 1 }
  return events.ask(async (store) => {
    const variants = await store.firstExposures({ ...question, mixed: 'first' })
    const measured = await measureUnits(store, question, Object.fromEntries(known))
    const units = sum(variants.map(({ units: some }) => some))
    // As many as each of them stands for, whatever share of exposures was recorded then.
    const { weight } = await store.activity({
      ...people,
      environment,
      flag,
      unit,
      from,
      to: now + 1,
    })
    const firstAt = Math.min(...variants.map(({ firstAt: at }) => at))
    const spanMs = Math.min(Math.max(now - firstAt, HOUR_MS), LOOK_BACK_MS)
    const metrics = Object.entries(ruleset.metrics).flatMap(([name, metric]): KnownMetric[] => {
      if (!isUnitMetric(metric)) return unfit(name, metric)
      const active = Object.values(measured.active[name] ?? {}).some((count) => count > 0)
      // Of whom a metric counts: units that servers sent may be fewer than there are.
      const counted = Object.values(measured.metrics[name] ?? {}).some(({ n }) => n > 0)
      return [
        [
          name,
          {
            kind: statisticsKind(metric),
            direction: metric.direction,
            // A flag that never crashed has no crash to show; its exposures do.
            hasData: active || (isOfCrashes(metric) && units > 0 && counted),
            livedMs: livedMs(metric),
            ...(isOfServers(metric) && !counted && { fault: unsent(flag) }),
          },
        ],
      ]
    })
    const range = { environment, from, now }
    return {
      metrics: Object.fromEntries(metrics),
      unitsPerDay: units === 0 ? undefined : (units * weight * DAY_MS) / spanMs,
      reach: found && (await reachOf(store, ruleset, found, range)),
      audiences: found && (await audiencesOf(store, ruleset, { found, plan }, range)),
    }
  })
}

/** The same for each audience that a monitored step is for. */
async function audiencesOf(
  store: Parameters<typeof audienceShare>[0],
  ruleset: Ruleset,
  { found, plan }: { readonly found: SplitRule; readonly plan: RolloutPlan },
  asked: Parameters<typeof reachOf>[3],
): Promise<Readonly<Record<string, number>>> {
  const steps = plan.steps.filter(({ monitored }) => monitored)
  const names = new Set(steps.flatMap(({ audience }) => audience ?? []))
  const shares: [string, number][] = []
  for (const audience of names) {
    if (!Object.hasOwn(ruleset.segments, audience)) continue
    const rule = ruleForAudience(found.rule, audience)
    const rules = found.flag.rules.map((other) => (other === found.rule ? rule : other))
    const placed = { ...found, rule, flag: { ...found.flag, rules } }
    shares.push([audience, await reachOf(store, ruleset, placed, asked)])
  }
  return Object.fromEntries(shares)
}

/** Of those who meet a flag, the share that comes to a rule, may be drawn by it, and is recorded. */
async function reachOf(
  store: Parameters<typeof audienceShare>[0],
  ruleset: Ruleset,
  found: SplitRule,
  asked: { readonly environment: string; readonly from: number; readonly now: number },
): Promise<number> {
  const { environment, from, now } = asked
  const { flag, split } = found
  const range = { environment, unit: split.by, from, to: now + 1 }
  const { share } = await audienceShare(store, range, audienceOf(ruleset, found, now))
  return drawnFrom(ruleset, split) * (share ?? 1) * (flag.exposure.sampleBps / BPS)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}

function unsent(flag: string): string {
  return `it counts only what servers send, and none has sent an exposure of "${flag}". Send exposures and outcomes with a server key.`
}

/** What there is, and what no guardrail can test. What a Prometheus can tell is asked of it. */
function unfit(name: string, metric: Metric): KnownMetric[] {
  switch (metric.kind) {
    case 'quantile':
      return [[name, { unfit: UNFIT.quantile }]]
    case 'time_to_event':
      return [[name, { unfit: UNFIT.time }]]
    case 'prometheus': {
      const why = unfitOutside(metric)
      return why === undefined ? [] : [[name, { unfit: why }]]
    }
    default:
      return []
  }
}

const UNFIT = {
  quantile:
    'it is a quantile, which has no test that may be looked at as often as you like. Watch how many are above a bound, by a metric of the kind share_above.',
  time: 'it is a time to an event, which has no test that may be looked at as often as you like. Watch who gets there, by a metric of the kind conversion.',
} as const

type KnownMetric = [string, Surroundings['metrics'][string]]

function isOfCrashes(metric: Metric): boolean {
  return 'crashes' in metric && metric.crashes === true
}
