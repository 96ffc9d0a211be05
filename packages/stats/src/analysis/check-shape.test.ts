import { describe, expect, it } from 'vitest'
import { checkShape } from './check-shape.ts'

describe('the members of a summary', () => {
  const of = (summary: unknown) => ({ units: {}, metrics: { bought: { control: summary } } })
  const wanted = 'data.metrics is not of the right form. Give summaries by metric and variant.'

  it.each([
    ['an object', { kind: 'rate', n: Object.create(null) as object, successes: 1 }],
    ['a list', { kind: 'rate', n: 10, successes: [1] }],
  ])('are no part of it, and not %s', (_what, summary) => {
    expect(() => checkShape(of(summary))).toThrow(wanted)
  })

  it('are numbers, words, or null, which is refused where it is read', () => {
    expect(() => checkShape(of({ kind: 'rate', n: 10, successes: null }))).not.toThrow()
    expect(() => checkShape(of({ kind: 'rate', n: 10, successes: 'one' }))).not.toThrow()
  })

  it('are objects where they are parts', () => {
    const parts = { numerator: {}, denominator: {}, covariate: {} }
    expect(() => checkShape(of({ kind: 'ratio', n: 10, ...parts }))).not.toThrow()
    expect(() => checkShape(of({ kind: 'ratio', n: 10, ...parts, numerator: 1 }))).toThrow(wanted)
    expect(() => checkShape(of({ kind: 'mean', n: 10, covariate: 1 }))).toThrow(wanted)
  })
})
