import { expect, it } from 'vitest'
import { manifest } from '../../test/manifest.ts'
import { coverageTable } from './coverage-table.ts'
import type { Evidence } from './evidence.ts'
import { gateCoverage } from './gate-coverage.ts'

const test = (name: string, ...uses: Evidence['uses']): Evidence => ({
  by: 'vitest',
  file: 'a.test.tsx',
  test: name,
  uses,
})
const check = (flag: string, variant: string, value: boolean | string) => ({
  flag,
  variant,
  value,
  by: 'Ada',
  at: '2026-11-20T10:00:00.000Z',
})

it('leaves out flags that nobody can be served', () => {
  expect(
    gateCoverage(manifest, [], []).list.map(({ flag, variant }) => `${flag} ${variant}`),
  ).toEqual(['new-checkout on', 'new-checkout off', 'checkout-cta control', 'checkout-cta urgent'])
})

it('finds the variant of a value that has no name', () => {
  const evidence = [
    test('a', { flag: 'checkout-cta', variant: 'Only 2 left', value: 'Only 2 left' }),
  ]
  const { exercised, list, remarks } = gateCoverage(manifest, evidence, [])
  expect([exercised, remarks]).toEqual([1, []])
  expect(list[3]?.exercisedBy).toHaveLength(1)
})

it('tells of evidence that fits no variant, whoever it is from', () => {
  const evidence = [
    test('old', { flag: 'checkout-cta', variant: 'urgnt' }),
    test('unknown', { flag: 'nothing', variant: 'on' }),
  ]
  const checks = [
    check('new-chekout', 'on', true),
    check('new-checkout', 'maybe', true),
    check('checkout-cta', 'urgent', 'Only 3 left'),
  ]
  const { exercised, remarks } = gateCoverage(manifest, evidence, checks)
  expect(exercised).toBe(0)
  expect(remarks).toEqual([
    '"old" (a.test.tsx) exercised "checkout-cta" in "urgnt", which is none of its variants. It has control ("Buy now"), urgent ("Only 2 left"). Name one of them in the test.',
    'Ada signed for "new-checkout" in "maybe", which it no longer has. It has on, off. Take it out.',
    'Ada signed for "new-chekout", which is no flag of the manifest any more. Did you mean "new-checkout"? Take it out.',
    'What Ada signed for on 2026-11-20 has changed since: "checkout-cta" in "urgent". Sign it again or take it out: npx sluice coverage sign checkout-cta urgent',
  ])
})

it('says that all is tested, and by how many', () => {
  const all = Object.entries(manifest.flags).flatMap(([flag, { variants }]) =>
    Object.keys(variants).map((variant) => ({ flag, variant })),
  )
  const coverage = gateCoverage(
    manifest,
    [test('one', ...all), test('two', ...all)],
    [check('new-checkout', 'on', true)],
  )
  expect(coverageTable(coverage)).toBe(`Gate coverage: 4 of 4 variants of 2 flags (100 %)

  new-checkout  ✓ on       signed by Ada on 2026-11-20, 2 in vitest
                ✓ off      2 in vitest
  checkout-cta  ✓ control  2 in vitest
                ✓ urgent   2 in vitest
`)
})
