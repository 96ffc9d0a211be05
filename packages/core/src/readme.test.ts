import { expect, it } from 'vitest'
import readme from '../README.md?raw'
import { OPERATORS } from './ruleset.ts'

import { compile } from './index.ts'
import { re2Engine } from './regex.ts'
import { parseRuleset } from './schema.ts'

it('serves what its example says', () => {
  const { ruleset } = parseRuleset({
    schemaVersion: 1,
    attributes: { country: { type: 'string' } },
    flags: {
      'checkout-cta': {
        kind: 'experiment',
        type: 'string',
        variants: { control: 'Buy now', urgent: 'Only 2 left' },
        defaultVariant: 'control',
        rules: [
          {
            id: 'germans',
            when: { attribute: 'country', op: 'in', values: ['DE', 'AT'] },
            serve: {
              split: [
                { variant: 'control', weightBps: 5000 },
                { variant: 'urgent', weightBps: 5000 },
              ],
              coverageBps: 10000,
            },
          },
        ],
      },
    },
  })

  const flags = compile(ruleset, { regex: re2Engine })
  const cta = flags.evaluate('checkout-cta', { targetingKey: 'ada', country: 'DE' }, Date.now())
  // cta.value is 'Buy now', cta.variant is 'control', cta.reason is 'SPLIT'

  expect(cta).toMatchObject({ value: 'Buy now', variant: 'control', reason: 'SPLIT' })

  const { rules } = flags.explain('checkout-cta', { targetingKey: 'ada' }, Date.now())
  // rules[0].status is 'unknown': the country is missing

  expect(rules[0]).toMatchObject({ id: 'germans', status: 'unknown', because: 'condition' })
})

it('says what every operator means', () => {
  const rows = readme.split('\n').filter((line) => line.startsWith('| `'))
  const documented = rows.flatMap((row) => (row.split('|')[1] ?? '').match(/\w+/g) ?? [])
  expect(OPERATORS.filter((operator) => !documented.includes(operator))).toEqual([])
})
