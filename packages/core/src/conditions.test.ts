import { expect, it } from 'vitest'
import type { Condition } from './index.ts'
import { compile } from './index.ts'
import { outcomeOf, truthOf } from './operators/truth-of.ts'
import { parseRuleset } from './schema.ts'

const holds: Condition = { attribute: 'seen', op: 'equals', values: ['x'] }
const fails: Condition = { not: holds }
const unknown: Condition = { attribute: 'other', op: 'equals', values: ['x'] }
const context = { seen: 'x' }

// Kleene's strong logic: the tables of his § 64.
it.each([
  [holds, holds, 'true', 'true'],
  [holds, fails, 'false', 'true'],
  [holds, unknown, 'unknown', 'true'],
  [fails, fails, 'false', 'false'],
  [fails, unknown, 'false', 'unknown'],
  [unknown, unknown, 'unknown', 'unknown'],
])('joins conditions as Kleene does, in either order', (a, b, all, any) => {
  expect(outcomeOf({ all: [a, b] }, context)).toBe(all)
  expect(outcomeOf({ all: [b, a] }, context)).toBe(all)
  expect(outcomeOf({ any: [a, b] }, context)).toBe(any)
  expect(outcomeOf({ any: [b, a] }, context)).toBe(any)
})

it('keeps unknown under a negation', () => {
  expect(outcomeOf({ not: unknown }, context)).toBe('unknown')
  expect(outcomeOf({ not: { not: unknown } }, context)).toBe('unknown')
  expect(outcomeOf({ not: fails }, context)).toBe('true')
})

it('takes an operator that it does not know for unknown, also under a negation', () => {
  expect(truthOf('resembles', ['x'], 'x')).toBe('unknown')
  expect(truthOf('toString', ['x'], 'x')).toBe('unknown')
  const resembles = { attribute: 'seen', op: 'resembles', values: ['x'] } as unknown as Condition
  expect(outcomeOf({ not: resembles }, context)).toBe('unknown')
})

it('takes patterns for unknown when it was compiled without an engine', () => {
  const { ruleset } = parseRuleset({
    schemaVersion: 1,
    attributes: { seen: { type: 'string' } },
    flags: {
      it: {
        rules: [
          {
            id: 'r',
            when: { attribute: 'seen', op: 'matches', values: ['x'] },
            serve: { variant: 'on' },
          },
        ],
      },
    },
  })
  const [rule] = compile(ruleset).explain('it', { seen: 'x' }, 0).rules
  expect(rule).toMatchObject({ status: 'unknown', because: 'condition' })
})

it('takes a segment that contains itself, or is not there, for unknown', () => {
  const { ruleset } = parseRuleset({
    schemaVersion: 1,
    flags: { a: { rules: [{ id: 'r', serve: { variant: 'on' } }] } },
  })
  const flag = ruleset.flags['a']
  if (flag === undefined) throw new Error('the flag was parsed')
  for (const segment of ['loop', 'nowhere', 'constructor']) {
    const compiled = compile({
      ...ruleset,
      segments: { loop: { any: [{ segment: 'loop' }] } },
      flags: {
        a: { ...flag, rules: [{ id: 'r', when: { segment }, serve: { variant: 'on' } }] },
      },
    })
    expect(compiled.evaluate('a', {}, 0)).toMatchObject({ variant: 'off', reason: 'DEFAULT' })
    expect(compiled.explain('a', {}, 0).rules[0]?.status).toBe('unknown')
  }
})

it('reads own attributes only', () => {
  const inherited: object = Object.create({ seen: 'x' }) as object
  expect(outcomeOf({ attribute: 'seen', op: 'exists' }, { ...inherited })).toBe('false')
  expect(outcomeOf(holds, inherited as Record<string, unknown>)).toBe('unknown')
  expect(truthOf('exists', undefined)).toBe('false')
  expect(truthOf('not_exists', undefined, null)).toBe('true')
})
