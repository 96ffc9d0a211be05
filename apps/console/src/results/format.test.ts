import { expect, it } from 'vitest'
import { count, metricValue, percent, pValue, signedPercent, spokenPercent } from './format.ts'

it('writes a real minus, one digit, and no zero with a sign', () => {
  expect(signedPercent(0.034)).toBe('+3.4 %')
  expect(signedPercent(-0.0021)).toBe('−0.2 %')
  expect(signedPercent(-0.0001)).toBe('0.0 %')
  expect(percent(0.145_17)).toBe('14.5 %')
})

it('says it in words', () => {
  expect(spokenPercent(0.021)).toBe('plus 2.1 percent')
  expect(spokenPercent(-0.5)).toBe('minus 50.0 percent')
  expect(spokenPercent(0)).toBe('0 percent')
})

it('never says that a p-value is zero or one', () => {
  expect([pValue(1e-9), pValue(0.0132), pValue(1)]).toEqual(['< 0.001', '0.013', '> 0.999'])
})

it('shows a share as percent and an amount with its unit', () => {
  expect(metricValue(0.1451, { kind: 'conversion' })).toBe('14.5 %')
  expect(metricValue(-3.217, { kind: 'sum', unit: 'EUR' })).toBe('−3.22 EUR')
  expect(metricValue(null, { kind: 'mean' })).toBe('–')
  expect(count(8400)).toBe('8,400')
})
