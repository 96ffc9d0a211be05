import { expect, it } from 'vitest'
import { parseRuleset } from '../schema.ts'
import { attributes, faultsOf, half } from './faults-of.ts'

it('fills every default in', () => {
  const { ruleset, warnings, quarantined } = parseRuleset({
    schemaVersion: 1,
    attributes,
    layers: { page: {} },
    holdouts: { q4: { shareBps: 500 } },
    flags: {
      gate: {},
      test: { kind: 'experiment', rules: [{ id: 'r', serve: { split: half } }] },
      stop: { kind: 'kill_switch' },
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
  expect(ruleset.flags['stop']).toMatchObject({ exposure: { policy: 'off' } })
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
  [null, '$: The document is empty; begin with "schemaVersion: 1" and "flags:".'],
  ['{}', '$: Expected an object, received "{}"; parse the JSON or YAML first.'],
  [[], '$: Expected an object, received an empty list.'],
  [undefined, '$: The document is empty; begin with "schemaVersion: 1" and "flags:".'],
  [{}, '$.schemaVersion: "schemaVersion" is missing; add 1.'],
  [
    { schemaVersion: '1' },
    '$.schemaVersion: Expected the number 1, received "1"; write the number 1, without quotes.',
  ],
  [{ schemaVersion: 'v1' }, '$.schemaVersion: Expected 1, received "v1".'],
  [
    { schemaVersion: 2 },
    '$.schemaVersion: Schema version 2 is not known to this release of Sluice, which writes 1; update Sluice or write 1.',
  ],
  [{ schemaVersion: 1, flags: [] }, '$.flags: Expected an object, received an empty list.'],
  [
    { schemaVersion: 1, metrics: { revenue: {} } },
    '$.metrics.revenue.kind: "kind" is missing; add "conversion", "count", "sum", "mean", "share_above", "ratio", "quantile", "retention", "time_to_event" or "prometheus".',
  ],
  [{ schemaVersion: 1, version: 3 }, '$.version: "version" is set by the service; leave it out.'],
])('refuses the document %j', (document, fault) => {
  expect(faultsOf(document)).toEqual([fault])
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

it.each([
  ['without variants', { defaultVariant: 'on' }, ['on']],
  ['with bare values', { variants: { yes: true, no: false }, defaultVariant: 'yes' }, ['yes']],
  ['with texts', { variants: { yes: { value: true } }, defaultVariant: 'yes' }, ['yes']],
  ['that is off by default', {}, []],
  ['that is archived', { archived: true, defaultVariant: 'on' }, []],
  ['of texts', { type: 'string', variants: { a: 'true' }, defaultVariant: 'a' }, []],
  ['that is none', { kind: 'release', defaultVariant: 'on' }, []],
])('warns of a kill switch that turns on what it should turn off: %s', (_title, flag, variants) => {
  const flags = { a: { kind: 'kill_switch', ...flag } }
  const { warnings } = parseRuleset({ schemaVersion: 1, flags })
  expect(warnings.map(({ path, message }) => `${path}: ${message}`)).toEqual(
    variants.map(
      (name) =>
        `$.flags.a.defaultVariant: Turning this kill switch off serves "${name}", which is true, to everybody; name a variant that is false here, and serve "${name}" by a rule.`,
    ),
  )
})
