import { SluiceError, type JsonValue, type Ruleset } from '@sluice/core'
import { rulesetDocument } from '@sluice/core/schema'
import { decide, type RolloutEvent } from '@sluice/rollout'
import { liveRuleset } from '../rulesets/parse-document.ts'
import { findRuleset } from '../store/environment-rows.ts'
import type { Store } from '../store/store.ts'
import { isOrder, type Order } from './order.ts'
import { placeShare } from './place-share.ts'
import { restoreFlag } from './restore-flag.ts'
import type { StoredRollout } from './rollout-rows.ts'
import { steppedInto } from './stepped-into.ts'

/** What an action would do. */
export interface ActionPreview {
  readonly outcome: string
  readonly rule: string
  /** The flag as people write it, now and after; `null` where it is not there. */
  readonly before: JsonValue
  readonly after: JsonValue
}

/**
 * Tells what an action would come to, and what the flag would be then: by the machine and the
 * writers that it would go through, without writing anything.
 */
export async function previewAction(
  store: Store,
  rollout: StoredRollout,
  event: RolloutEvent,
): Promise<ActionPreview> {
  const { environment, plan } = rollout
  const current = store.live.get(environment)?.ruleset
  const intruder = steppedInto(store, rollout, event.at)
  const state =
    intruder === undefined ? rollout.state : decide(plan, rollout.state, intruder).turn.state
  const { turn } = decide(plan, state, event)
  const order = turn.commands.find(isOrder)
  const before = flagIn(current, plan.flag)
  if (current === undefined || order === undefined) {
    return { ...turn.decision, before, after: before }
  }
  try {
    const next = await carriedOut(store, rollout, current, order)
    return { ...turn.decision, before, after: flagIn(next, plan.flag) }
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error
    return { outcome: 'failed', rule: error.message, before, after: before }
  }
}

async function carriedOut(
  store: Store,
  { environment, plan }: StoredRollout,
  current: Ruleset,
  order: Order,
): Promise<Ruleset> {
  if (order.kind === 'set_share') {
    const step = plan.steps[order.step]?.name ?? ''
    return placeShare(current, plan, { ...order, step })
  }
  const target = await store.read(async (db) => findRuleset(db, environment, order.version))
  if (target === undefined) {
    throw new SluiceError(
      'VERSION_NOT_FOUND',
      `There is no version ${order.version} to go back to.`,
    )
  }
  return restoreFlag(current, target.ruleset, plan.flag).next
}

function flagIn(ruleset: Ruleset | undefined, key: string): JsonValue {
  if (ruleset === undefined) return null
  const { flags } = rulesetDocument(liveRuleset(ruleset)) as {
    flags?: Readonly<Record<string, JsonValue>>
  }
  return flags !== undefined && Object.hasOwn(flags, key) ? (flags[key] ?? null) : null
}
