import type { z } from 'zod'
import { requestMessage, takes } from '../http/request-message.ts'

const TYPES = '"exposure", "outcome", "crash", "usage" or "dropped"'

/** Says in a sentence what a part of an event takes, and what it received. */
export function eventMessage(issue: z.core.$ZodRawIssue): string {
  const { input } = issue
  if (issue.code === 'invalid_union')
    return issue.discriminator === 'type'
      ? takes(TYPES, (input as { readonly type?: unknown }).type)
      : takes('a text, a number, true or false, or a list of texts', input)
  if (issue.code === 'invalid_format' && issue.format === 'regex')
    return takes('a UUIDv7 in small letters, such as 019b76da-a800-7000-8000-000000000000', input)
  // The only member that takes anything, if it is there.
  if (issue.code === 'invalid_type' && issue.expected === 'nonoptional')
    return takes('epoch milliseconds by the clock of the sender', input)
  return requestMessage(issue)
}
