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
