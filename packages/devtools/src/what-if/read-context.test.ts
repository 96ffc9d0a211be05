import { describe, expect, it } from 'vitest'
import { readTyped } from '../flags/next-override.ts'
import { CHECKS } from '../share/checks.ts'
import { readContext } from './read-context.ts'

const manifest = { attributes: { country: { type: 'string' } } }
const read = (...written: readonly (readonly [name: string, text: string])[]) =>
  readContext(
    written.map(([name, text], id) => ({ id, name, text })),
    manifest,
    { checks: CHECKS, readTyped },
  )

describe('a context that somebody writes', () => {
  it('is read attribute by attribute', () => {
    expect(read([' targetingKey ', '"bob"'], ['country', '"NO"'])).toEqual({
      context: { targetingKey: 'bob', country: 'NO' },
      faults: [],
    })
  })

  it.each([
    ['targetingKey', '7', 'its attribute "targetingKey" has to be a string, and is number.'],
    ['targetingKey', '""', 'its attribute "targetingKey" is empty.'],
    ['country', '49', 'its attribute "country" is declared as string, and is number.'],
    ['__proto__', '{}', 'its attribute "__proto__" has a name that no attribute may have.'],
    ['', '1', 'its attribute "" has no name.'],
    ['n', '1e999', 'the value of "n" cannot be taken. 1e999 is larger than a number can be.'],
    ['deep', `${'['.repeat(40)}${']'.repeat(40)}`, 'its attribute "deep" nests deeper than 8.'],
    [
      'deepest',
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      'its attribute "deepest" nests deeper than 8.',
    ],
    ['n', 'null', 'the value of "n" cannot be taken. Write a value: nothing is none.'],
  ])('is refused with %s %#', (name, text, fault) => {
    expect(read([name, text])).toEqual({ context: undefined, faults: [fault] })
  })

  it('is refused when it is too long to travel with each request', () => {
    const { context, faults } = read(['note', JSON.stringify('x'.repeat(70_000))])
    expect(context).toBeUndefined()
    expect(faults).toEqual(['it has 70011 characters as JSON, and 16384 at most are taken.'])
  })

  it('is refused with a word on JSON that is none, and on a name that is there twice', () => {
    expect(read(['country', 'NO']).faults[0]).toMatch(
      /^the value of "country" cannot be taken\. It is no JSON: /,
    )
    expect(read(['a', '1'], ['a ', '2']).faults).toEqual(['the attribute "a" is there twice.'])
  })
})
