import type { Operand, Test } from './operator.ts'

/** Above this many operands a hash lookup beats comparing one after the other. */
const FEW = 8

/**
 * Compiles `equals` and `in`: the attribute is one of the operands, compared without conversion.
 *
 * When no operand has the type of the attribute, it is mistyped and the answer *unknown*.
 */
export function isOneOf(values: readonly Operand[]): Test {
  const first = values[0]
  if (values.length === 1) {
    const type = typeof first
    return (seen) => (typeof seen === type ? seen === first : undefined)
  }
  const types = new Set<string>(values.map((value) => typeof value))
  const onlyType = types.size === 1 ? typeof first : undefined
  const set = new Set<unknown>(values)
  const has =
    values.length > FEW
      ? (seen: unknown) => set.has(seen)
      : (seen: unknown) => (values as readonly unknown[]).includes(seen)
  return (seen) => {
    const type = typeof seen
    return type === onlyType || types.has(type) ? has(seen) : undefined
  }
}
