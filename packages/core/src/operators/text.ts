import type { Operand, Test } from './operator.ts'

/** Compiles `equals_ci` and `in_ci`: the text is one of the operands, whatever the case. */
export function isOneOfIgnoringCase(values: readonly Operand[]): Test {
  const folded = new Set(values.map((value) => foldCase(String(value))))
  return (seen) => (typeof seen === 'string' ? folded.has(foldCase(seen)) : undefined)
}

/** Compiles `starts_with`, `ends_with` and `contains`: it holds for one of the operands. */
export function textTest(
  holds: (text: string, operand: string) => boolean,
  values: readonly Operand[],
): Test {
  const operands = values.map(String)
  const [first = ''] = operands
  if (operands.length === 1) {
    return (seen) => (typeof seen === 'string' ? holds(seen, first) : undefined)
  }
  return (seen) =>
    typeof seen === 'string' ? operands.some((operand) => holds(seen, operand)) : undefined
}

/** Like `textTest`, whatever the case. */
export function textTestIgnoringCase(
  holds: (text: string, operand: string) => boolean,
  values: readonly Operand[],
): Test {
  const test = textTest(
    holds,
    values.map((value) => foldCase(String(value))),
  )
  return (seen) => (typeof seen === 'string' ? test(foldCase(seen)) : undefined)
}

/** `text` begins with `operand`. */
export const startsWith = (text: string, operand: string): boolean => text.startsWith(operand)
/** `text` ends with `operand`. */
export const endsWith = (text: string, operand: string): boolean => text.endsWith(operand)
/** `operand` is somewhere in `text`. */
export const contains = (text: string, operand: string): boolean => text.includes(operand)

// Lower case alone depends on the place in the word (a final Greek sigma) and
// keeps the German sharp s apart from its capitals; upper case on top settles both.
function foldCase(text: string): string {
  return text.toLowerCase().toUpperCase()
}
