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

it('says of what happened to nobody whether it stands in the way', () => {
  const none = { metric: 'crash', treatment: 'warm', refused: 'insufficient_data', message }
  const of = (isRuledOut: boolean): string =>
    section('Guardrails', [{ ...none, isRuledOut }], results, noColors).at(-1) ?? ''
  expect(of(true)).toContain('– It happened to nobody, of so many that it stands in no way.')
  expect(of(false)).toContain('– It happened to nobody yet; more units')
})
