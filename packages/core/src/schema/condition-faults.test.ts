import { expect, it } from 'vitest'
import { parseRuleset } from '../schema.ts'
import { attributes, faultsOf, inWhen } from './faults-of.ts'

it.each([
  [
    { attribute: 'contry', op: 'exists' },
    '.attribute: Attribute "contry" is not declared under "attributes"; did you mean "country"?',
  ],
  [
    { attribute: 'country', op: 'ends_wth', values: ['x'] },
    '.op: Expected a known name, received "ends_wth"; did you mean "ends_with"?',
  ],
  [{ attribute: 'country', op: 'in' }, ': Operator "in" compares with something; add "values".'],
  [
    { attribute: 'country', op: 'in', values: [] },
    '.values: Expected a list of at least 1, received an empty list.',
  ],
  [
    { attribute: 'country', op: 'in', values: [null] },
    '.values[0]: Expected a text, a number, true or false, received null (in YAML, nothing after the colon).',
  ],
  [
    { attribute: 'country', op: 'equals', values: ['a', 'b'] },
    '.values: Operator "equals" takes exactly one value, received 2; use "in" for more.',
  ],
  [
    { attribute: 'country', op: 'exists', values: ['a'] },
    '.values: Operator "exists" takes no values; leave them out.',
  ],
  [
    { attribute: 'country', op: 'starts_with', values: [1] },
    '.values[0]: Expected a text, received 1.',
  ],
  [
    { attribute: 'country', op: 'contains', values: [''] },
    '.values[0]: An empty text is in every text; write what it should be.',
  ],
  [{ attribute: 'age', op: 'lt', values: ['18'] }, '.values[0]: Expected a number, received "18".'],
  [
    { attribute: 'age', op: 'between', values: [1] },
    '.values: Operator "between" takes exactly 2 values, received 1.',
  ],
  [
    { attribute: 'age', op: 'between', values: [5, 1] },
    '.values: The first value is the lower one, received 5 and 1; swap them.',
  ],
  [
    { attribute: 'age', op: 'before', values: ['2026-10-01'] },
    '.values[0]: Expected epoch milliseconds or a time with a zone such as "2026-10-01T09:00:00Z", received "2026-10-01".',
  ],
  [
    { attribute: 'country', op: 'semver_gt', values: ['2.1'] },
    '.values[0]: Expected a version such as "2.1.0" or "2.1.0-rc.1", received "2.1".',
  ],
  [
    { attribute: 'country', op: 'semver_in_range', values: ['^^2'] },
    '.values[0]: Expected a version range such as "^2.1.0" or ">=2.1.0 <3.0.0", received "^^2".',
  ],
  [
    { attribute: 'country', op: 'in_cidr', values: ['10.0.0.0/33'] },
    '.values[0]: Expected a network such as "10.0.0.0/8" or "2001:db8::/32", received "10.0.0.0/33".',
  ],
  [
    { attribute: 'country', op: 'exists', valuse: [] },
    '.valuse: "valuse" is not a known name here; did you mean "values"?',
  ],
  [{ segment: 'stff' }, '.segment: There is no segment "stff"; did you mean "staff"?'],
  [
    { segmnt: 'staff' },
    ': Expected an object with "all", "any", "not", "segment" or "attribute", received an object with "segmnt"; did you mean "segment"?',
  ],
  [
    { all: [{ segment: 'staff' }], any: [{ segment: 'staff' }] },
    '.any: "any" cannot stand beside "all"; choose one, or nest it in the other.',
  ],
  [{ any: [] }, '.any: Expected a list of at least 1, received an empty list.'],
  [
    { not: { all: [{ attribute: 'ag', op: 'exists' }] } },
    '.not.all[0].attribute: Attribute "ag" is not declared under "attributes"; did you mean "age"?',
  ],
  [
    'staff',
    ': Expected an object with "all", "any", "not", "segment" or "attribute", received "staff".',
  ],
])('refuses the condition %j', (when, fault) => {
  const rest = { segments: { staff: { attribute: 'age', op: 'exists' } } }
  expect(inWhen(when, rest)).toEqual([`$.flags.a.rules[0].when${fault}`])
})

it('refuses a pattern that the engine refuses, and takes it without an engine', () => {
  const document = {
    schemaVersion: 1,
    attributes,
    segments: { s: { attribute: 'country', op: 'matches', values: ['(?=a)'] } },
  }
  expect(faultsOf(document)).toEqual([
    expect.stringMatching(/^\$\.segments\.s\.values\[0\]: The pattern "\(\?=a\)" is not an RE2/),
  ])
  expect(parseRuleset(document).warnings).toEqual([])
})
