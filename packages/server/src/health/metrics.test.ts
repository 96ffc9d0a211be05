import { expect, it } from 'vitest'
import { createCounter } from './counter.ts'
import { expositionOf } from './exposition.ts'
import { createHistogram } from './histogram.ts'

it('writes a counter with one line for each combination of its labels', () => {
  const counter = createCounter('made_total', 'Things made.', ['kind', 'by'])
  counter.add({ kind: 'a', by: 'ann' })
  counter.add({ kind: 'a', by: 'ann' }, 2)
  counter.add({ by: 'bob', kind: 'a' })
  expect(expositionOf([counter])).toBe(
    '# HELP made_total Things made.\n# TYPE made_total counter\n' +
      'made_total{kind="a",by="ann"} 3\nmade_total{by="bob",kind="a"} 1\n',
  )
})

it('escapes what would end a label or a line', () => {
  const counter = createCounter('seen_total', 'Seen.', ['text'])
  counter.add({ text: 'a"b\\c\nd' })
  expect(expositionOf([counter])).toContain(String.raw`seen_total{text="a\"b\\c\nd"} 1`)
})

it('counts a value of a histogram in every bucket that it does not exceed', () => {
  const histogram = createHistogram('took_seconds', 'Time.', ['route'], [0.1, 0.5])
  for (const value of [0.1, 0.25, 3]) histogram.observe({ route: '/' }, value)
  expect(expositionOf([histogram]).split('\n').slice(2)).toEqual([
    'took_seconds_bucket{le="0.1",route="/"} 1',
    'took_seconds_bucket{le="0.5",route="/"} 2',
    'took_seconds_bucket{le="+Inf",route="/"} 3',
    'took_seconds_sum{route="/"} 3.35',
    'took_seconds_count{route="/"} 3',
    '',
  ])
})
