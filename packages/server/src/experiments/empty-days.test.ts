import type { ExposureCount } from '@sluice/events'
import { describe, expect, it } from 'vitest'
import { emptyDays, withEmptyDays, type ComingUnits } from './empty-days.ts'

const coming: ComingUnits = {
  environment: 'shop',
  flag: 'cta',
  from: Date.parse('2026-11-27T08:00:00Z'),
  to: Date.parse('2026-12-01T15:00:00Z'),
  variants: [
    { key: 'plain', share: 0.5 },
    { key: 'warm', share: 0.5 },
    { key: 'closed', share: 0 },
  ],
  days: [],
}

const came = (day: string, plain: number, warm = plain) => ({
  day: `2026-${day}`,
  units: { plain, warm },
})

/** Exposures of those who are not new: a variant and the day. */
async function foundIn(
  changed: Partial<ComingUnits>,
  again: readonly (readonly [variant: string, day: string])[] = [],
): Promise<readonly string[]> {
  const known = again.map(([variant, day]): ExposureCount => ({
    flag: 'cta',
    variant,
    bucketStart: Date.parse(`2026-${day}`),
    segment: '',
    exposures: 1,
    weighted: 1,
    units: 1,
  }))
  const store = {
    exposureCounts: async ({ from, to }: { readonly from: number; readonly to: number }) =>
      Promise.resolve(
        known.filter(({ bucketStart }) => bucketStart + 86_400_000 > from && bucketStart < to),
      ),
  }
  return emptyDays(store, { ...coming, ...changed })
}

describe('days on which nobody met a variant', () => {
  it('are those since the last came, up to today', async () => {
    expect(await foundIn({ days: [came('11-27', 1500)] })).toEqual([
      '2026-11-28',
      '2026-11-29',
      '2026-11-30',
      '2026-12-01',
    ])
  })

  it('are those before the first came, and those between', async () => {
    expect(await foundIn({ days: [came('11-29', 50), came('12-01', 50)] })).toEqual([
      '2026-11-27',
      '2026-11-28',
      '2026-11-30',
    ])
  })

  it('are no weekend between days on which people came, as where a product is for work', async () => {
    // A Saturday and a Sunday.
    const week = [came('11-27', 50), came('11-30', 50), came('12-01', 50)]
    expect(await foundIn({ days: week })).toEqual([])
    // Of one variant alone they are, and so are a Friday beside them, and what nobody came after.
    expect(await foundIn({ days: [...week, came('11-28', 50, 0)] })).toEqual([
      '2026-11-28',
      '2026-11-29',
    ])
    const from = Date.parse('2026-11-26T00:00:00Z')
    const days = [came('11-26', 50), ...week.slice(1)]
    expect(await foundIn({ from, days })).toEqual(['2026-11-27', '2026-11-28', '2026-11-29'])
    expect(await foundIn({ days: week.slice(0, 1), to: Date.parse('2026-11-30') })).toEqual([
      '2026-11-28',
      '2026-11-29',
    ])
  })

  it('are those of one variant alone, and none of a variant that is closed', async () => {
    const days = ['11-27', '11-28', '11-29', '11-30', '12-01'].map((day) =>
      came(day, 50, day === '11-29' ? 0 : 50),
    )
    expect(await foundIn({ days })).toEqual(['2026-11-29'])
  })

  it('are a first and a last day beside a whole one, when half of them is over', async () => {
    const days = [came('11-28', 50), came('11-29', 50), came('11-30', 50)]
    expect(await foundIn({ days })).toEqual([])
    const [from, to] = ['2026-11-27T12:01:00Z', '2026-12-01T11:59:00Z'].map(Date.parse)
    expect(await foundIn({ days: days.slice(1, 2), from: from ?? 0, to: to ?? 0 })).toEqual([
      '2026-11-28',
      '2026-11-30',
    ])
  })

  it('are no finding where few come anyway, until it is too long', async () => {
    const days = [came('11-27', 3), came('11-28', 3), came('11-30', 3), came('12-01', 2)]
    expect(await foundIn({ days })).toEqual([])
    expect(await foundIn({ days: days.slice(0, 2) })).toEqual([
      '2026-11-29',
      '2026-11-30',
      '2026-12-01',
    ])
  })

  it('are none on which those came who were there before', async () => {
    const days = [came('11-27', 50), came('11-28', 20)]
    const both = (day: string) => [['plain', day] as const, ['warm', day] as const]
    const again = [...both('11-29'), ...both('11-30'), ...both('12-01')]
    expect(await foundIn({ days }, again)).toEqual([])
    expect(await foundIn({ days }, [...again.slice(0, 3), ...both('12-01')])).toEqual([
      '2026-11-30',
    ])
  })

  it('are unknown while nobody has come', async () => {
    expect(await foundIn({})).toEqual([])
  })
})

it('puts days without anybody among the others, and what lies between', () => {
  const days = [came('11-28', 5), came('11-30', 5)]
  expect(withEmptyDays(days, ['2026-11-27', '2026-12-01'])).toEqual([
    { day: '2026-11-27', units: {} },
    days[0],
    { day: '2026-11-29', units: {} },
    days[1],
    { day: '2026-12-01', units: {} },
  ])
  expect(withEmptyDays([], [])).toEqual([])
})
