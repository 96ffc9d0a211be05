import * as z from 'zod'
import type { SluiceEvent } from '../../events/event.ts'
import { UUID_V7 } from '../../events/uuid-v7.ts'

const text = z.string().min(1).max(256)
const count = z.int().min(1).max(1_000_000_000)
const version = z.int().min(0)

const eventValue = z.union([
  z.string().max(4096),
  z.number(),
  z.boolean(),
  z.array(z.string().max(256)).max(64).readonly(),
])
const values = z.record(z.string().max(128), eventValue).readonly()

const base = {
  id: z.string().regex(UUID_V7).meta({ description: 'UUIDv7, kept through every retry.' }),
  units: z
    .record(z.string().max(128), z.string().min(1).max(1024))
    .readonly()
    .meta({ description: 'Who it is about, by the name of the unit.' }),
  session: text.meta({ description: 'One life of a page or process.' }),
  sequence: count.meta({ description: '1, 2, 3 … within the session; a gap is a loss.' }),
  // Clocks are hostile: what is no time at all is corrected by the service, and marked.
  at: z.unknown().meta({ description: 'Epoch milliseconds by the clock of the sender.' }),
  attributes: values.optional(),
}

const ofFlag = {
  flag: text,
  variant: z.string().max(128).optional(),
  allocationVersion: version.optional(),
  version: version.optional(),
  override: z.boolean().optional(),
  experiment: text.optional(),
}

/** Schema of one exposure. */
export const exposureSchema = z
  .object({
    ...base,
    type: z.literal('exposure'),
    ...ofFlag,
    ruleId: z.string().max(256).optional(),
    reason: z.string().max(64),
    phase: z.enum(['commit', 'visible', 'manual', 'server']),
    weight: z.number().min(1).max(10_000),
    contextHash: z.string().max(64),
  })
  .refine(({ variant, override }) => variant !== undefined || override === true, {
    path: ['variant'],
    message: 'Only an override may leave out the variant.',
  })

/** Schema of one outcome. */
export const outcomeSchema = z.object({
  ...base,
  type: z.literal('outcome'),
  name: text,
  value: z.number().optional(),
  properties: values.optional(),
})

/** Schema of one crash. */
export const crashSchema = z.object({
  ...base,
  type: z.literal('crash'),
  ...ofFlag,
  message: z.string().max(4096),
  componentStack: z.string().max(16_384).optional(),
})

/** Schema of one report of reads. */
export const usageSchema = z.object({
  ...base,
  type: z.literal('usage'),
  reads: z.record(text, count).readonly(),
})

/** Schema of one report of events that were given up. */
export const droppedSchema = z.object({
  ...base,
  type: z.literal('dropped'),
  reason: z.enum(['queue_full', 'too_large', 'invalid', 'refused']),
  count,
  exposures: z
    .array(z.object({ flag: text, variant: z.string().max(128), count }))
    .max(1000)
    .readonly()
    .optional(),
})

/** Schema of anything that `POST /v1/events` takes. Unknown members are left out: a newer client may send more. */
export const eventSchema = z.discriminatedUnion('type', [
  exposureSchema,
  outcomeSchema,
  crashSchema,
  usageSchema,
  droppedSchema,
])

/** An event that was parsed, whose time is still what its sender wrote. */
export type ParsedEvent = z.output<typeof eventSchema>

// What a client makes is what the service takes.
void ((event: SluiceEvent): z.input<typeof eventSchema> => event)
