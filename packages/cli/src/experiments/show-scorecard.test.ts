import { expect, it } from 'vitest'
import { noColors } from '../terminal/no-colors.ts'
import type { ShownResults } from './read-results.ts'
import { refusalWords } from './refusal-words.ts'
import { section } from './show-scorecard.ts'

const results = { plan: { control: 'plain' }, metrics: {}, figures: [] } as unknown as ShownResults
const message = '7.529411764705882 events are expected. Use compareEventCounts.'

it.each(['insufficient_data', 'undefined_estimand', 'invalid_input', 'unread'])(
  'says of %s why there is no number, and names no function',
  (refused) => {
    const names = { metric: 'bought', treatment: 'warm' }
    const rows = [
      { ...names, refused, message },
      { ...names, finding: 'unclear', lift: { refused, message } },
    ]
    const lines = section('Primary', rows, results, noColors)
    expect(lines.slice(-2)).toEqual([
      expect.stringContaining(`– ${refusalWords(refused)}`),
      expect.stringContaining(`– ${refusalWords(refused)}`),
    ])
    expect(lines.join('\n')).not.toMatch(/7\.5|compareEvent/)
    expect(refusalWords(refused)).not.toBe(refusalWords('what a later release may refuse'))
  },
)

it('says of what has not happened at all that nothing is worse', () => {
  const none = { metric: 'crash', treatment: 'warm', refused: 'insufficient_data', message }
  const lines = section('Guardrails', [{ ...none, isNone: true }], results, noColors)
  expect(lines.at(-1)).toContain('– Nothing of it has happened in either variant')
})

it('says by how much where the control has 0 of it, and that it is no lift', () => {
  const tips = {
    metric: 'tips',
    treatment: 'warm',
    finding: 'better',
    lift: { refused: 'undefined_estimand', message },
    difference: { estimate: 1.42, interval: { low: 1.24, high: 1.58 } },
  }
  const orders = {
    ...tips,
    metric: 'orders',
    difference: { estimate: -0.02, interval: { low: -0.03, high: 0 } },
  }
  const metrics = {
    tips: { kind: 'sum', unit: 'EUR' },
    orders: { kind: 'conversion' },
  }
  const shown = { ...results, metrics } as unknown as ShownResults
  const rows = [tips, orders] as unknown as Parameters<typeof section>[1]
  const lines = section('Primary', rows, shown, noColors)
  const words = 'The control has 0 of it, so that there is a difference and no lift.'
  expect(lines.at(-2)).toContain(`✓ better by +1.42 EUR (+1.24 EUR to +1.58 EUR). ${words}`)
  expect(lines.at(-1)).toContain('by −2.00 pp (−3.00 pp to 0.00 pp).')
})
