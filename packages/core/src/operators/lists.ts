import type { Operand, Test } from './operator.ts'

/** Compiles `includes_any`: the list has at least one of the operands. */
export function includesAny(values: readonly Operand[]): Test {
  const wanted = new Set<unknown>(values)
  return (seen) => (Array.isArray(seen) ? seen.some((item) => wanted.has(item)) : undefined)
}

/** Compiles `includes_all`: the list has every operand. */
export function includesAll(values: readonly Operand[]): Test {
  return (seen) => {
    if (!Array.isArray(seen)) return undefined
    const items = new Set<unknown>(seen)
    return values.every((value) => items.has(value))
  }
}
