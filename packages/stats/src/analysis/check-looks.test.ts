import { expect, it } from 'vitest'
import { data, plan, rate } from '../../test/label-experiment.ts'
import { analyze } from './analyze.ts'
import type { TakenLook } from './data.ts'
import type { AnalysisPlan } from './plan.ts'
import { NOT_YET } from './read-data.ts'

const fractions = [0.25, 0.5, 1]
const byLook: AnalysisPlan = {
  ...plan,
  stopping: { kind: 'group_sequential', units: 20_000, fractions },
}
const taken = (look: number, at: number): TakenLook => {
  const n = 10_000 * (fractions[look] ?? 0)
  const bought = { control: rate(n / 10, n), short: rate(n / 10, n) }
  return { look, at, data: { units: { control: n, short: n }, metrics: { bought } } }
}

it('refuses a look that comes again, and one that was taken before the one before', () => {
  const [first, second] = [taken(0, 1000), taken(1, 2000)]
  expect(() => analyze(byLook, { ...data, looks: [first, second] })).not.toThrow()
  const order = 'data.looks[1] comes after look'
  expect(() => analyze(byLook, { ...data, looks: [first, taken(0, 2000)] })).toThrow(order)
  expect(() => analyze(byLook, { ...data, looks: [first, taken(1, 999)] })).toThrow(order)
  expect(() => analyze(byLook, { ...data, looks: [first, taken(1, 1000)] })).not.toThrow()
})

it('tells what is to be known of newer data, and not that their time has not come', () => {
  const late = { ...data, annotations: [{ day: '2026-11-02', title: 'A sale.' }] }
  const { notes } = analyze(byLook, { ...late, looks: [taken(0, 1000)] })
  const { notes: afresh } = analyze(byLook, { ...late, looks: [] })
  expect(afresh).toContain(NOT_YET)
  expect(notes).not.toContain(NOT_YET)
  const others = afresh.slice(1).filter((note) => note !== NOT_YET)
  expect(notes).toEqual(expect.arrayContaining(others))
  expect(others.length).toBeGreaterThan(0)
  expect(notes.length).toBeGreaterThan(1)
})
