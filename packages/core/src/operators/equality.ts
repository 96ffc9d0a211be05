import type { Operand, Test } from './operator.ts'

/**
 * Compiles `equals` and `in`: the attribute is one of the operands, compared without conversion.
 *
 * When no operand has the type of the attribute, it is mistyped and the answer *unknown*.
 */
export function isOneOf(values: readonly Operand[]): Test {
  const [first] = values
  const types = new Set<string>(values.map((value) => typeof value))
  if (values.length > 1) {
    const set = new Set<unknown>(values)
    return types.size === 1 && typeof first === 'string'
      ? (seen) => (typeof seen === 'string' ? set.has(seen) : undefined)
      : (seen) => (types.has(typeof seen) ? set.has(seen) : undefined)
  }
  // Nearly all operands are texts, whose type is known here before the attribute is.
  return typeof first === 'string'
    ? (seen) => (typeof seen === 'string' ? seen === first : undefined)
    : (seen) => (types.has(typeof seen) ? seen === first : undefined)
}
