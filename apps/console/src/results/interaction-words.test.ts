import { expect, it } from 'vitest'
import type { Interaction } from '../service/shapes/results.ts'
import { interactionWords } from './interaction-words.ts'

const one: Interaction = {
  experiment: 'prices',
  metric: 'bought',
  treatment: 'urgent',
  otherTreatment: 'low',
  units: 4000,
  difference: { estimate: -0.04, interval: { low: -0.06, high: -0.02 } },
  adjustedP: 0.0004,
  isThere: true,
}
const titleOf = (metric: string): string => `“${metric}”`

it('says nothing where no other experiment runs on the same units', () => {
  expect(interactionWords([], titleOf)).toEqual([])
})

it('names those that were looked at where none changes the effect', () => {
  const absent = { ...one, isThere: false }
  expect(interactionWords([absent, absent, { ...absent, experiment: 'words' }], titleOf)).toEqual([
    'Runs on the same units as prices, words; no interaction is seen.',
  ])
})

it('says which effect is another one, and with what', () => {
  expect(interactionWords([one, { ...one, treatment: 'calm', isThere: false }], titleOf)).toEqual([
    'The effect of urgent on “bought” is another one with low of prices (p < 0.001): neither stands for both.',
  ])
})

it('says which others were not asked about, whether one was found or not', () => {
  const rest =
    'a, b share them too; no interaction was looked for there, as only the latest 1 are read.'
  expect(interactionWords([{ ...one, isThere: false }], titleOf, ['a', 'b'])).toEqual([
    'Runs on the same units as prices; no interaction is seen.',
    rest,
  ])
  expect(interactionWords([one], titleOf, ['a', 'b']).at(-1)).toBe(rest)
})

it('says where too few units are in both to look for one', () => {
  const few = {
    ...one,
    experiment: 'few',
    units: 0,
    isThere: false,
    difference: { refused: 'insufficient_data', message: 'Wait.' },
  }
  const words = 'Too few units are also in few to look for an interaction there.'
  expect(interactionWords([few], titleOf)).toEqual([words])
  expect(interactionWords([{ ...one, isThere: false }, few], titleOf)).toEqual([
    'Runs on the same units as prices; no interaction is seen.',
    words,
  ])
})
