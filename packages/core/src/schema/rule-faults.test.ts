import { expect, it } from 'vitest'
import { half, inFlag, inRule, inSplit } from './faults-of.ts'

it.each([
  [
    { serve: { variant: 'on', split: half } },
    '$.flags.a.rules[0].serve.split: "split" cannot stand beside "variant"; choose one, or nest it in the other.',
  ],
  [
    { serve: {} },
    '$.flags.a.rules[0].serve: Expected an object with "variant" or "split", received an empty object.',
  ],
  [
    { serve: { varaint: 'on' } },
    '$.flags.a.rules[0].serve: Expected an object with "variant" or "split", received an object with "varaint"; did you mean "variant"?',
  ],
  [
    { serve: 'on' },
    '$.flags.a.rules[0].serve: Expected an object with "variant" or "split", received "on".',
  ],
  [
    { window: { startsAt: 5, endsAt: 5 }, serve: { variant: 'on' } },
    '$.flags.a.rules[0].window: The window ends at 5, not after it starts at 5.',
  ],
  [
    { window: { startsAt: 9, endsAt: 5 }, serve: { variant: 'on' } },
    '$.flags.a.rules[0].window: The window ends at 5, not after it starts at 9.',
  ],
  [
    { window: { startsAt: 1.5 }, serve: { variant: 'on' } },
    '$.flags.a.rules[0].window.startsAt: Expected a whole number, received 1.5.',
  ],
])('refuses the rule %j', (rule, fault) => {
  expect(inRule(rule)).toEqual([fault])
})

it('tells the epoch milliseconds of a time that was written as text', () => {
  const window = { startsAt: '2026-01-01T00:00:00Z' }
  expect(inRule({ window, serve: { variant: 'on' } })).toEqual([
    '$.flags.a.rules[0].window.startsAt: Expected a number, received "2026-01-01T00:00:00Z"; as epoch milliseconds it is 1767225600000.',
  ])
})

it('refuses two rules of one id', () => {
  const rule = { id: 'r', when: { attribute: 'age', op: 'exists' }, serve: { variant: 'on' } }
  expect(inFlag({ rules: [rule, { ...rule, id: 'q' }, rule] })).toEqual([
    '$.flags.a.rules[2].id: Rule id "r" came before in this flag; choose another.',
  ])
})

it.each([
  [{ split: [] }, '.split: Expected a list of at least 1, received an empty list.'],
  [
    { split: [{ variant: 'on', weightBps: 9999 }] },
    '.split: The weights sum to 9999 instead of 10000 basis points; 1 are missing.',
  ],
  [
    { split: [...half, { variant: 'on', weightBps: 1 }] },
    '.split: The weights sum to 10001 instead of 10000 basis points; 1 are too many.',
  ],
  [
    {
      split: [
        { variant: 'on', weightBps: 5000 },
        { variant: 'on', weightBps: 5000 },
      ],
    },
    '.split[1].variant: Variant "on" came before; add its weights up.',
  ],
  [
    { split: [{ variant: 'onn', weightBps: 10_000 }] },
    '.split[0].variant: There is no variant "onn"; did you mean "on"? There is "on" or "off".',
  ],
  [{ coverageBps: -1 }, '.coverageBps: Expected a number of at least 0, received -1.'],
  [
    { by: 'compny' },
    '.by: Attribute "compny" is not declared under "attributes"; did you mean "company"?',
  ],
  [
    { by: 'country' },
    '.by: Attribute "country" is not declared as a unit; add "unit: true" to it, or split by "targetingKey".',
  ],
  [
    { bucketing: { algorithm: 'md5' } },
    '.bucketing.algorithm: Expected "murmur3_32", received "md5".',
  ],
  [{ salt: '' }, '.salt: Expected a text of at least 1 characters, received "".'],
  [
    { layer: { name: 'pge', fromBps: 0, toBps: 1 } },
    '.layer.name: There is no layer "pge"; did you mean "page"?',
  ],
  [
    { layer: { name: 'page', fromBps: 7, toBps: 7 } },
    '.layer: The slot ends at 7, not after it begins at 7; raise "toBps".',
  ],
  [
    { layer: { name: 'page', fromBps: 0, toBps: 10_001 } },
    '.layer.toBps: Expected a number of at most 10000, received 10001.',
  ],
  [
    { layer: { name: 'page', fromBps: 0, toBps: 9 }, salt: 'layer:page' },
    '.layer.name: The rule has the salt of layer "page", so that the same units would get the same variants; give the rule another salt.',
  ],
  [{ holdout: 'q3' }, '.holdout: There is no holdout "q3"; did you mean "q4"?'],
  [
    { holdout: 'same' },
    '.holdout: The rule has the salt of holdout "same", so that the same units would get the same variants; give the rule another salt.',
  ],
])('refuses the split %j', (serve, fault) => {
  const rest = {
    layers: { page: {} },
    holdouts: { q4: { shareBps: 1 }, same: { salt: 'a', shareBps: 1 } },
  }
  expect(inSplit(serve, rest)).toContain(`$.flags.a.rules[0].serve${fault}`)
})

it.each(['targetingKey', 'anonymousKey', 'company'])('splits by %s', (by) => {
  expect(inSplit({ by })).toEqual([])
})
