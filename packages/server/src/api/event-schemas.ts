import { z } from 'zod'

/** How many readers of a flag are named, the latest first. */
export const MOST_READERS = 20

/** Schema of the exposures of one variant in one bucket and segment. */
export const exposureCountSchema = z
  .object({
    flag: z.string(),
    variant: z.string(),
    bucketStart: z.iso.datetime().describe('`from` where there is one bucket.'),
    segment: z.string().nullable().describe('Value of the attribute; null without one.'),
    exposures: z.int(),
    weighted: z.number().describe('Each exposure by how many it stands for.'),
    units: z.int().describe('Distinct targeting keys.'),
  })
  .meta({ id: 'ExposureCount' })

/** Schema of a flag with who reads it. */
export const flagUsageSchema = z
  .object({
    key: z.string(),
    kind: z.enum(['release', 'experiment', 'permission', 'kill_switch']),
    state: z.enum(['on', 'off', 'archived']),
    lastSeenAt: z.iso
      .datetime()
      .nullable()
      .describe('When code last read it or showed a variant of it; null when it did not.'),
    reads: z.int(),
    exposures: z.int(),
    readers: z
      .array(
        z.object({
          reader: z.string().nullable().describe('null where it did not say.'),
          lastSeenAt: z.iso.datetime(),
          reads: z.int(),
        }),
      )
      .describe(`The applications that read it, the latest ${MOST_READERS} first.`),
  })
  .meta({ id: 'FlagUsage' })
