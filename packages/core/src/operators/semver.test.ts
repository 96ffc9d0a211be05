import fc from 'fast-check'
import { expect, it } from 'vitest'
import { truthOf } from './truth-of.ts'

// The order of Semantic Versioning 2.0.0, §11.
const ASCENDING = [
  '0.9.9',
  '1.0.0-0',
  '1.0.0-2',
  '1.0.0-10',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '1.0.1',
  '1.2.0',
  '1.10.0',
  '2.0.0',
  '10.0.0',
  '9007199254740992.0.0',
  '9007199254740993.0.0',
]

it('orders versions as the specification does', () => {
  ASCENDING.forEach((low, index) => {
    expect(truthOf('semver_eq', [low], low)).toBe('true')
    const higher = ASCENDING.slice(index + 1)
    expect(higher.filter((high) => truthOf('semver_lt', [high], low) !== 'true')).toEqual([])
    expect(higher.filter((high) => truthOf('semver_lte', [low], high) !== 'false')).toEqual([])
    expect(higher.filter((high) => truthOf('semver_gt', [low], high) !== 'true')).toEqual([])
    expect(higher.filter((high) => truthOf('semver_gte', [high], low) !== 'false')).toEqual([])
  })
})

it('takes no notice of build metadata', () => {
  expect(truthOf('semver_eq', ['1.0.0+a'], '1.0.0+b.007')).toBe('true')
})

it.each([
  '',
  '1',
  '1.2',
  'v1.2.3',
  '1.2.3.4',
  '01.2.3',
  '1.2.3-',
  '1.2.3-01',
  '1.2.3+',
  ' 1.2.3',
  1,
])('is unknown for %j', (seen) => {
  expect(truthOf('semver_gte', ['0.0.0'], seen)).toBe('unknown')
  expect(truthOf('semver_in_range', ['*'], seen)).toBe('unknown')
})

it('answers at once for hostile text', () => {
  expect(truthOf('semver_gte', ['0.0.0'], `1.2.3-${'a.'.repeat(100_000)}!`)).toBe('unknown')
})

it.each([
  ['*', '0.0.0 1.2.3', '1.2.3-rc.1'],
  ['', '0.0.0 99.9.9', ''],
  ['1', '1.0.0 1.99.99', '0.9.9 2.0.0 2.0.0-rc.1'],
  ['1.2', '1.2.0 1.2.99', '1.1.9 1.3.0'],
  ['1.2.x', '1.2.0 1.2.99', '1.3.0'],
  ['1.X', '1.0.0', '2.0.0'],
  ['1.2.3', '1.2.3', '1.2.4 1.2.3-rc.1'],
  ['=1.2.3', '1.2.3', '1.2.2'],
  ['v1.2.3', '1.2.3', '1.2.4'],
  ['^1.2.3', '1.2.3 1.99.0', '1.2.2 2.0.0 2.0.0-rc.1'],
  ['^0.2.3', '0.2.3 0.2.9', '0.3.0 1.0.0'],
  ['^0.0.3', '0.0.3', '0.0.4 0.1.0'],
  ['^0.0', '0.0.0 0.0.9', '0.1.0'],
  ['^0.x', '0.0.0 0.9.0', '1.0.0'],
  ['^1.x', '1.0.0 1.9.0', '2.0.0'],
  ['^1.2.3-beta.2', '1.2.3-beta.2 1.2.3-beta.4 1.2.3 1.3.0', '1.2.3-beta.1 1.2.4-beta.3'],
  ['~1.2.3', '1.2.3 1.2.9', '1.3.0'],
  ['~1.2', '1.2.0 1.2.9', '1.3.0'],
  ['~1', '1.0.0 1.9.9', '2.0.0'],
  ['~0.2.3', '0.2.3 0.2.9', '0.3.0'],
  ['>1.2', '1.3.0', '1.2.9'],
  ['>1', '2.0.0', '1.9.9'],
  ['>=1.2', '1.2.0', '1.1.9'],
  ['<1.2', '1.1.9', '1.2.0 1.2.0-rc.1'],
  ['<=1.2', '1.2.9', '1.3.0'],
  ['<=1.2.3', '1.2.3', '1.2.4'],
  ['>*', '', '0.0.0 1.0.0'],
  ['>=*', '0.0.0 1.0.0', ''],
  ['>=1.2.7 <1.3.0', '1.2.7 1.2.99', '1.2.6 1.3.0 1.1.0'],
  ['>= 1.2.7  < 1.3.0', '1.2.8', '1.3.0'],
  ['1.2.7 || >=1.2.9 <2.0.0', '1.2.7 1.2.9 1.4.6', '1.2.8 2.0.0'],
  ['1.2.3 - 2.3.4', '1.2.3 2.3.4', '1.2.2 2.3.5'],
  ['1.2 - 2.3', '1.2.0 2.3.9', '1.1.9 2.4.0'],
  ['>1.2.3-alpha.3', '1.2.3-alpha.7 1.2.3 3.4.5', '3.4.5-alpha.9 1.2.3-alpha.3'],
])('reads the range %j', (range, inside, outside) => {
  const truths = (versions: string) =>
    versions
      .split(' ')
      .filter(Boolean)
      .map((version) => `${version} ${truthOf('semver_in_range', [range], version)}`)
  expect(truths(inside).filter((line) => !line.endsWith(' true'))).toEqual([])
  expect(truths(outside).filter((line) => !line.endsWith(' false'))).toEqual([])
})

it('never throws for text that is no range', () => {
  fc.assert(
    fc.property(fc.string(), (range) => {
      expect(['true', 'false', 'unknown']).toContain(truthOf('semver_in_range', [range], '1.0.0'))
    }),
  )
})
