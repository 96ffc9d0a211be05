import * as z from 'zod'
import type { JsonValue } from '../json.ts'
import { NAME } from './names.ts'
import { prerequisiteSchema, ruleSchema } from './rule-schema.ts'

const name = z.string().regex(NAME)
const bps = z.int().min(0).max(10_000)
const text = z.string().max(10_000)

// Any value at all: that it is JSON was found when the document was copied.
const jsonValue: z.ZodType<JsonValue, JsonValue> = z.unknown() as never

const longVariant = z.strictObject({
  value: jsonValue.meta({
    title: 'Value',
    description: "What the code receives; of the flag's type.",
  }),
  title: text.optional().meta({ title: 'Title', description: 'The name that people see.' }),
  description: text.optional().meta({ title: 'Description' }),
})

const bareObject = z
  .record(z.string(), jsonValue)
  .refine((object) => !Object.hasOwn(object, 'value'))
  .meta({ not: { required: ['value'] } })

const variantSchema = z.union([
  longVariant,
  z.string(),
  z.number(),
  z.boolean(),
  z.array(jsonValue),
  bareObject,
])

/** Schema of a flag as people write it: defaults may be left out, values may be bare. */
export const flagSchema = z
  .strictObject({
    kind: z.enum(['release', 'experiment', 'permission', 'kill_switch']).optional().meta({
      title: 'Kind',
      description: 'What the flag is for; decides its defaults for stability and exposure.',
      default: 'release',
    }),
    type: z.enum(['boolean', 'string', 'number', 'object']).optional().meta({
      title: 'Type',
      description: "The type of every variant's value.",
      default: 'boolean',
    }),
    title: text.optional().meta({ title: 'Title', description: 'The name that people see.' }),
    description: text.optional().meta({ title: 'Description' }),
    designUrl: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({ title: 'Design', description: 'Address of the design.' }),
    owner: text.optional().meta({ title: 'Owner', description: 'Person or team to ask.' }),
    tags: z.array(text).optional().meta({ title: 'Tags', default: [] }),
    sunsetOn: z.iso.date().optional().meta({
      title: 'Sunset',
      description: 'The day after which the flag is overdue for removal, `YYYY-MM-DD`.',
    }),
    variants: z.record(name, variantSchema).optional().meta({
      title: 'Variants',
      description:
        'Outcomes by name: a bare value, or `{ value, title, description }`. A boolean flag may leave them out: `on: true, off: false`.',
    }),
    defaultVariant: name.optional().meta({
      title: 'Default variant',
      description:
        'Served when the flag is off and when no rule matches. Needed unless `variants` is left out.',
    }),
    enabled: z.boolean().optional().meta({
      title: 'Enabled',
      description: '`false` is off, and for every kind, killed.',
      default: true,
    }),
    serverOnly: z.boolean().optional().meta({
      title: 'Server only',
      description: 'Does not exist for a client key.',
      default: false,
    }),
    overridable: z.boolean().optional().meta({
      title: 'Overridable',
      description: 'May be forced to a variant on a page.',
      default: true,
    }),
    archived: z.boolean().optional().meta({
      title: 'Archived',
      description: 'Evaluates to not found; the key cannot be taken again.',
      default: false,
    }),
    stability: z.enum(['live', 'navigation', 'session', 'mount']).optional().meta({
      title: 'Stability',
      description:
        'When a new value may reach the screen. By default `session` for experiments, else `live`.',
    }),
    exposure: z
      .strictObject({
        policy: z.enum(['commit', 'visible', 'manual', 'off']).optional().meta({
          title: 'Policy',
          description:
            'What happens on the screen before an exposure is recorded. By default `commit` for experiments and releases, else `off`.',
        }),
        sampleBps: bps.optional().meta({
          title: 'Sample',
          description: 'Share of units whose exposures are recorded, in basis points.',
          default: 10_000,
        }),
      })
      .optional()
      .meta({ title: 'Exposure' }),
    prerequisites: z.array(prerequisiteSchema).optional().meta({
      title: 'Prerequisites',
      description: 'Flags that have to serve one of the named variants first.',
      default: [],
    }),
    rules: z.array(ruleSchema).optional().meta({
      title: 'Rules',
      description:
        'Tried top-down; the first whose `when` and `window` hold and that includes the unit decides.',
      default: [],
    }),
  })
  .meta({ id: 'Flag', title: 'Flag', description: 'One point of decision.' })

/** A flag as people write it. */
export type FlagDocument = z.infer<typeof flagSchema>
/** A variant as people write it: a bare value, or with its texts. */
export type VariantDocument = z.infer<typeof variantSchema>
