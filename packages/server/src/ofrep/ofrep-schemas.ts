import { z } from 'zod'

const metadata = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))

/** What a request to evaluate carries. */
export const evaluationRequestSchema = z.object({
  context: z
    .looseObject({ targetingKey: z.string().optional() })
    .describe('What is known about the unit and its surroundings.'),
})

const evaluatedFlagSchema = z.object({
  key: z.string(),
  reason: z.string(),
  variant: z.string().optional(),
  value: z.unknown().describe('Absent: use the default of the code.'),
  metadata: metadata.optional(),
})

/** One flag that could not be evaluated. */
export const failedFlagSchema = z.object({
  key: z.string(),
  errorCode: z.string(),
  errorDetails: z.string().optional(),
  metadata: metadata.optional(),
})

/** The answer for one flag. */
export const singleAnswerSchema = evaluatedFlagSchema

/** The answer for all flags. */
export const bulkAnswerSchema = z.object({
  flags: z.array(z.union([failedFlagSchema, evaluatedFlagSchema])),
  eventStreams: z
    .array(
      z.object({
        type: z.literal('sse'),
        url: z.string().describe('A secret: neither log nor store it.'),
        inactivityDelaySec: z.int().min(1),
      }),
    )
    .optional(),
})

/** A request that could not be answered at all. */
export const failureSchema = z.object({
  errorCode: z.string(),
  errorDetails: z.string().optional(),
})
