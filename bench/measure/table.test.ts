import { expect, it } from 'vitest'
import type { Row } from './table.ts'
import { ratioOf } from './table.ts'

const row = (name: string, samples: readonly number[]): Row => ({ name, kind: 'peer', samples })

it('is not moved by rounds in which the machine was slower for both', () => {
  const rows = [row('by hand', [10, 10, 20, 20, 10]), row('Sluice', [12, 12, 24, 24, 24])]
  expect(ratioOf(rows, 'Sluice', 'by hand')).toBe(1.2)
})

it('compares the medians of rows that had more and fewer rounds', () => {
  const rows = [row('by hand', [10, 20, 90]), row('Sluice', [40])]
  expect(ratioOf(rows, 'Sluice', 'by hand')).toBe(2)
})
