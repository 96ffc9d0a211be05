import type { EvaluationContext } from '@sluice/core'
import { expect, it } from 'vitest'
import { completeContext } from '../context.ts'
import { whoOf } from './who.ts'

const who = (context: EvaluationContext) =>
  whoOf({
    context: completeContext(context, 'own'),
    attributes: { units: ['account'], stored: ['plan', 'tags', 'seats'] },
  })

it('leaves out what is so long that the service would refuse the event', () => {
  expect(
    who({
      targetingKey: 'x'.repeat(1025),
      account: 'x'.repeat(1024),
      plan: 'x'.repeat(4097),
      seats: 3,
    }),
  ).toEqual({
    units: { anonymousKey: 'own', account: 'x'.repeat(1024) },
    attributes: { seats: 3 },
  })
  expect(who({ plan: 'x'.repeat(4096) }).attributes).toEqual({ plan: 'x'.repeat(4096) })
})

it('cuts a list to what an event may carry', () => {
  const tags = Array.from({ length: 300 }, () => 'x')
  expect(who({ tags }).attributes).toEqual({ tags: tags.slice(0, 64) })
  expect(who({ tags: ['y'.repeat(300), 1] }).attributes).toEqual({ tags: ['y'.repeat(256), '1'] })
})
