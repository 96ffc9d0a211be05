import { SluiceError, type JsonValue, type Ruleset } from '@sluice/core'
import { rulesetDocument } from '@sluice/core/schema'
import { decide, type RolloutEvent } from '@sluice/rollout'
import { changesBetween } from '../rulesets/change.ts'
import { liveRuleset } from '../rulesets/parse-document.ts'
import type { Store } from '../store/store.ts'
import { goBack, type WayBack } from './go-back.ts'
import { isOrder, versionOf, type Order } from './order.ts'
import { placeShare } from './place-share.ts'
import { refuseSecond, type StoredRollout } from './rollout-rows.ts'
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
 *
 * @throws HttpError `ROLLOUT_REFUSED` where the flag has another rollout that is not over
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
  await store.read(async (db) => refuseSecond(db, rollout, turn.state))
  const order = turn.commands.find(isOrder)
  const before = flagIn(current, plan.flag)
  if (current === undefined || order === undefined) {
    return { ...turn.decision, before, after: before }
  }
  const { at } = event
  const said = (answer: RolloutEvent): string => decide(plan, turn.state, answer).turn.decision.rule
  try {
    const { proposal, ...back } = await carriedOut(store, rollout, current, order)
    const isChange = changesBetween(current, proposal.next).length > 0
    const version = isChange ? current.version + 1 : current.version
    const applied = { kind: 'applied', at, version, ...back } as const
    const isOtherwise = back.instead !== undefined || back.staysOff === true
    return {
      outcome: turn.decision.outcome,
      rule: isOtherwise ? said(applied) : turn.decision.rule,
      before,
      after: flagIn(proposal.next, plan.flag),
    }
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error
    const rule = said({ kind: 'failed', at, message: error.message })
    return { outcome: 'failed', rule, before, after: before }
  }
}

async function carriedOut(
  store: Store,
  { environment, plan }: StoredRollout,
  current: Ruleset,
  order: Order,
): Promise<WayBack> {
  if (order.kind === 'set_share') {
    const step = plan.steps[order.step]?.name ?? ''
    return { proposal: { next: placeShare(current, plan, { ...order, step }) } }
  }
  return goBack(current, plan, async () =>
    store.read(async (db) => versionOf(db, environment, order.version)),
  )
}

function flagIn(ruleset: Ruleset | undefined, key: string): JsonValue {
  if (ruleset === undefined) return null
  const { flags } = rulesetDocument(liveRuleset(ruleset)) as {
    flags?: Readonly<Record<string, JsonValue>>
  }
  return flags !== undefined && Object.hasOwn(flags, key) ? (flags[key] ?? null) : null
}
