import { expect, it } from 'vitest'
import type { RatesPlan } from './rates-power.ts'
import { isCounted } from './rates-power.ts'

/** Whether power is added up where so many events are expected in the smaller variant. */
function isCountedAt(expected: number, plan: Partial<RatesPlan> = {}): boolean {
  const { ratio = 1 } = plan
  const n = expected / 0.05 / Math.min(1, ratio)
  return isCounted(0.05, n, { control: 0.05, ...plan })
}

it('adds up power below fifteen expected events at an even split, at any alpha', () => {
  for (const alpha of [0.05, 0.0025]) {
    expect(isCountedAt(14.9, { alpha })).toBe(true)
    expect(isCountedAt(15.1, { alpha })).toBe(false)
    expect(isCountedAt(15.1, { alpha, ratio: 1 })).toBe(false)
  }
})

it('adds up more where one variant is small, whichever it is, and less alpha is left', () => {
  // 16.84 events are read exactly, and those within two deviations of five more may be.
  const most = 16.840099286973594 + 2 * Math.sqrt(5 * 16.840099286973594)
  for (const ratio of [3, 1 / 3]) {
    expect(isCountedAt(most * 0.999, { alpha: 0.0025, ratio })).toBe(true)
    expect(isCountedAt(most * 1.001, { alpha: 0.0025, ratio })).toBe(false)
  }
})

it('adds up no more than 200 expected events, and none of several looks', () => {
  const small: Partial<RatesPlan> = { alpha: 0.005, side: 'greater', ratio: 0.01 }
  expect(isCountedAt(199, small)).toBe(true)
  expect(isCountedAt(201, small)).toBe(false)
  expect(isCountedAt(10, { design: { kind: 'group_sequential', looks: 3 } })).toBe(false)
})
