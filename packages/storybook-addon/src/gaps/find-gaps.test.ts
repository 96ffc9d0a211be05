import { expect, it } from 'vitest'
import { ruleset } from '../../test/flags.ts'
import type { CellMessage } from '../cells/cell-message.ts'
import type { GateRow } from '../report/report.ts'
import { findGaps } from './find-gaps.ts'

function told(
  story: string,
  key: string,
  variant: string,
  more: Partial<CellMessage> = {},
  instead?: GateRow['instead'],
): CellMessage {
  const row = { key, given: { variant }, instead } as GateRow
  return { sluiceCell: story, story, outcome: 'drawn', rows: [row], height: 0, ...more }
}

it('tells which stories read a flag and show a variant, and which no story does', () => {
  const gaps = findGaps(ruleset, [
    told('a', 'checkout-cta', 'control'),
    told('b', 'checkout-cta', 'control'),
  ])
  expect(gaps.find(({ key }) => key === 'checkout-cta')).toEqual({
    key: 'checkout-cta',
    title: 'Words on the order button',
    stories: ['a', 'b'],
    variants: [
      { name: 'control', title: 'Plain', stories: ['a', 'b'] },
      { name: 'urgent', title: 'Urgent', stories: [] },
    ],
  })
  expect(gaps.find(({ key }) => key === 'banner')?.stories).toEqual([])
  expect(gaps.map(({ key }) => key)).not.toContain('gone')
})

it('counts no variant of a story that threw, or in whose place the control stood', () => {
  const gaps = findGaps(ruleset, [
    told('a', 'checkout-cta', 'urgent', { outcome: 'threw' }),
    told('b', 'checkout-cta', 'urgent', {}, 'control'),
  ])
  const gap = gaps.find(({ key }) => key === 'checkout-cta')
  expect(gap?.stories).toEqual(['a', 'b'])
  expect(gap?.variants.find(({ name }) => name === 'urgent')?.stories).toEqual([])
})
