import { expect, it } from 'vitest'
import { SluiceError } from '../index.ts'
import { re2Engine } from '../regex.ts'
import { parseRuleset } from '../schema.ts'

type Json = Readonly<Record<string, unknown>>

const attributes = {
  country: { type: 'string' },
  age: { type: 'number' },
  company: { type: 'string', unit: true },
}
const half = [
  { variant: 'on', weightBps: 5000 },
  { variant: 'off', weightBps: 5000 },
]

/** The faults of a document, as `path: message` lines. */
function faultsOf(document: unknown): readonly string[] {
  try {
    parseRuleset(document, { regex: re2Engine })
    return []
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error
    return error.faults.map(({ path, message }) => `${path}: ${message}`)
  }
}

const inFlag = (flag: Json, rest: Json = {}) =>
  faultsOf({ schemaVersion: 1, attributes, ...rest, flags: { a: flag } })
const inRule = (rule: Json, rest: Json = {}) => inFlag({ rules: [{ id: 'r', ...rule }] }, rest)
const inSplit = (serve: Json, rest: Json = {}) => inRule({ serve: { split: half, ...serve } }, rest)
const inWhen = (when: unknown, rest: Json = {}) => inRule({ when, serve: { variant: 'on' } }, rest)

it('fills every default in', () => {
  const { ruleset, warnings, quarantined } = parseRuleset({
    schemaVersion: 1,
    attributes,
    layers: { page: {} },
    holdouts: { q4: { shareBps: 500 } },
    flags: {
      gate: {},
      test: { kind: 'experiment', rules: [{ id: 'r', serve: { split: half } }] },
      stop: { kind: 'kill_switch', defaultVariant: 'on' },
    },
  })
  expect([warnings, quarantined]).toEqual([[], []])
  expect(ruleset).toMatchObject({
    schemaVersion: 1,
    version: 0,
    attributes: { country: { type: 'string', stored: false, unit: false, sensitive: false } },
    layers: { page: { salt: 'layer:page' } },
    holdouts: { q4: { salt: 'holdout:q4', shareBps: 500 } },
    metrics: {},
  })
  expect(ruleset.flags['gate']).toEqual({
    kind: 'release',
    type: 'boolean',
    tags: [],
    variants: { on: { value: true }, off: { value: false } },
    defaultVariant: 'off',
    enabled: true,
    serverOnly: false,
    overridable: true,
    archived: false,
    stability: 'live',
    exposure: { policy: 'commit', sampleBps: 10_000 },
    prerequisites: [],
    rules: [],
  })
  expect(ruleset.flags['test']).toMatchObject({
    stability: 'session',
    rules: [
      {
        serve: {
          coverageBps: 10_000,
          by: 'targetingKey',
          salt: 'test',
          bucketing: { algorithm: 'murmur3_32' },
        },
      },
    ],
  })
  expect(ruleset.flags['stop']).toMatchObject({ exposure: { policy: 'off' }, defaultVariant: 'on' })
})

it('tells a bare value from the long form', () => {
  const { ruleset } = parseRuleset({
    schemaVersion: 1,
    flags: {
      a: {
        type: 'object',
        variants: {
          bare: { columns: 2 },
          long: { value: [1], title: 'Long' },
          list: [{ value: 1 }],
        },
        defaultVariant: 'bare',
      },
    },
  })
  expect(ruleset.flags['a']?.variants).toEqual({
    bare: { value: { columns: 2 } },
    long: { value: [1], title: 'Long' },
    list: { value: [{ value: 1 }] },
  })
})

it('gives back a ruleset that nobody can change, and leaves the input alone', () => {
  const input = { schemaVersion: 1, flags: { a: { tags: ['x'] } } }
  const { ruleset } = parseRuleset(input)
  expect(Object.isFrozen(ruleset.flags['a']?.variants['on'])).toBe(true)
  expect(Object.getPrototypeOf(ruleset.flags)).toBeNull()
  input.flags.a.tags.push('y')
  expect(ruleset.flags['a']?.tags).toEqual(['x'])
})

it('keeps flags in the order of the document', () => {
  const { ruleset } = parseRuleset({ schemaVersion: 1, flags: { z: {}, b: {}, a: {} } })
  expect(Object.keys(ruleset.flags)).toEqual(['z', 'b', 'a'])
})

it('reports all faults of a document in one error', () => {
  const faults = faultsOf({
    schemaVersion: 1,
    flagz: {},
    flags: {
      a: { kind: 'relase', rules: [{ id: 'r', serve: { variant: 'onn' } }] },
      b: { tags: 3 },
    },
  })
  expect(faults).toEqual([
    '$.flags.a.kind: Expected "release", "experiment", "permission" or "kill_switch", received "relase"; did you mean "release"?',
    '$.flags.b.tags: Expected a list, received 3.',
    '$.flagz: "flagz" is not a known name here; did you mean "flags"?',
    '$.flags.a.rules[0].serve.variant: There is no variant "onn"; did you mean "on"? There is "on" or "off".',
  ])
})

it('says where a fault is, for people and for programs', () => {
  let thrown: unknown
  try {
    parseRuleset({ schemaVersion: 1, flags: { 'checkout-cta': { rules: [{ id: 'r' }] } } })
  } catch (error) {
    thrown = error
  }
  expect(thrown).toMatchObject({
    name: 'SluiceError',
    code: 'INVALID_RULESET',
    status: 422,
    faults: [
      {
        path: '$.flags["checkout-cta"].rules[0].serve',
        at: ['flags', 'checkout-cta', 'rules', 0, 'serve'],
        message: '"serve" is missing; add an object with "variant" or "split".',
      },
    ],
  })
})

