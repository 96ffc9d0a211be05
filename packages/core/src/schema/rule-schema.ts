import * as z from 'zod'
import { conditionSchema } from './conditions.ts'
import { NAME } from './names.ts'

const name = z.string().regex(NAME)
const bps = z.int().min(0).max(10_000)
const moment = z.int().min(0).max(8.64e15)

const variantName = name.meta({
  title: 'Variant',
  description: 'The name of a variant of this flag.',
})

const shareSchema = z.strictObject({
  variant: variantName,
  weightBps: bps.meta({ title: 'Weight', description: 'In basis points.' }),
})

const slotSchema = z.strictObject({
  name: name.meta({ title: 'Layer', description: 'The name of a layer.' }),
  fromBps: bps.meta({ title: 'From', description: 'Start of the slot, in basis points.' }),
  toBps: bps.meta({ title: 'To', description: 'End of the slot, in basis points, not included.' }),
})

const splitSchema = z.strictObject({
  split: z.array(shareSchema).min(1).meta({
    title: 'Split',
    description: 'Variants and their weights in basis points, which sum to 10 000.',
  }),
  coverageBps: bps.optional().meta({
    title: 'Coverage',
    description:
      'Share of units that take part, in basis points; the others go on to the next rule.',
    default: 10_000,
  }),
  by: name.optional().meta({
    title: 'Split by',
    description:
      'The attribute that holds the unit: one declared with `unit: true`, or `anonymousKey`.',
    default: 'targetingKey',
  }),
  salt: z.string().min(1).max(256).optional().meta({
    title: 'Salt',
    description: 'Seeds the bucketing; a new salt reshuffles everyone. The flag key by default.',
  }),
  bucketing: z
    .strictObject({
      algorithm: z.literal('murmur3_32').meta({
        title: 'Algorithm',
        description: 'Murmur3 x86 32-bit, seeded with the hash of the salt.',
      }),
    })
    .optional()
    .meta({ title: 'Bucketing', description: 'How a unit becomes a bucket.' }),
  layer: slotSchema.optional().meta({
    title: 'Layer slot',
    description: 'The slot `[fromBps, toBps)` of a layer; slots of one layer never overlap.',
  }),
  holdout: name.optional().meta({
    title: 'Holdout',
    description: 'Units of this holdout get the default variant.',
  }),
})

const windowSchema = z.strictObject({
  startsAt: moment.optional().meta({ title: 'Starts', description: 'Epoch milliseconds.' }),
  endsAt: moment
    .optional()
    .meta({ title: 'Ends', description: 'Epoch milliseconds, not included.' }),
})

/** Schema of a rule as people write it. */
export const ruleSchema = z.strictObject({
  id: name.meta({ title: 'Id', description: 'Unique within the flag; travels with evaluations.' }),
  description: z.string().max(10_000).optional().meta({ title: 'Description' }),
  when: conditionSchema.optional(),
  window: windowSchema.optional().meta({
    title: 'Window',
    description: 'Epoch milliseconds: the rule holds from `startsAt` until just before `endsAt`.',
  }),
  serve: z
    .union([z.strictObject({ variant: variantName }), splitSchema])
    .meta({ title: 'Serve', description: 'One variant, or a split of the units.' }),
})

/** Schema of a prerequisite. */
export const prerequisiteSchema = z.strictObject({
  flag: name.meta({ title: 'Flag', description: 'The key of another flag.' }),
  variants: z.array(name).min(1).meta({
    title: 'Variants',
    description: 'The other flag has to serve one of these.',
  }),
})

/** A split as people write it. */
export type SplitDocument = z.infer<typeof splitSchema>
/** A rule as people write it. */
export type RuleDocument = z.infer<typeof ruleSchema>
