import { expect, it } from 'vitest'
import type { Apart } from '../service/shapes/metrics.ts'
import type { Results } from '../service/shapes/results.ts'
import { effectWords } from './effect-words.ts'
import { readApart, readRow } from './read-row.ts'
import { refusalWords } from './refusal-words.ts'

const CATEGORIES = ['insufficient_data', 'undefined_estimand', 'invalid_input', 'unread'] as const
const results = { metrics: {}, plan: { control: 'plain', variants: [] } } as unknown as Results
const message = '7.529411764705882 events are expected. Use compareEventCounts.'

it.each(CATEGORIES)('says of %s why there is no number, and names no function', (refused) => {
  const names = { metric: 'bought', treatment: 'warm' }
  const words = refusalWords(refused)
  expect(words).not.toBe(refusalWords('what a later release may refuse'))
  expect(readRow({ ...names, refused, message }, results).refused).toBe(words)
  const comparisons = [{ treatment: 'warm', refused, message }]
  const apart = { metric: 'bought', kind: 'quantile', role: 'secondary', values: {}, comparisons }
  expect(readApart(apart as Apart, results)).toMatchObject([{ refused: words }])
})

it('says of what has not happened at all that nothing is worse', () => {
  const none = {
    metric: 'crash',
    treatment: 'warm',
    refused: 'insufficient_data',
    message,
  } as const
  expect(readRow({ ...none, isNone: true }, results)).toMatchObject({
    finding: 'none of it',
    refused: 'Nothing of it has happened in either variant, so nothing is worse.',
  })
  expect(readRow(none, results).finding).toBe('no numbers yet')
})

it('says where the control has 0 of it that there is a difference and no lift', () => {
  const interval = { low: 1.24, high: 1.58 }
  const row = {
    metric: 'tips',
    treatment: 'warm',
    finding: 'better',
    lift: { refused: 'undefined_estimand', message },
    difference: { estimate: 1.42, interval, standardError: 0.1 },
    adjustedP: 0.001,
  } as unknown as Parameters<typeof readRow>[0]
  const read = readRow(row, results)
  expect(read).toMatchObject({
    finding: 'better',
    refused: 'The control has 0 of it, so that there is a difference and no lift.',
    difference: { estimate: 1.42, ...interval },
  })
  const tips = { kind: 'sum', unit: 'EUR' }
  expect(effectWords(read, tips)).toEqual({
    estimate: '+1.42 EUR',
    low: '+1.24 EUR',
    high: '+1.58 EUR',
  })
  const lift = { estimate: 0.1, low: -0.1, high: 0.3 }
  expect(effectWords({ ...read, lift }, tips)).toMatchObject({ estimate: '+10.0 %' })
  expect(effectWords({}, tips)).toBeUndefined()
})
