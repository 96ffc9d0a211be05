import { expect, it } from 'vitest'
import { withOutcome } from './record.ts'

const page = 'Before.\n\n<!-- begin: mutants -->\n\n<!-- end: mutants -->\n\nAfter.\n'
const srm = {
  folder: 'srm',
  mutants: 20,
  killed: 19,
  explained: 1,
  unexplained: 0,
  on: '2026-11-26',
}
const rates = {
  folder: 'rates',
  mutants: 30,
  killed: 27,
  explained: 1,
  unexplained: 2,
  on: '2026-11-27',
}

it('keeps a row for each folder, in order, and sums them up', () => {
  const text = withOutcome(withOutcome(page, srm), rates)
  expect(text).toContain(
    '| `rates` | 30 | 27 | 1 | 2 | 2026-11-27 |\n| `srm` | 20 | 19 | 1 | 0 | 2026-11-26 |\n| all of these | 50 | 46 | 2 | 2 |  |',
  )
  expect(text.startsWith('Before.\n')).toBe(true)
  expect(text.endsWith('\n\nAfter.\n')).toBe(true)
})

it('replaces what was known of a folder, also where a formatter has been at the table', () => {
  const formatted = withOutcome(page, srm).replace('| `srm` | 20 |', '| `srm`        |      20 |')
  const text = withOutcome(formatted, { ...srm, killed: 20, explained: 0 })
  expect(text).toContain(
    '| `srm` | 20 | 20 | 0 | 0 | 2026-11-26 |\n| all of these | 20 | 20 | 0 | 0 |  |',
  )
  expect(text).not.toContain('19')
})

it('refuses a page that has lost its marks', () => {
  expect(() => withOutcome('Before.', srm)).toThrow('no <!-- begin: mutants -->')
})
