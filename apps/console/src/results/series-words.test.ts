import { expect, it } from 'vitest'
import type { ChartData } from '../charts/chart.ts'
import { seriesWords } from './series-words.ts'

const told = (over: 'daily' | 'since', places: readonly string[]): string =>
  seriesWords({
    series: {} as Parameters<typeof seriesWords>[0]['series'],
    data: {
      places,
      lines: [{ name: 'warm less plain', points: places.map((_, at) => ({ at, value: at + 1 })) }],
    } as unknown as ChartData,
    view: { over },
    stopping: 'fixed',
    format: String,
    spoken: String,
  })

it('calls a range one only where there are several days', () => {
  expect(told('since', ['Day 0'])).toBe(
    'On Day 0 since they first saw it, the only day so far, people differ by 1.',
  )
  expect(told('daily', ['2026-11-20'])).toBe(
    'The people of 2026-11-20, the only day so far, differ by 1.',
  )
  expect(told('since', ['Day 0', 'Day 1'])).toContain('From Day 0 to Day 1 since')
})
