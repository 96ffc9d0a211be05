import { expect, it } from 'vitest'
import type { Results } from '../../service/shapes/results.ts'
import { sharesByDay } from './by-day.ts'
import { isEdited, isNothingYet } from './expected.ts'

const results = {
  plan: {
    stopping: { kind: 'always_valid' },
    variants: [
      { key: 'a', share: 0.5 },
      { key: 'b', share: 0.5 },
    ],
  },
  days: [],
  progress: { plannedUnits: null },
  edits: [],
  units: { a: 0, b: 0 },
  analysis: { annotations: [], health: { severalVariants: { units: 0, share: 0 } } },
} as unknown as Results

it('draws the shares that units are tested against, which an edit changes', () => {
  expect(sharesByDay(results).levels).toEqual([{ value: 0.5, text: 'Planned: 50.0 %' }])
  const edited = { ...results, shares: { a: 0.7, b: 0.3 } }
  expect([isEdited(results), isEdited(edited)]).toEqual([false, true])
  expect(sharesByDay(edited).levels).toEqual([
    { value: 0.7, text: 'Edited to: 70.0 %' },
    { value: 0.3, text: 'Edited to: 30.0 %' },
  ])
})

it('finds nothing good nor bad while nobody was counted', () => {
  expect(isNothingYet(results)).toBe(true)
  expect(isNothingYet({ ...results, units: { a: 1, b: 0 } })).toBe(false)
})
