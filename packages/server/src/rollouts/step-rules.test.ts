import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  PLAN,
  RULESET,
  startRolloutService,
  type RolloutService,
} from './testing/rollout-service.ts'

let service: RolloutService
beforeEach(async () => {
  service = await startRolloutService()
})
afterEach(async () => service.close())

const [canary, ...others] = PLAN.steps
const rules = () => service.store.live.get('shop')!.ruleset.flags['checkout']!.rules

it('leaves a rule alone that somebody has added since the start, and says so', async () => {
  const trade = { attribute: 'account', op: 'equals', values: ['trade'] }
  const put = await service.send('PUT', '/v1/environments/shop/ruleset', {
    body: { ...RULESET, segments: { ...RULESET.segments, trade } },
    headers: { 'If-Match': '"1"' },
  })
  expect(put.status).toBe(200)
  const id = await service.begun({
    ...PLAN,
    steps: [canary!, { name: 'early', audience: 'staff', shareBps: 10_000 }, ...others],
  })
  const theirs = { id: 'split.early', when: { segment: 'trade' }, serve: { variant: 'on' } }
  const changed = await service.send('PATCH', '/v1/environments/shop/flags/checkout', {
    body: { rules: [theirs, ...rules()] },
  })
  expect(changed.status).toBe(200)
  await service.ticks(1)
  await service.act(id, { action: 'resume', reason: 'It is meant' })
  await service.act(id, { action: 'advance', reason: 'It is well' })
  expect(rules().find((rule) => rule.id === 'split.early')).toMatchObject(theirs)
  const { alarm, last } = await service.show(id)
  expect(`${String(alarm)} ${last.rule}`).toContain(
    'which the step "early" would take the place of',
  )
})
