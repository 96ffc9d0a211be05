import { expect, it } from 'vitest'
import { plan } from '../../test/label-experiment.ts'
import { StatsError } from '../errors.ts'
import { checkPlan } from './check-plan.ts'
import type { AnalysisPlan } from './plan.ts'

const looks = { kind: 'group_sequential', units: 2000, fractions: [0.5, 1] }
const guardrail = { key: 'load', kind: 'mean', direction: 'lower_is_better', margin: 0.02 }

// As JSON brings them.
it.each([
  [{ stopping: { ...looks, spending: 'pocok' } }, '$.stopping.spending'],
  [{ stopping: { ...looks, spending: null } }, '$.stopping.spending'],
  [{ stopping: { ...looks, spending: { power: 0 } } }, '$.stopping.spending'],
  [{ stopping: { ...looks, fractions: ['0.5', '1'] } }, '$.stopping.fractions'],
  [{ stopping: { kind: 'always_valid', tunedFor: '5000' } }, '$.stopping.tunedFor'],
  [{ stopping: { kind: 'fixed', units: 100, notBeforeMs: '1' } }, '$.stopping.notBeforeMs'],
  [{ alpha: '0.05' }, '$.alpha'],
  [{ power: '0.8' }, '$.power'],
  [{ guardrails: [{ ...guardrail, margin: '0.1' }] }, '$.guardrails[0].margin'],
  [{ guardrails: [{ ...guardrail, alpha: '0.1' }] }, '$.guardrails[0].alpha'],
  [{ primary: [{ ...plan.primary[0], minimumEffect: '0.1' }] }, '$.primary[0].minimumEffect'],
  [{ variants: plan.variants.map((one) => ({ ...one, share: '0.5' })) }, '$.variants'],
])('refuses %j before it is started', (change, path) => {
  expect(() => checkPlan({ ...plan, ...change } as AnalysisPlan)).toThrow(path)
})

it.each(['obrien_fleming', 'pocock', { power: 2 }, undefined])('takes spending %j', (spending) => {
  expect(() =>
    checkPlan({ ...plan, stopping: { ...looks, spending } } as AnalysisPlan),
  ).not.toThrow()
})

it.each([
  [{ alpha: '0.05' }, '$.alpha is "0.05". Give a number between 0 and 1.'],
  [{ alpha: {} }, '$.alpha is an object. Give a number between 0 and 1.'],
  [{ power: null }, '$.power is null. Give a number between alpha and 1.'],
  [{ control: null }, '$.control: null is no variant. There are: control, short.'],
  [
    { guardrails: [{ ...guardrail, kind: 'rate', direction: 'higher_is_better', margin: {} }] },
    '$.guardrails[0].margin is an object. Give a lift from 0 on.',
  ],
  [
    { variants: plan.variants.map((one) => ({ ...one, share: {} })) },
    '$.variants: Give each a share, a number from 0 to 1.',
  ],
])('names the one fault of %j', (change, fault) => {
  expect(() => checkPlan({ ...plan, ...change } as AnalysisPlan)).toThrow(
    new StatsError('invalid_input', `The plan has 1 fault:\n${fault}`),
  )
})
