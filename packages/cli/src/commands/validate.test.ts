import { describe, expect, it } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { runSluice } from '../testing/run-sluice.ts'
import { SHOP, testFolder } from '../testing/test-service.ts'

async function validate(text: string, argv: readonly string[] = []) {
  const { folder, write } = await testFolder()
  await write('flags.yaml', text)
  return runSluice(['validate', ...argv], {
    cwd: folder,
    fetch: () => Promise.reject(new Error('no network')),
  })
}

describe('sluice validate', () => {
  it('says that a file is valid, without a service', async () => {
    const { exit, out } = await validate(SHOP)
    expect([exit, out]).toEqual([EXIT.ok, 'flags.yaml is valid: 2 flags.\n'])
  })

  it('shows every fault with file, line, column, the line and a mark, in their order', async () => {
    const faulty = SHOP.replace('weightBps: 10000', 'weightBps: 900')
      .replace('kind: experiment', 'kind: experimnt')
      .replace('owner:', 'ownr:')
      .replace('    defaultVariant: control\n', '')
    const { exit, out, err } = await validate(faulty)
    expect([exit, out]).toEqual([EXIT.invalid, ''])
    const lines = err.split('\n')
    const heads = lines.filter((line) => line.startsWith('flags.yaml:'))
    expect(heads.map((head) => head.replace(/ error .*/, ''))).toEqual([
      'flags.yaml:11:5',
      'flags.yaml:20:11',
      'flags.yaml:24:3',
      'flags.yaml:25:5',
    ])
    expect(lines).toContain('   25 |     kind: experimnt')
    expect(lines[lines.indexOf('   25 |     kind: experimnt') + 1]).toBe(
      '      |     ^^^^^^^^^^^^^^^',
    )
    // What is missing is shown at the key above it.
    expect(lines[lines.indexOf('   24 |   checkout-cta:') + 1]).toBe('      |   ^^^^^^^^^^^^')
    expect(lines.at(-2)).toBe('4 faults in flags.yaml.')
  })

  it('gives scripts the same', async () => {
    const { exit, json } = await validate(SHOP.replace('kind: experiment', 'kind: nope'), [
      '--json',
    ])
    expect([exit, json()]).toEqual([
      EXIT.invalid,
      {
        valid: false,
        file: 'flags.yaml',
        faults: [
          {
            line: 25,
            column: 5,
            path: '$.flags["checkout-cta"].kind',
            message: expect.any(String),
          },
        ],
        error: { code: 'INVALID_FILE', message: '1 fault in flags.yaml.', exitCode: 3 },
      },
    ])
    expect((await validate(SHOP, ['--json'])).json()).toEqual({
      valid: true,
      file: 'flags.yaml',
      flags: 2,
      warnings: [],
    })
  })

  it.each([
    ['YAML that does not parse', 'flags: [a', 'flags.yaml:1:'],
    [
      'a key that stands twice',
      'schemaVersion: 1\nschemaVersion: 1\n',
      'flags.yaml:2:1 error The key "schemaVersion" stands here twice.',
    ],
    ['an empty file', '', 'flags.yaml:1:1 error'],
    ['something else than a mapping', '- a\n- b\n', 'flags.yaml:1:1 error'],
    [
      'a bomb of aliases',
      `schemaVersion: &a [${'x,'.repeat(99)}]\nb: [${'*a,'.repeat(200)}]\n`,
      'expand to far too much',
    ],
    ['deep nesting', `flags: ${'['.repeat(100_000)}`, 'nested too deeply'],
    [
      'a pattern that is no regular expression',
      'schemaVersion: 1\nattributes: { a: { type: string } }\nsegments: { s: { attribute: a, op: matches, values: ["("] } }\n',
      'flags.yaml:3:',
    ],
    ['prototype keys', 'schemaVersion: 1\nflags:\n  __proto__: {}\n', 'flags.yaml:3:3 error'],
    [
      'a circle of prerequisites',
      'schemaVersion: 1\nflags:\n  a: { prerequisites: [{ flag: a, variants: [on] }] }\n',
      'flags.yaml:3:',
    ],
  ])('refuses %s', async (_, text, shown) => {
    const { exit, err } = await validate(text)
    expect([exit, err]).toEqual([EXIT.invalid, expect.stringContaining(shown)])
    expect(err).not.toMatch(/at .*\.ts:|Maximum call stack/)
  })

  it('says which file is missing and what to do', async () => {
    const { folder } = await testFolder()
    const { exit, err } = await runSluice(['validate', 'no.yaml'], { cwd: folder })
    expect([exit, err]).toEqual([
      EXIT.usage,
      expect.stringMatching(/^error: There is no file no\.yaml\. Name the file/),
    ])
  })

  it('cannot be used to write to the terminal', async () => {
    const { err } = await validate('schemaVersion: 1\n"\\u001b[2Jx": "\\e]0;title\\a\u202e"\n')
    expect(err).toMatch(/flags\.yaml:2:1/)
    // eslint-disable-next-line no-control-regex -- control characters are what it looks for
    expect(err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
  })

  it('prints a JSON Schema for editors', async () => {
    const { exit, out } = await runSluice(['validate', '--print-schema'])
    const schema = JSON.parse(out)
    expect(exit).toBe(EXIT.ok)
    expect(schema.$schema).toContain('2020-12')
    expect(JSON.stringify(schema)).toContain('coverageBps')
  })
})
