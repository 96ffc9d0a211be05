import { expect, it } from 'vitest'
import { inFlag } from './faults-of.ts'

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
