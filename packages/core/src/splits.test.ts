import { expect, it } from 'vitest'
import { bucketOf, compile } from './index.ts'
import { parseRuleset } from './schema.ts'

const SPLIT = [
  { variant: 'on', weightBps: 2500 },
  { variant: 'off', weightBps: 7500 },
]
const { ruleset } = parseRuleset({
  schemaVersion: 1,
  flags: { it: { rules: [{ id: 'r', serve: { split: SPLIT, salt: 'salt' } }] } },
})

function served(context: object): unknown {
  const evaluation = compile(ruleset).evaluate('it', context as never, 0)
  return 'errorCode' in evaluation ? evaluation.errorCode : evaluation.variant
}

it('serves the variant in whose home the bucket lies, in the whole of the bucket space', () => {
  const flags = compile(ruleset)
  const units = Array.from({ length: 400 }, (_, index) => `ünit-${index}`.slice(index % 2))
  const buckets = units.map((targetingKey) => {
    const bucket = bucketOf(targetingKey, 'salt')
    const expected = { variant: bucket < 2 ** 30 ? 'on' : 'off' }
    expect(flags.evaluate('it', { targetingKey }, 0)).toMatchObject(expected)
    return bucket
  })
  expect(Math.min(...buckets)).toBeLessThan(2 ** 30)
  expect(Math.max(...buckets)).toBeGreaterThan(2 ** 31)
})

it('splits by no targeting key that a context only inherits', () => {
  class Person {
    get targetingKey() {
      return 'ada'
    }
  }
  expect(served(new Person())).toBe('TARGETING_KEY_MISSING')
  expect(served(Object.create({ targetingKey: 'ada' }) as object)).toBe('TARGETING_KEY_MISSING')
  const here = served({ targetingKey: 'ada' })
  expect(here).toBe(bucketOf('ada', 'salt') < 2 ** 30 ? 'on' : 'off')
  expect(served(Object.assign(Object.create({ targetingKey: 'bob' }), { age: 7 }) as object)).toBe(
    'TARGETING_KEY_MISSING',
  )
  const own = { targetingKey: { value: 'ada' } }
  expect(served(Object.create({ targetingKey: 'bob' }, own) as object)).toBe(here)
  expect(served(Object.create(null, own) as object)).toBe(here)
})
