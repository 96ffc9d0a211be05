import { allocationOf, replay, type RolloutPlan } from '@sluice/rollout'
import { expect } from 'vitest'
import { decisionsOf } from '../decision-rows.ts'
import { requireRollout } from '../rollout-rows.ts'
import { ruleOfStep } from '../place-share.ts'
import { servedMark } from '../served-mark.ts'
import type { RolloutService } from './rollout-service.ts'

/**
 * Expects a rollout to be before a transition or after it: state, revision, log, messages, flag,
 * versions and audit log all tell the same.
 */
export async function expectOneStory(service: RolloutService, id: string): Promise<void> {
  const { store } = service
  const found = await store.read(async (db) => ({
    rollout: await requireRollout(db, 'shop', id),
    log: (await decisionsOf(db, id, { limit: 10_000 })).toReversed(),
    messages: await db.selectFrom('rollout_messages').select('id').execute(),
    versions: await db
      .selectFrom('ruleset_versions')
      .select('version')
      .where('action', 'in', ['rollout.share', 'rollout.restore'])
      .execute(),
  }))
  const { rollout, log, messages, versions } = found
  const { plan, state } = rollout
  // What was ordered was carried out in the same moment, or not at all.
  expect(state.pending).toBeNull()
  expect(log).toHaveLength(rollout.decisions)
  expect(log.at(-1)?.entry.after.revision ?? 0).toBeLessThanOrEqual(state.revision)
  const entries = log.map(({ entry }) => entry)
  expect(replay(plan, entries).filter(({ isSame }) => !isSame)).toEqual([])
  const done = entries.filter(({ event }) => event.kind === 'applied')
  expect(versions).toHaveLength(done.length)
  expect(state.version).toBe(done.length === 0 ? null : versions.at(-1)?.version)
  expect(messages.map((row) => row.id).toSorted()).toEqual(
    entries
      .flatMap(({ commands, after }) =>
        commands.flatMap((command, index) =>
          'url' in command && command.url !== undefined ? [`${id}.${after.revision}.${index}`] : [],
        ),
      )
      .toSorted(),
  )
  const { ruleset } = store.live.get('shop')!
  const flag = ruleset.flags['checkout']!
  if (rollout.flagMark !== null) expect(servedMark(ruleset, flag)).toBe(rollout.flagMark)
  const isBack = state.name === 'verifying' || state.name === 'rolled_back' || state.step < 0
  expect(coverages(flag.rules)).toEqual(isBack ? { split: 0 } : shares(plan, state.step))
  const verified = await service.send('GET', '/v1/environments/shop/audit/verify')
  expect(await verified.json()).toMatchObject({ whole: true })
}

type Rules = readonly { readonly id: string; readonly serve: object }[]

function coverages(rules: Rules): Record<string, unknown> {
  return Object.fromEntries(
    rules.map(({ id, serve }) => [id, (serve as { coverageBps?: number }).coverageBps]),
  )
}

/** What the rules cover once a step has begun: its own, and those of audiences before it. */
function shares(plan: RolloutPlan, index: number): Record<string, number> {
  const covered: Record<string, number> = { [plan.rule]: 0 }
  for (const step of plan.steps.slice(0, index + 1)) {
    covered[ruleOfStep(plan, step)] = allocationOf(step.shareBps).coverageBps
  }
  return covered
}
