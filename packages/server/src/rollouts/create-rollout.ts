import type { JsonObject } from '@sluice/core'
import { canonical, checkPlan, draftState, type PlanFault, type RolloutPlan } from '@sluice/rollout'
import { parsePlan, PlanError } from '@sluice/rollout/schema'
import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import type { Actor } from '../audit/actor.ts'
import { HttpError } from '../http/http-error.ts'
import type { EnvironmentSettings } from '../live/published-environment.ts'
import { requireReason } from '../rulesets/reason.ts'
import type { Unit } from '../store/unit.ts'
import { retentionFaults } from './kept-events.ts'
import { rolloutOf, type StoredRollout } from './rollout-rows.ts'
import { lookAround, type LookAround } from './surroundings.ts'
import { mayBeInside, type InnerTargets } from './webhooks/inner-targets.ts'
import { isPublicAddress } from './webhooks/public-address.ts'

const ID_BYTES = 5

/** What checking a plan takes. */
export interface PlanChecks extends LookAround {
  /** Where on this machine and its networks its messages may go. */
  readonly messageTargets: InnerTargets
}

/**
 * Reads a plan, and checks that it can work where it is going to run.
 *
 * @param self - the rollout that the plan is of, when there is one already
 * @throws HttpError `INVALID_PLAN`, status 422, with every fault and what to do about it
 */
export async function checkedPlan(
  around: PlanChecks,
  environment: string,
  document: unknown,
  self?: string,
): Promise<RolloutPlan> {
  const plan = parsed(document)
  const faults = [
    ...checkPlan(plan, await lookAround(around, environment, plan, self)),
    ...innerAddresses(plan, around.messageTargets),
    ...retentionFaults(plan, around.store.live.get(environment)?.settings ?? {}),
  ]
  if (faults.length > 0) throw refusal(faults)
  return plan
}

/** Addresses that are seen to be inner ones; a name that turns out to be one is refused when it is used. */
function innerAddresses(
  { people, rollback }: RolloutPlan,
  targets: InnerTargets,
): readonly PlanFault[] {
  const named = [
    ...people.map(({ url }, index) => [`people[${index}].url`, url] as const),
    ['rollback.hook.url', rollback.hook?.url] as const,
  ]
  return named.flatMap(([path, url]) => {
    if (url === undefined || mayBeInside(targets, url)) return []
    if (!isInnerHost(new URL(url).hostname)) return []
    const message =
      'It is an address of this machine or its networks, where nothing is sent. Give one of the internet, or let whoever runs the service name it in SLUICE_MESSAGE_TARGETS.'
    return [{ path, message }]
  })
}

function isInnerHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  return /(^|\.)localhost$/i.test(host) || (isIP(host) !== 0 && !isPublicAddress(host))
}

function parsed(document: unknown): RolloutPlan {
  try {
    return parsePlan(document)
  } catch (error) {
    if (error instanceof PlanError) throw refusal(error.faults)
    throw error
  }
}

function refusal(faults: readonly PlanFault[]): HttpError {
  return new HttpError('INVALID_PLAN', new PlanError(faults).message, {
    status: 422,
    faults: faults.map(({ path, message }) => ({
      path: `$.${path}`,
      at: path
        .split(/[.[\]]+/)
        .filter((part) => part !== '')
        .map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
      message,
    })),
  })
}

/** Writes a rollout down as a draft. Nothing rises before somebody starts it. */
export async function createRollout(
  unit: Unit,
  {
    environment,
    settings,
    plan,
    actor,
    reason,
  }: {
    readonly environment: string
    readonly settings: EnvironmentSettings
    readonly plan: RolloutPlan
    readonly actor: Actor
    readonly reason: string | null
  },
): Promise<StoredRollout> {
  requireReason(settings, reason)
  const state = draftState({ id: actor.id, name: actor.name })
  const row = {
    id: `r-${randomBytes(ID_BYTES).toString('hex')}`,
    environment,
    flag: plan.flag,
    plan: canonical(plan),
    state: JSON.stringify(state),
    state_name: state.name,
    revision: state.revision,
    flag_mark: null,
    counted_from: unit.now,
    decisions: 0,
    created_at: unit.now,
    changed_at: unit.now,
  }
  await unit.db.insertInto('rollouts').values(row).execute()
  await unit.audit({
    environment,
    actor,
    action: 'rollout.create',
    subject: plan.flag,
    reason,
    before: null,
    after: { rollout: row.id, plan: JSON.parse(row.plan) as JsonObject },
  })
  return rolloutOf(row)
}
