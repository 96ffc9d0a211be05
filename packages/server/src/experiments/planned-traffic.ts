import { BPS, type Ruleset } from '@sluice/core'
import { HttpError } from '../http/http-error.ts'
import type { AskedStore } from '../measure/asked-store.ts'
import type { FoundExperiment } from './find-experiment.ts'
import { audienceShare } from '../reach/audience-share.ts'
import { audienceOf, type RuleAudience } from '../reach/rule-audience.ts'
import { drawnFrom } from '../reach/drawn-from.ts'
import type { PlanWarning } from './warnings.ts'

const DAY_MS = 86_400_000

/** How many units come, and how many of them take part. */
export interface PlannedTraffic {
  readonly unitsPerDay: number
  /** `given` by whoever plans, counted from exposures of the `flag`, or from all of the `environment`. */
  readonly from: 'given' | 'flag' | 'environment'
  /**
   * Of these, the share that takes part and is recorded: coverage, layer, holdout, whom the rule is
   * for where that is known, and the sampling of exposures.
   */
  readonly share: number
  /** The share of those who take part whose exposures are recorded; absent from what is older. */
  readonly recorded?: number
  /** The share of units of late whom the rule is for; `null` where nothing tells. */
  readonly audience: number | null
}

/** What is asked about traffic. */
export interface TrafficQuestion {
  readonly environment: string
  /** How far back is looked, epoch milliseconds. */
  readonly from: number
  readonly now: number
  /** What whoever plans says. */
  readonly unitsPerDay: number | undefined
  /** Counts those alone of whom a server sends. */
  readonly isOfServers: boolean
}

/**
 * Finds how many units come, and how many of them an experiment is for.
 *
 * @throws HttpError `NO_TRAFFIC` (422)
 */
export async function trafficOf(
  store: Pick<AskedStore, 'activity' | 'unitValues'>,
  ruleset: Ruleset,
  found: FoundExperiment,
  question: TrafficQuestion,
): Promise<{ readonly traffic: PlannedTraffic; readonly warnings: readonly PlanWarning[] }> {
  const { key, flag: own, split, experiment } = found
  const { environment, from, now, unitsPerDay: given } = question
  const covered = (split.coverageBps / BPS) * drawnFrom(ruleset, split)
  if (covered === 0) {
    throw noTraffic(
      `The rule "${experiment.rule}" covers nobody: raise its "coverageBps", or its slot of the layer.`,
    )
  }
  const { flag } = experiment
  const range = { environment, unit: split.by, from, to: now + 1 }
  const sentBy = question.isOfServers ? ({ sentBy: 'server' } as const) : {}
  const seen = given === undefined ? await store.activity({ ...range, flag, ...sentBy }) : undefined
  const met = (seen?.exposed ?? 0) * (seen?.weight ?? 1)
  const counted = met > 0 ? met : (seen?.units ?? 0)
  if (given === undefined && counted === 0) {
    throw noTraffic(
      `No unit "${split.by}" was seen in the last ${Math.round((now - from) / DAY_MS)} days, so that nothing tells how long "${key}" takes. Say how many come a day ("--units-per-day"), or wait for the first.`,
    )
  }
  const whom = audienceOf(ruleset, found, now)
  const told = await audienceShare(store, range, whom)
  if (told.share === 0 && given === undefined) {
    throw noTraffic(
      `The rule "${experiment.rule}" is for none of the ${told.units} units of late, by ${named(whom?.attributes)}. Look at its condition and at the rules before it, or say how many come a day whom it is for ("--units-per-day").`,
    )
  }
  // Whoever says how many come knows better than those that came before.
  const audience = told.share === 0 ? null : told.share
  const recorded = own.exposure.sampleBps / BPS
  const days = Math.max(1, (now - (seen?.firstAt ?? now)) / DAY_MS)
  const traffic: PlannedTraffic = {
    unitsPerDay: given ?? counted / days,
    from: given !== undefined ? 'given' : met > 0 ? 'flag' : 'environment',
    share: covered * (audience ?? 1) * recorded,
    recorded,
    audience,
  }
  const isGuess = audience === null && given === undefined
  return { traffic, warnings: isGuess ? [unknownAudience(found, whom, told.units)] : [] }
}

function unknownAudience(
  { experiment }: FoundExperiment,
  whom: RuleAudience | undefined,
  units: number,
): PlanWarning {
  const why =
    whom !== undefined && whom.notStored.length > 0
      ? `${named(whom.notStored)} ${whom.notStored.length === 1 ? 'is' : 'are'} not stored`
      : `only ${units} units of late say anything of ${named(whom?.attributes)}`
  return {
    code: 'AUDIENCE_UNKNOWN',
    message: `How many of these units the rule "${experiment.rule}" is for is not known, as ${why}: size and weeks are those of all of them, and it may take much longer. Say how many come a day whom it is for ("--units-per-day").`,
  }
}

function named(attributes: readonly string[] = []): string {
  return attributes.map((name) => `"${name}"`).join(', ')
}

function noTraffic(message: string): HttpError {
  return new HttpError('NO_TRAFFIC', message, { status: 422 })
}
