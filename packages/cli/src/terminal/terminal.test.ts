import { describe, expect, it } from 'vitest'
import { noColors } from './no-colors.ts'
import { readYaml } from '../yaml/read-yaml.ts'
import { ago } from './ago.ts'
import { showFaults } from './faults.ts'
import { plain } from './plain.ts'
import { wantsColors } from './process-shell.ts'
import { table } from './table.ts'

describe('plain', () => {
  it('leaves text in any language as it is', () => {
    for (const text of ['Grüße, 世界 👋🏽', '“quoted” – and – dashed', 'عربي'])
      expect(plain(text)).toBe(text)
  })

  it('writes out what a terminal or a reader would be fooled by', () => {
    expect(plain('a\u001b[31mb\nc\td\u009be\u202ef')).toBe(
      String.raw`a\u001b[31mb\nc\td\u009be\u202ef`,
    )
  })
})

describe('colours', () => {
  it('are on in a terminal only, and off when anybody says so', () => {
    expect(wantsColors(true, {}, [])).toBe(true)
    expect(wantsColors(true, { NO_COLOR: '' }, [])).toBe(true)
    expect(wantsColors(false, {}, [])).toBe(false)
    expect(wantsColors(true, { NO_COLOR: '1' }, [])).toBe(false)
    expect(wantsColors(true, { TERM: 'dumb' }, [])).toBe(false)
    expect(wantsColors(true, {}, ['flags', 'list', '--no-color'])).toBe(false)
  })
})

describe('table', () => {
  it('lays columns out with nothing behind the last one', () => {
    expect(
      table(
        ['KEY', 'N'],
        [
          ['a', '1'],
          ['longer', ''],
          ['x\ny', '22'],
        ],
        noColors,
      ),
    ).toEqual(['KEY     N', 'a       1', 'longer', String.raw`x\ny    22`])
  })
})

describe('ago', () => {
  it.each([
    [0, 'just now'],
    [-5_000, 'just now'],
    [1_000, '1 second ago'],
    [125_000, '2 minutes ago'],
    [3_600_000, '1 hour ago'],
    [200_000_000, '2 days ago'],
  ])('says %i ms as %s', (past, words) => {
    const now = Date.parse('2026-11-20T12:00:00Z')
    expect(ago(new Date(now - past).toISOString(), now)).toBe(words)
  })

  it('leaves alone what is no time', () => {
    expect(ago('soon', 0)).toBe('soon')
  })
})

describe('showFaults', () => {
  const shown = (text: string, fault: { line: number; column: number; length: number }) =>
    showFaults(readYaml('f.yaml', text), [{ ...fault, message: 'Wrong.' }], noColors)

  it('marks the place below its line', () => {
    expect(shown('a: 1\nbc: xyz # why\n', { line: 2, column: 5, length: 3 })).toEqual([
      'f.yaml:2:5 error Wrong.',
      '    2 | bc: xyz # why',
      '      |     ^^^',
    ])
  })

  it('marks at the right column behind tabs and escapes', () => {
    const [, line = '', mark = ''] = shown('a:\t"\u202e" b\n', { line: 1, column: 8, length: 1 })
    expect(line[mark.indexOf('^')]).toBe('b')
  })

  it('cuts a line that is endless around the place', () => {
    const [, line = '', mark = ''] = shown(`a: ${'x'.repeat(5_000)}!${'x'.repeat(5_000)}`, {
      line: 1,
      column: 5_004,
      length: 1,
    })
    expect(line.length).toBeLessThan(140)
    expect(line[mark.indexOf('^')]).toBe('!')
  })

  it('shows no line where there is none', () => {
    expect(shown('', { line: 1, column: 1, length: 1 })).toEqual(['f.yaml:1:1 error Wrong.'])
  })
})
