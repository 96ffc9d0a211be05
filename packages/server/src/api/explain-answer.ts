import { z } from 'zod'
import { manifestSchema } from './manifest-of.ts'
import { explanationSchema } from './schemas.ts'

/** What explain answers. */
export const explainAnswerSchema = z
  .object({
    version: z.int(),
    explanations: z.array(explanationSchema),
    manifest: manifestSchema.optional().describe('Where it was asked for.'),
  })
  .meta({ id: 'Explanations' })
