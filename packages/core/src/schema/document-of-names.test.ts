import { expect, it } from 'vitest'
import { documentOfNames } from './document-of-names.ts'
import { parseRuleset } from './parse-ruleset.ts'

const flags = {
  cta: {
    kind: 'experiment',
    type: 'string',
    title: 'Words on the button',
    description: 'Which words?',
    owner: 'shop',
    tags: ['checkout'],
    designUrl: 'https://design.example/cta',
    sunsetOn: '2027-06-30',
    variants: { control: { value: 'Buy now', title: 'Plain' }, urgent: { value: 'Hurry' } },
  },
  gate: {
    kind: 'release',
    type: 'boolean',
    tags: [],
    variants: { on: { value: true }, off: { value: false } },
  },
}
const attributes = { email: { type: 'string', description: 'Of the person', sensitive: true } }

it('reads names without rules as a document that can be parsed', () => {
  const { ruleset } = parseRuleset(documentOfNames({ flags, attributes }))
  expect(ruleset.flags).toMatchObject(flags)
  expect(ruleset.flags['gate']?.defaultVariant).toBe('off')
  expect(ruleset.flags['cta']?.rules).toEqual([])
})

it.each([
  [{ schemaVersion: 1, flags }],
  [{ flags: { cta: { ...flags.cta, rules: [] } } }],
  [{ flags: { cta: { ...flags.cta, defaultVariant: 'urgent' } } }],
  [{ flags: { cta: { type: 'string' } } }],
  [{ flags: {} }],
  [{ flags: [] }],
  [undefined],
])('leaves alone what is something else: %j', (data) => {
  expect(documentOfNames(data)).toBeUndefined()
})
