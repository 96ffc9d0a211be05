import type { Operand, RegexEngine, Test } from './operator.ts'
import { unknown } from './operator.ts'

/**
 * Compiles `matches`: one of the patterns is found in the text.
 *
 * Without an engine, and with a pattern that the engine refuses, the answer is *unknown*.
 */
export function matches(values: readonly Operand[], engine: RegexEngine | undefined): Test {
  if (engine === undefined) return unknown
  const patterns: ((input: string) => boolean)[] = []
  for (const value of values) {
    try {
      patterns.push(engine(String(value)))
    } catch {
      return unknown
    }
  }
  return (seen) =>
    typeof seen === 'string' ? patterns.some((pattern) => pattern(seen)) : undefined
}
