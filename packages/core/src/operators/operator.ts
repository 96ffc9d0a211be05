import type { Truth } from '../truth.ts'

/** What a condition may compare with. */
export type Operand = string | number | boolean

/**
 * A compiled operator: takes the attribute that was seen, which is never `null`,
 * and answers *unknown* when it is missing (`undefined`) or has the wrong type.
 */
export type Test = (seen: unknown) => Truth

/** Makes a test that always answers *unknown*: for operators and operands that cannot be read. */
export const unknown: Test = () => undefined

/**
 * Matches text against patterns in time linear in the text.
 *
 * @param pattern - RE2 syntax
 * @returns a test whether the pattern is found anywhere in a text
 * @throws SluiceError `INVALID_PATTERN`
 */
export type RegexEngine = (pattern: string) => (input: string) => boolean
