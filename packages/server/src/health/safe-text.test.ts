import { expect, it } from 'vitest'
import { safeText } from './safe-text.ts'

it('replaces what could move a cursor, turn text round or begin a line', () => {
  expect(safeText('a\nb\u001b[31mc\u009bd\u202ee\u2028f')).toBe('a?b?[31mc?d?e?f')
})

it('cuts a long text', () => {
  expect(safeText('x'.repeat(1_000_000))).toBe(`${'x'.repeat(200)}…`)
})
