import type { JsonObject, JsonValue } from '@sluice/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { mergeYaml } from './merge-yaml.ts'

const FILE = `# The shop's flags. Ask in #checkout before you change one.
flags:
  checkout-cta: # designed by Ida
    kind:   experiment   # not a release
    type: string
    title: "Call to action"

    variants:
      control: 'Buy now'
      urgent: { value: "Only 2 left", title: Urgent }   # legal has seen this
    defaultVariant: control
    enabled: true # keep until March
    rules:
      # The whole company first.
      - id: staff
        when: { segment: staff }
        serve: { variant: urgent }

      # Then a fifth of everybody.
      - id: split
        serve:
          split:
            - { variant: control, weightBps: 5000 }
            - { variant: urgent,  weightBps: 5000 }
          coverageBps: 2000   # raise on Mondays
    # The end of checkout-cta.

  # A gate.
  new-checkout:
    variants: { on: true, off: false }
    defaultVariant: off
    tags: [ checkout,   web ]
segments:
  staff: { any: [{ attribute: email, op: ends_with, values: ["@acme.example"] }] }
`

const plainMeaning = (value: unknown): JsonObject => value as JsonObject

function merge(text: string, document: JsonObject, filled: JsonValue = document): string {
  return mergeYaml('flags.yaml', text, { document, filled, meaning: plainMeaning })
}

/** Changes a copy of the file's value and returns the merged text's changed lines. */
function changed(
  change: (document: ReturnType<typeof JSON.parse>) => void,
  text: string = FILE,
): string[] {
  const document = parse(text)
  change(document)
  const merged = merge(text, document)
  expect(parse(merged)).toEqual(document)
  return difference(text, merged)
}

/** The lines that two texts do not share, as a line-wise diff has them. */
function difference(before: string, after: string): string[] {
  const left = before.split('\n')
  const right = after.split('\n')
  let head = 0
  while (head < left.length && head < right.length && left[head] === right[head]) head += 1
  let tail = 0
  while (
    tail < Math.min(left.length, right.length) - head &&
    left.at(-1 - tail) === right.at(-1 - tail)
  )
    tail += 1
  return [
    ...left.slice(head, left.length - tail).map((line) => `-${line}`),
    ...right.slice(head, right.length - tail).map((line) => `+${line}`),
  ]
}

