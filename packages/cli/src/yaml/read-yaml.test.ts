import { describe, expect, it } from 'vitest'
import { locate } from './locate.ts'
import { MAX_FILE_BYTES, readYaml } from './read-yaml.ts'

/** The faults of a text as `line:column message`. */
function faultsOf(text: string): string[] {
  return readYaml('f.yaml', text).faults.map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  )
}

describe('readYaml', () => {
  it('reads YAML 1.2, in which on, off, yes and no are texts', () => {
    expect(readYaml('f', 'a: on\noff: no\nb: { "c": [1, true, null] }\n').value).toEqual({
      a: 'on',
      off: 'no',
      b: { c: [1, true, null] },
    })
  })

  it('reads JSON', () => {
    expect(readYaml('f', '{"a": {"b": [1, "x"]}}').value).toEqual({ a: { b: [1, 'x'] } })
  })

  it('takes an empty file for nothing', () => {
    for (const text of ['', '\n', '# only a comment\n']) {
      const { value, faults } = readYaml('f', text)
      expect([value ?? null, faults]).toEqual([null, []])
    }
  })

  it('finds a syntax error with its line and column', () => {
    expect(faultsOf('a:\n  b: 1\n c: 2\n')).toEqual([expect.stringMatching(/^3:1 .*same column/)])
    expect(faultsOf('a: "x\n')).toEqual(['1:4 This quote is not closed.'])
    expect(faultsOf('f:\n  a: { t: "x" }\n  b: { t: \'y }\n  c: {}\n')).toEqual([
      '3:11 This quote is not closed.',
    ])
    expect(faultsOf('a:\n\tb: 1\n')).toEqual([expect.stringMatching(/^2:1 Tabs/)])
  })

  it('finds a key that stands twice, at its second place', () => {
    expect(faultsOf('flags:\n  a: 1\n  b: 2\n  a: 3\n')).toEqual([
      '4:3 The key "a" stands here twice.',
    ])
    expect(faultsOf('{ "a": 1, "a": 2 }')).toEqual(['1:11 The key "a" stands here twice.'])
    expect(faultsOf('1: a\n"1": b\n')).toEqual(['2:1 The key "1" stands here twice.'])
  })

  it('refuses a key that is no name', () => {
    expect(faultsOf('? [a, b]\n: c\n')).toEqual(['1:3 A key has to be a name.'])
  })

  it('refuses several documents, tags that mean nothing here and aliases to nowhere', () => {
    expect(faultsOf('a: 1\n---\nb: 2\n')).toEqual([
      expect.stringMatching(/^2:1 .*several YAML documents/),
    ])
    expect(faultsOf('a: !ruby/object x\n')).toEqual([expect.stringMatching(/^1:4 .*tag/)])
    expect(faultsOf('a: *nobody\n')).toEqual(['1:4 The alias *nobody has no anchor before it.'])
    expect(faultsOf('a: &a [*a]\n')).toEqual(['1:8 The alias *a contains itself.'])
  })

  it('refuses aliases that expand to far too much', () => {
    const levels = 'bcdefgh'.split('').map((name, i) => {
      return `${name}: &${name} [${`*${'abcdefg'[i]},`.repeat(9)}]`
    })
    expect(faultsOf(`a: &a [x,x,x,x,x,x,x,x,x]\n${levels.join('\n')}\n`)).toEqual([
      expect.stringContaining('aliases in this file expand to far too much'),
    ])
  })

  it('refuses nesting that would overflow the stack, in any of its forms', () => {
    for (const hostile of ['[', '{a: ', '- ', '? ', 'a: "']) {
      const started = performance.now()
      expect(faultsOf(hostile.repeat(1_000_000))).toEqual([
        expect.stringContaining('nested too deeply'),
      ])
      expect(performance.now() - started).toBeLessThan(5_000)
    }
  })

  it('refuses a file that is larger than a ruleset may be', () => {
    expect(faultsOf(`# ${'x'.repeat(MAX_FILE_BYTES)}`)).toEqual([
      expect.stringContaining('larger than 4 MiB'),
    ])
  })

  it('reports no more faults than somebody would read', () => {
    expect(faultsOf(`[${','.repeat(5_000)}]`)).toHaveLength(100)
  })

  it('pollutes no prototype', () => {
    const { value } = readYaml(
      'f',
      '__proto__: { polluted: 1 }\nconstructor: { prototype: { polluted: 1 } }\n',
    )
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
    expect(Object.hasOwn(value as object, '__proto__')).toBe(true)
  })
})

describe('locate', () => {
  const source = readYaml(
    'f.yaml',
    `flags:
  cta: # about
    kind: release
    rules:
      - id: staff
        serve: { variant: urgent }
      - { id: split }
    'a.b': &x [1, 2]
other: *x
`,
  )
  const at = (...path: (string | number)[]): string => {
    const { line, column, length } = locate(source, path)
    const text = source.text.split('\n')[line - 1] ?? ''
    return `${line}:${column} ${text.slice(column - 1, column - 1 + length)}`
  }

  it('marks an entry from its key to its value', () => {
    expect(at('flags', 'cta', 'kind')).toBe('3:5 kind: release')
    expect(at('flags', 'cta', 'rules', 0, 'serve')).toBe('6:9 serve: { variant: urgent }')
    expect(at('flags', 'cta', 'rules', 0, 'serve', 'variant')).toBe('6:18 variant: urgent')
    expect(at('flags', 'cta', 'a.b')).toBe("8:5 'a.b': &x [1, 2]")
  })

  it('marks only the key of what goes on below it', () => {
    expect(at('flags', 'cta', 'rules')).toBe('4:5 rules')
    expect(at('flags', 'cta', 'rules', 0)).toBe('5:9 id: staff')
    expect(at('flags', 'cta', 'rules', 1)).toBe('7:9 { id: split }')
  })

  it('points at the key above what is missing', () => {
    expect(at('flags', 'cta', 'defaultVariant')).toBe('2:3 cta')
    expect(at('flags', 'cta', 'rules', 1, 'serve')).toBe('7:9 { id: split }')
    expect(at('flags', 'cta', 'rules', 7, 'id')).toBe('4:5 rules')
    expect(at('nothing', 'of', 'this')).toBe('1:1 f')
    expect(at()).toBe('1:1 f')
  })

  it('goes through aliases to what they stand for', () => {
    expect(at('other', 1)).toBe('8:19 2')
  })
})
