import type { Measurement } from '@sluice/rollout'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  look,
  PLAN,
  startRolloutService,
  wide,
  type RolloutService,
} from './testing/rollout-service.ts'

let service: RolloutService
beforeEach(async () => {
  service = await startRolloutService()
})
afterEach(async () => service.close())

describe('while a source elsewhere does not answer', () => {
  const other = { ...PLAN, flag: 'banner' }
  const toBanner = { body: wide(0) }
  const hanging = (of: string) => {
    const { promise, resolve } = Promise.withResolvers<Measurement>()
    let looks = 0
    service.measures(async (rollout, _ruleset, _now, waits) => {
      if (rollout.id !== of) return look(2_000, [20, rollout.flag === 'checkout' ? 120 : 20])
      looks++
      waits?.()
      return promise
    })
    return { answer: resolve, looks: () => looks }
  }

  it('looks at every other rollout, and tells their people', async () => {
    await service.send('PATCH', '/v1/environments/shop/flags/banner', toBanner)
    const slow = await service.begun(other)
    const people = [{ name: 'team', url: 'https://chat.example/team' }]
    const id = await service.begun({ ...PLAN, people })
    hanging(slow)
    await service.ticks(1)
    expect(await service.show(id)).toMatchObject({ state: 'verifying' })
    expect(service.posts.map(({ url }) => url)).toEqual(['https://chat.example/team'])
  })

  it('asks it no second time meanwhile, and writes down what it says then', async () => {
    const id = await service.begun()
    const { answer, looks } = hanging(id)
    await service.ticks(5)
    expect(looks()).toBe(1)
    expect(await service.show(id)).toMatchObject({ state: 'running' })
    answer(look(2_000, [20, 120]))
    await expect.poll(async () => service.show(id)).toMatchObject({ state: 'verifying' })
    await service.ticks(1)
    expect(looks()).toBe(2)
  })

  it('leaves out what it says of a rollout to which something has happened since', async () => {
    const id = await service.begun()
    const { answer } = hanging(id)
    await service.ticks(1)
    await service.act(id, { action: 'abort' })
    answer(look(2_000, [20, 120]))
    await service.ticks(2)
    expect(await service.show(id)).toMatchObject({ state: 'aborted' })
  })
})
