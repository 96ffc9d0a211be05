import { expect, it } from 'vitest'
import { compile, existsForClients, toClientOfrep } from '../index.ts'
import { parseRuleset } from '../schema.ts'

const { ruleset } = parseRuleset({
  schemaVersion: 1,
  flags: {
    plain: {},
    secret: { serverOnly: true },
    gone: { archived: true },
    'needs-secret': { prerequisites: [{ flag: 'secret', variants: ['on'] }] },
    'needs-plain': { prerequisites: [{ flag: 'plain', variants: ['on'] }] },
    split: { rules: [{ id: 'r', serve: { split: [{ variant: 'on', weightBps: 10_000 }] } }] },
  },
})
const compiled = compile(ruleset)
const answer = (key: string) => toClientOfrep(compiled, compiled.evaluate(key, {}, 0))

it('hides flags that are for servers, archived or unknown', () => {
  const keys = [...Object.keys(ruleset.flags), 'toString', '__proto__']
  expect(keys.filter((key) => existsForClients(compiled, key))).toEqual([
    'plain',
    'needs-secret',
    'needs-plain',
    'split',
  ])
})

it('does not name a prerequisite that does not exist for the reader', () => {
  expect(answer('needs-secret').metadata?.ruleId).toBe('prerequisite')
  expect(answer('needs-plain').metadata?.ruleId).toBe('prerequisite:plain')
})

it('says of an error only what the reader can mend', () => {
  expect(answer('split')).toMatchObject({ errorDetails: expect.stringContaining('targetingKey') })
  expect(toClientOfrep(compiled, compiled.evaluate('absent-flag', {}, 0))).toMatchObject({
    errorDetails: 'The flag cannot be evaluated. Its owner can see why.',
  })
})
