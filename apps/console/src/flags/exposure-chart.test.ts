import { expect, it } from 'vitest'
import { exposureChart, spanName, spanOf } from './exposure-chart.ts'

const NOW = Date.parse('2026-11-26T10:20:00Z')

it('ends with the bucket of now, and stays the same for as long as it lasts', () => {
  const span = spanOf('fortnight', NOW)
  expect(span).toMatchObject({ from: '2026-11-13T00:00:00.000Z', buckets: 14 })
  expect(spanOf('fortnight', NOW + 3_600_000)).toEqual(span)
  expect(spanOf('day', NOW)).toMatchObject({ from: '2026-11-25T11:00:00.000Z', buckets: 24 })
})

it('has a line for each variant, with zero where nobody was shown it', () => {
  const span = spanOf('fortnight', NOW)
  const count = (variant: string, day: string, exposures: number) => ({
    flag: 'cta',
    variant,
    bucketStart: `${day}T00:00:00.000Z`,
    exposures,
    units: exposures,
  })
  const { lines, places } = exposureChart(
    [count('warm', '2026-11-26', 3), count('plain', '2026-11-13', 5)],
    span,
  )
  expect([places[0], places.at(-1)]).toEqual(['2026-11-13', '2026-11-26'])
  expect(lines.map(({ name, points }) => [name, points[0]?.value, points.at(-1)?.value])).toEqual([
    ['plain', 5, 0],
    ['warm', 0, 3],
  ])
})

it('takes from an address a stretch that there is', () => {
  expect([spanName('day'), spanName('toString'), spanName(7)]).toEqual([
    'day',
    undefined,
    undefined,
  ])
})
