import { expect, it } from 'vitest'
import { bought, plan } from '../../test/label-experiment.ts'
import { planChanges } from './plan-changes.ts'
import type { AnalysisPlan } from './plan.ts'

it('tells changes of a whole list, and of what is no list any more', () => {
  const registered = { ...plan, segments: ['country'] }
  expect(planChanges(plan, registered)).toEqual([
    { path: '$.segments', words: 'segments', is: ['country'] },
  ])
  expect(planChanges(registered, plan)).toEqual([
    { path: '$.segments', words: 'segments', was: ['country'] },
  ])
  const broken = { ...plan, segments: 'country' } as unknown as AnalysisPlan
  expect(planChanges(registered, broken)).toEqual([
    { path: '$.segments', words: 'segments', was: ['country'], is: 'country' },
  ])
  expect(planChanges(registered, { ...plan, segments: ['country', 'browser'] })).toEqual([
    { path: '$.segments[1]', words: 'segments[1]', is: 'browser' },
  ])
  const paid = { ...bought, key: 'paid' }
  const more = { ...plan, primary: [bought, paid] }
  expect(planChanges(plan, more)).toEqual([
    { path: '$.primary[1]', words: 'the primary metric "paid"', is: paid },
  ])
  expect(planChanges(more, plan)).toEqual([
    { path: '$.primary[1]', words: 'the primary metric "paid"', was: paid },
  ])
})