describe('mergeYaml', () => {
  it('returns the very same text when nothing changed', () => {
    expect(merge(FILE, parse(FILE))).toBe(FILE)
  })

  it('changes exactly one line for one changed field, comment and spaces included', () => {
    expect(changed((d) => (d.flags['checkout-cta'].rules[1].serve.coverageBps = 5000))).toEqual([
      '-          coverageBps: 2000   # raise on Mondays',
      '+          coverageBps: 5000   # raise on Mondays',
    ])
    expect(changed((d) => (d.flags['checkout-cta'].kind = 'release'))).toEqual([
      '-    kind:   experiment   # not a release',
      '+    kind:   release   # not a release',
    ])
  })

  it('keeps the quotes of a text', () => {
    expect(changed((d) => (d.flags['checkout-cta'].title = 'Buy "it"')).at(-1)).toBe(
      String.raw`+    title: "Buy \"it\""`,
    )
    expect(changed((d) => (d.flags['checkout-cta'].variants.control = "Let's go")).at(-1)).toBe(
      "+      control: 'Let''s go'",
    )
  })

  it('quotes what would be read as something else', () => {
    expect(changed((d) => (d.flags['checkout-cta'].defaultVariant = 'true')).at(-1)).toBe(
      "+    defaultVariant: 'true'",
    )
    expect(changed((d) => (d.flags['new-checkout'].tags[0] = 'a, b')).at(-1)).toBe(
      "+    tags: [ 'a, b',   web ]",
    )
  })

  it('changes a value inside braces in place', () => {
    expect(changed((d) => (d.flags['checkout-cta'].variants.urgent.value = 'Only 1 left'))).toEqual(
      [
        '-      urgent: { value: "Only 2 left", title: Urgent }   # legal has seen this',
        '+      urgent: { value: "Only 1 left", title: Urgent }   # legal has seen this',
      ],
    )
  })

  it('adds and removes entries inside braces and brackets', () => {
    expect(changed((d) => (d.flags['checkout-cta'].variants.urgent.description = 'x')).at(-1)).toBe(
      '+      urgent: { value: "Only 2 left", title: Urgent, description: x }   # legal has seen this',
    )
    expect(changed((d) => delete d.flags['checkout-cta'].variants.urgent.title).at(-1)).toBe(
      '+      urgent: { value: "Only 2 left" }   # legal has seen this',
    )
    expect(changed((d) => d.flags['new-checkout'].tags.push('new')).at(-1)).toBe(
      '+    tags: [ checkout,   web, new ]',
    )
    expect(changed((d) => d.flags['new-checkout'].tags.shift()).at(-1)).toBe('+    tags: [ web ]')
    expect(changed((d) => d.flags['new-checkout'].tags.unshift('new')).at(-1)).toBe(
      '+    tags: [ new, checkout,   web ]',
    )
  })

  it('writes the default instead of removing a line that spells it', () => {
    const off = FILE.replace('enabled: true #', 'enabled: false #')
    const document = parse(FILE)
    delete document.flags['checkout-cta'].enabled
    const meaning = (value: ReturnType<typeof JSON.parse>): JsonObject => {
      if (value.flags['checkout-cta'].enabled === true) delete value.flags['checkout-cta'].enabled
      return value
    }
    expect(mergeYaml('f', off, { document, filled: parse(FILE), meaning })).toBe(FILE)
  })

  it('adds an entry behind the one it follows', () => {
    const added = changed((d) => {
      const { kind, ...rest } = d.flags['checkout-cta']
      d.flags['checkout-cta'] = { kind, owner: 'team-checkout', ...rest }
    })
    expect(added).toEqual(['+    owner: team-checkout'])
  })

  it('removes an entry with the comment above it', () => {
    expect(changed((d) => d.flags['checkout-cta'].rules.splice(1, 1))).toEqual([
      '-      # Then a fifth of everybody.',
      '-      - id: split',
      '-        serve:',
      '-          split:',
      '-            - { variant: control, weightBps: 5000 }',
      '-            - { variant: urgent,  weightBps: 5000 }',
      '-          coverageBps: 2000   # raise on Mondays',
    ])
  })

  it('adds a rule before, between and behind others without touching them', () => {
    const rule = { id: 'qa', when: { segment: 'qa' }, serve: { variant: 'urgent' } }
    const lines = [
      '+      - id: qa',
      '+        when: { segment: qa }',
      '+        serve: { variant: urgent }',
    ]
    for (const at of [0, 1, 2]) {
      expect(changed((d) => d.flags['checkout-cta'].rules.splice(at, 0, rule))).toEqual(lines)
    }
  })

  it('adds a flag in the style of the others', () => {
    const flag = {
      variants: { on: true, off: false },
      defaultVariant: 'off',
      description: 'Two\nlines',
    }
    expect(changed((d) => (d.flags['dark-mode'] = flag))).toEqual([
      '+',
      '+  dark-mode:',
      '+    variants: { on: true, off: false }',
      '+    defaultVariant: off',
      '+    description: |-',
      '+      Two',
      '+      lines',
    ])
  })

  it('removes a flag with its comments', () => {
    expect(changed((d) => delete d.flags['new-checkout'])).toHaveLength(5)
    expect(
      changed((d) => delete d.flags['checkout-cta']).every((line) => line.startsWith('-')),
    ).toBe(true)
  })

  it('empties and fills collections', () => {
    expect(changed((d) => (d.flags = {})).at(-1)).toBe('+flags: {}')
    expect(changed((d) => (d.flags['new-checkout'].tags = [])).at(-1)).toBe('+    tags: []')
    const empty = 'flags: {} # none yet\n'
    expect(merge(empty, { flags: { a: { type: 'string' } } })).toBe(
      'flags:\n  a: { type: string } # none yet\n',
    )
    expect(merge('# only a comment\n', { flags: {} })).toBe('# only a comment\nflags: {}\n')
    expect(merge('', { flags: {} })).toBe('flags: {}\n')
  })

  it('follows the indentation of the file', () => {
    const text = 'a:\n    b:\n    - x: { y: 1 }\n    - z: 2\n'
    expect(
      merge(text, {
        a: { b: [{ x: { y: 1 } }, { z: 2 }], c: { d: { e: { f: 'g' } } }, l: [{ m: { n: 1 } }] },
      }),
    ).toBe(
      'a:\n    b:\n    - x: { y: 1 }\n    - z: 2\n    c:\n        d:\n            e: { f: g }\n    l:\n    - m: { n: 1 }\n',
    )
  })

  it('keeps the line breaks of Windows and a missing one at the end', () => {
    expect(merge('a: 1 # one\r\nb: 2\r\n', { a: 3, b: 2 })).toBe('a: 3 # one\r\nb: 2\r\n')
    expect(merge('a: 1\r\nb: 2\r\n', { a: 1, b: 2, c: 3 })).toBe('a: 1\r\nb: 2\r\nc: 3\r\n')
    expect(merge('a: 1\nb: 2', { a: 1, b: 2, c: 3 })).toBe('a: 1\nb: 2\nc: 3')
    expect(merge('a: 1\nb: 2', { a: 1 })).toBe('a: 1')
  })

  it('writes an alias out where its value departs from the anchor', () => {
    const text = 'a: &shared\n  x: 1 # here\n  y: 2\nb: *shared\n'
    expect(merge(text, { a: { x: 1, y: 2 }, b: { x: 1, y: 3 } })).toBe(
      'a: &shared\n  x: 1 # here\n  y: 2\nb: { x: 1, y: 3 }\n',
    )
    expect(parse(merge(text, { a: { x: 9, y: 2 }, b: { x: 1, y: 2 } }))).toEqual({
      a: { x: 9, y: 2 },
      b: { x: 1, y: 2 },
    })
  })

  it('refuses to write what it cannot express, rather than something else', () => {
    expect(() =>
      mergeYaml('f.yaml', 'a: 1\n', { document: { a: 2 }, filled: {}, meaning: () => ({ a: 1 }) }),
    ).toThrow(/f\.yaml could not be changed in place/)
  })

  it('reaches any document from any other', () => {
    const name = fc.constantFrom(
      'a',
      'b',
      'c',
      'id',
      '404',
      '- x',
      'on',
      '#',
      'a: b',
      '__proto__',
      '',
    )
    const { value } = fc.letrec<{ value: JsonValue; object: JsonObject }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom(
          'x',
          '',
          'multi\nline\n',
          ' lead\n  x',
          'true',
          '1',
          '# no',
          "it's",
          '{',
          'é\u2028',
          '\t',
          '@',
        ),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 4 }),
        tie('object'),
      ),
      object: fc.dictionary(name, tie('value'), { maxKeys: 4 }),
    }))
    const document = fc.dictionary(name, value, {
      maxKeys: 5,
      noNullPrototype: true,
    }) as fc.Arbitrary<JsonObject>
    fc.assert(
      fc.property(document, document, document, (first, second, third) => {
        const one = merge('# head\n', first)
        const two = merge(one, second)
        const three = merge(two, third)
        expect(parse(three, { version: '1.2' }) ?? {}).toEqual(JSON.parse(JSON.stringify(third)))
        expect(three).toContain('# head')
      }),
      { numRuns: 400 },
    )
  })
})
