import type { Operand, Test } from './operator.ts'
import { unknown } from './operator.ts'

/** Compiles `lt`, `lte`, `gt` and `gte` against the first operand. */
export function numberTest(
  holds: (seen: number, operand: number) => boolean,
  [operand]: readonly Operand[],
): Test {
  if (typeof operand !== 'number') return unknown
  return (seen) => (isNumber(seen) ? holds(seen, operand) : undefined)
}

/** Compiles `between`: from the first operand to the second, both ends included. */
export function between([low, high]: readonly Operand[]): Test {
  if (typeof low !== 'number' || typeof high !== 'number') return unknown
  return (seen) => (isNumber(seen) ? low <= seen && seen <= high : undefined)
}

/** `seen` is less than `operand`. */
export const lessThan = (seen: number, operand: number): boolean => seen < operand
/** `seen` is at most `operand`. */
export const atMost = (seen: number, operand: number): boolean => seen <= operand
/** `seen` is greater than `operand`. */
export const greaterThan = (seen: number, operand: number): boolean => seen > operand
/** `seen` is at least `operand`. */
export const atLeast = (seen: number, operand: number): boolean => seen >= operand

function isNumber(seen: unknown): seen is number {
  return typeof seen === 'number' && !Number.isNaN(seen)
}
