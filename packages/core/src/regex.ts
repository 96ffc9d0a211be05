import { RE2JS } from 're2js'
import { SluiceError } from './errors.ts'
import type { RegexEngine } from './operators/operator.ts'

/** Longest pattern, in UTF-16 code units. */
export const MAX_PATTERN_LENGTH = 1000

/** Longer texts are cut to this many UTF-16 code units before matching. */
export const MAX_INPUT_LENGTH = 4096

/**
 * The regular expressions of the operator `matches`: RE2 syntax, in time linear in the text.
 *
 * A pattern is found anywhere in the text unless it is anchored with `^` and `$`.
 *
 * @throws SluiceError `INVALID_PATTERN` for a pattern over 1,000 characters, a
 *   syntax error, or what RE2 leaves out, such as back-references and lookaround
 */
export const re2Engine: RegexEngine = (pattern) => {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    throw new SluiceError(
      'INVALID_PATTERN',
      `A pattern has at most ${MAX_PATTERN_LENGTH} characters, this one has ${pattern.length}. Split it into several values.`,
    )
  }
  const compiled = compile(pattern)
  return (input) =>
    compiled.test(input.length > MAX_INPUT_LENGTH ? input.slice(0, MAX_INPUT_LENGTH) : input)
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern)
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new SluiceError(
      'INVALID_PATTERN',
      `The pattern ${JSON.stringify(pattern)} is not an RE2 expression: ${detail}. Back-references and lookaround are not supported.`,
      { cause },
    )
  }
}
