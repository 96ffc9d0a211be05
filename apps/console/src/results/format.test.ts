import { expect, it } from 'vitest'
import {
  count,
  counted,
  metricDifference,
  metricDistance,
  metricValue,
  percent,
  pValue,
  signedPercent,
  spokenDifference,
  spokenPercent,
} from './format.ts'

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

it('shows a difference of shares in percentage points, and never as a percent', () => {
  const share = { kind: 'conversion' }
  expect(metricDifference(0.0341, share)).toBe('+3.4 pp')
  expect(metricDifference(-0.0021, share)).toBe('−0.21 pp')
  expect(metricDifference(0, share)).toBe('0.0 pp')
  expect(metricDifference(-0.000_01, share)).toBe('0.0 pp')
  expect(metricDistance(0.0121, share)).toBe('1.2 pp')
  expect(spokenDifference(-0.0341, share)).toBe('minus 3.4 percentage points')
  expect(spokenDifference(0, share)).toBe('0 percentage points')
})

it('shows other differences with their sign and their unit', () => {
  expect(metricDifference(3.217, { kind: 'sum', unit: 'EUR' })).toBe('+3.22 EUR')
  expect(metricDifference(-120.4, { kind: 'mean' })).toBe('−120')
  expect(metricDistance(0.5, { kind: 'sum', unit: 'EUR' })).toBe('0.50 EUR')
})

it('counts one of something in the singular', () => {
  expect([counted(1, 'day'), counted(0, 'day'), counted(1200, 'unit')]).toEqual([
    '1 day',
    '0 days',
    '1,200 units',
  ])
})
