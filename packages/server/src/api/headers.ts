import { z } from 'zod'

const reason = z
  .string()
  .max(16_000)
  .optional()
  .describe('Why, percent-encoded UTF-8. Required in a protected environment.')
const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'Use 1 to 255 visible ASCII characters, without spaces.')
  .optional()
  .describe(
    'Any unique text. The same request with the same key has one effect and one answer, for 24 hours.',
  )
const ifMatch = z.string().max(64).optional()

/** Headers of a request that replaces a ruleset. */
export const replaceHeaders = z.object({
  'if-match': ifMatch.describe(
    'The ETag of the version that was changed, such as "42". Required unless it is a dry run.',
  ),
  'sluice-reason': reason,
})

/** Headers of a request that patches or creates a flag. */
export const patchHeaders = z.object({
  'if-match': ifMatch.describe(
    'The ETag of the version that was changed; whatever there is without it.',
  ),
  'if-none-match': z.literal('*').optional().describe('`*` creates the flag; it must not exist.'),
  'sluice-reason': reason,
})

/** Headers of a change that may be sent again. */
export const onceHeaders = z.object({ 'idempotency-key': idempotencyKey, 'sluice-reason': reason })

/** Headers of a rollback. */
export const rollbackHeaders = z.object({
  'idempotency-key': idempotencyKey,
  'if-match': ifMatch.describe(
    'The ETag of the version that is to be left; whatever there is without it.',
  ),
  'sluice-reason': reason,
})

/** Headers of a change that is the same when it is sent again. */
export const reasonHeaders = z.object({ 'sluice-reason': reason })

/** Headers of a request that may be answered with 304. */
export const conditionalHeaders = z.object({ 'if-none-match': z.string().max(1_000).optional() })

/** Headers of a request for the ruleset. */
export const publishedHeaders = conditionalHeaders.extend({
  'sluice-receipt': z
    .string()
    .max(1_000)
    .optional()
    .describe('The `etag` of the event of a stream that caused the request: it counts as fetched.'),
})