it.each([
  [5, '$: Expected an object, received 5.'],
  [null, '$: Expected an object, received null (in YAML, nothing after the colon).'],
  ['{}', '$: Expected an object, received "{}"; parse the JSON or YAML first.'],
  [[], '$: Expected an object, received an empty list.'],
  [undefined, '$: Expected a JSON value, received nothing.'],
  [{}, '$.schemaVersion: "schemaVersion" is missing; add 1.'],
  [
    { schemaVersion: 2 },
    '$.schemaVersion: Schema version 2 is not known to this release of Sluice, which writes 1; update Sluice or write 1.',
  ],
  [{ schemaVersion: 1, flags: [] }, '$.flags: Expected an object, received an empty list.'],
  [
    { schemaVersion: 1, metrics: { revenue: {} } },
    '$.metrics.revenue: "revenue" has no place here yet: "metrics" is reserved; leave it out.',
  ],
  [{ schemaVersion: 1, version: 3 }, '$.version: "version" is set by the service; leave it out.'],
])('refuses the document %j', (document, fault) => {
  expect(faultsOf(document)).toEqual([fault])
})

it.each([
  [{ rolledBack: true }, '$.flags.a.rolledBack: "rolledBack" is set by the service; leave it out.'],
  [
    { sunsetOn: '2026-02-30' },
    '$.flags.a.sunsetOn: A day is written as YYYY-MM-DD and must exist; received "2026-02-30".',
  ],
  [
    { designUrl: 'javascript:alert(1)' },
    '$.flags.a.designUrl: An address begins with http:// or https://; received "javascript:alert(1)".',
  ],
  [
    { exposure: { sampleBps: 0.5 } },
    '$.flags.a.exposure.sampleBps: Expected a whole number, received 0.5.',
  ],
  [
    { exposure: { sampleBps: 10_001 } },
    '$.flags.a.exposure.sampleBps: Expected a number of at most 10000, received 10001.',
  ],
  [{ enabled: 'yes' }, '$.flags.a.enabled: Expected true or false, received "yes".'],
  [
    { rules: null },
    '$.flags.a.rules: Expected a list, received null (in YAML, nothing after the colon).',
  ],
  [{ variants: {} }, '$.flags.a.variants: A flag has at least one variant.'],
  [
    { type: 'string' },
    '$.flags.a: "variants" is missing; a flag of type "string" has to list its values.',
  ],
  [{ variants: { on: true } }, '$.flags.a: "defaultVariant" is missing; choose "on".'],
  [
    { defaultVariant: 'of' },
    '$.flags.a.defaultVariant: There is no variant "of"; did you mean "off"? There is "on" or "off".',
  ],
  [
    { variants: { on: 1 }, defaultVariant: 'on' },
    '$.flags.a.variants.on: The flag is of type "boolean": expected true or false, received 1.',
  ],
  [
    { variants: { on: { value: 'x', title: 'X' } }, defaultVariant: 'on' },
    '$.flags.a.variants.on.value: The flag is of type "boolean": expected true or false, received "x".',
  ],
  [
    { variants: { on: { valu: true } }, defaultVariant: 'on' },
    '$.flags.a.variants.on: The flag is of type "boolean": expected true or false, received an object (with texts it is written as { value, title, description }).',
  ],
  [
    { variants: { on: { value: true, titel: 'X' } }, defaultVariant: 'on' },
    '$.flags.a.variants.on.titel: "titel" is not a known name here; did you mean "title"?',
  ],
  [
    { type: 'object', variants: { on: 'x' }, defaultVariant: 'on' },
    '$.flags.a.variants.on: The flag is of type "object": expected an object or a list, received "x".',
  ],
  [
    { type: 'number', variants: { on: Infinity }, defaultVariant: 'on' },
    '$.flags.a.variants.on: Infinity is not a number that JSON knows; write a finite one.',
  ],
  [
    { variants: { 'o n': true }, defaultVariant: 'x' },
    '$.flags.a.variants["o n"]: "o n" is not a valid name. Names have 1 to 128 letters, digits, dots, hyphens and underscores, and begin with a letter or digit.',
  ],
])('refuses the flag %j', (flag, fault) => {
  expect(inFlag(flag)).toContain(fault)
})

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

it('warns of what is allowed and probably not meant', () => {
  const { warnings } = parseRuleset({
    schemaVersion: 1,
    attributes,
    flags: {
      a: {
        rules: [
          {
            id: 'c',
            when: { attribute: 'country', op: 'gt', values: [1] },
            serve: { variant: 'on' },
          },
          { id: 'all', serve: { variant: 'on' } },
          { id: 'late', serve: { variant: 'off' } },
        ],
      },
    },
  })
  expect(warnings.map(({ path, message }) => `${path}: ${message}`)).toEqual([
    '$.flags.a.rules[0].when.op: Operator "gt" needs an attribute of type "number" or "date", and "country" is declared as "string"; the condition is never known.',
    '$.flags.a.rules[2]: No unit gets here: rule "all" includes everybody.',
  ])
})
