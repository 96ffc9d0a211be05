import { expect, it } from 'vitest'
import { compile, parseBulkResponse, toDetails, toOfrep } from '../index.ts'
import { parseRuleset } from '../schema.ts'

const rules = [{ id: 'r', serve: { split: [{ variant: 'on', weightBps: 10_000 }] } }]
const flags = compile(parseRuleset({ schemaVersion: 1, flags: { a: { rules }, b: {} } }).ruleset)

it('writes a value', () => {
  expect(toOfrep(flags.evaluate('a', { targetingKey: 'u' }, 0))).toEqual({
    key: 'a',
    reason: 'SPLIT',
    variant: 'on',
    value: true,
    metadata: { ruleId: 'r' },
  })
})

it('writes an error without a value and without a reason', () => {
  expect(toOfrep(flags.evaluate('a', {}, 0))).toEqual({
    key: 'a',
    errorCode: 'TARGETING_KEY_MISSING',
    errorDetails: 'Rule "r" of flag "a" splits by targetingKey, and the context has none.',
    metadata: { ruleId: 'r' },
  })
})

it('comes back the same from the wire', () => {
  for (const context of [{ targetingKey: 'u' }, {}]) {
    const evaluations = flags.keys.map((key) => flags.evaluate(key, context, 0))
    const body: unknown = JSON.parse(JSON.stringify({ flags: evaluations.map(toOfrep) }))
    const parsed = parseBulkResponse(body)
    expect(parsed.bad).toEqual([])
    for (const evaluation of evaluations) {
      const read = parsed.flags.get(evaluation.key)
      expect(read && toDetails(read, false)).toEqual(toDetails(evaluation, false))
    }
  }
})
