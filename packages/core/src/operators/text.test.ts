import { expect, it } from 'vitest'
import { truthOf } from './truth-of.ts'

it.each([
  ['starts_with', 'ann@acme', 'ann', 'acme'],
  ['ends_with', 'ann@acme', 'acme', 'ann'],
  ['contains', 'ann@acme', 'n@a', 'n@b'],
])('%s holds for one of its operands', (op, seen, right, wrong) => {
  expect(truthOf(op, [right], seen)).toBe('true')
  expect(truthOf(op, [wrong], seen)).toBe('false')
  expect(truthOf(op, [wrong, right], seen)).toBe('true')
  expect(truthOf(op, [wrong, wrong.toUpperCase()], seen)).toBe('false')
})

it.each(['starts_with', 'ends_with', 'contains', 'equals_ci', 'in_ci', 'contains_ci'])(
  '%s is unknown for what is no text',
  (op) => {
    for (const seen of [1, true, null, undefined, ['a'], {}]) {
      expect(truthOf(op, ['a'], seen)).toBe('unknown')
    }
  },
)

it.each([
  ['equals_ci', 'STRASSE', 'straße'],
  ['equals_ci', 'ΟΔΟΣ', 'οδος'],
  ['in_ci', 'Éclair', 'éCLAIR'],
  ['starts_with_ci', 'ΟΔΟΣ Α', 'οδοσ'],
  ['ends_with_ci', 'x ΟΔΟΣ', 'οδος'],
  ['contains_ci', 'the Kelvin sign \u212A', 'sign k'],
])('%s takes %j for %j, whatever the case', (op, seen, operand) => {
  expect(truthOf(op, [operand], seen)).toBe('true')
  expect(truthOf(op, [seen], operand)).toBe(
    op.startsWith('equals') || op === 'in_ci' ? 'true' : 'false',
  )
})
