import { z } from 'zod'
import { HttpError } from '../http/http-error.ts'
import { parseJsonOfParts } from '../http/parse-json.ts'
import { validate } from '../http/validate.ts'

/** What is around the events of a batch. The events are looked at one by one. */
export const batchSchema = z
  .object({
    // Clocks are hostile: what is no time makes the times of the events suspect, and nothing more.
    sentAt: z
      .unknown()
      .optional()
      .meta({ description: 'When it was sent, epoch milliseconds by the clock of `at`.' }),
    key: z
      .string()
      .max(128)
      .optional()
      .describe('The key, where no header can carry it: a beacon, or a body of text/plain.'),
    reader: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .describe('Which application sends, such as the host of a page.'),
    sdk: z.string().max(128).optional().describe('Name and version of the library.'),
    events: z.array(z.unknown()),
  })
  .meta({ id: 'EventBatch' })

/** A batch whose events were not looked at yet. */
export type Batch = z.output<typeof batchSchema>

/** For each event of a full batch; they have some twenty, beside attributes and properties. */
const MOST_VALUES = 100

/**
 * Reads a batch from JSON.
 *
 * @param mostEvents - how many it may hold
 * @throws HttpError 400 for what is no JSON of ours, 422 for what is no batch, 413 for too many
 *   events, or too many values in them
 */
export function readBatch(body: Uint8Array, mostEvents: number): Batch {
  const batch = validate(
    'body',
    batchSchema,
    parseJsonOfParts(body, 'events', mostEvents * MOST_VALUES),
  )
  if (batch.events.length > mostEvents) {
    throw new HttpError(
      'BATCH_TOO_LARGE',
      `The batch has ${batch.events.length} events; at most ${mostEvents} are taken. Send it in parts.`,
      { status: 413, members: { limitEvents: mostEvents } },
    )
  }
  return batch
}
