import { expect, it } from 'vitest'
import type { Table } from '../measure/table.ts'
import { ratioTarget } from '../measure/table.ts'
import { tableMarkdown } from './markdown.ts'

const rows: Table['rows'] = [
  { name: 'by hand', kind: 'reference', samples: [10, 30, 20] },
  { name: 'Sluice', kind: 'sluice', samples: [12.5, 75, 25] },
]

it('draws a table with its ratios and what was to be reached', () => {
  const markdown = tableMarkdown({
    title: 'A title',
    what: 'What was done.',
    unit: 'ns',
    base: 'by hand',
    rows,
    targets: [
      ratioTarget(rows, { of: 'Sluice', to: 'by hand' }, 'at most', 1.2),
      ratioTarget(rows, { of: 'Sluice', to: 'by hand' }, 'at least', 1.2),
    ],
  })
  expect(markdown).toBe(`### A title

What was done.

|            | median, ns |   p10–p90 | × by hand |
| ---------- | ---------: | --------: | --------: |
| by hand    |       20.0 | 12.0–28.0 |      1.00 |
| **Sluice** |       25.0 | 15.0–65.0 |      1.25 |

- ✗ Sluice ÷ by hand: 1.25× (target ≤ 1.2×)
- ✓ Sluice ÷ by hand: 1.25× (target ≥ 1.2×)`)
})

it('shows no spread of a figure that was taken once', () => {
  const once: Table['rows'] = [{ name: 'Sluice', kind: 'sluice', samples: [8.53] }]
  const table = { title: 'A title', what: 'What.', unit: 'kB', base: 'Sluice', rows: once }
  expect(tableMarkdown({ ...table, targets: [] })).toContain(
    '| **Sluice** |       8.53 |         |',
  )
})
