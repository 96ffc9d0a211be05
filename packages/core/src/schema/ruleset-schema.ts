import * as z from 'zod'
import { conditionSchema } from './conditions.ts'
import { experimentSchema, publishedExperimentSchema } from './experiment-schema.ts'
import { flagSchema } from './flag-schema.ts'
import { metricSchema } from './metric-schema.ts'
import { NAME } from './names.ts'

const name = z.string().regex(NAME)
const salt = z.string().min(1).max(256)
const text = z.string().max(10_000)
const flag = (title: string, description: string) =>
  z.boolean().optional().meta({ title, description, default: false })

const attributeSchema = z
  .strictObject({
    type: z.enum(['string', 'number', 'boolean', 'date', 'semver', 'list']).meta({
      title: 'Type',
      description: 'What `setContext` accepts for it.',
    }),
    description: text.optional().meta({ title: 'Description' }),
    stored: flag('Stored', 'Kept with events, for segments and covariates.'),
    unit: flag('Unit', 'May be split by; travels with events as a pseudonym.'),
    sensitive: flag('Sensitive', 'Redacted in logs, shares and storage.'),
  })
  .meta({ id: 'Attribute', title: 'Attribute' })

const layerSchema = z
  .strictObject({
    salt: salt.optional().meta({ title: 'Salt', description: '`layer:` and the name by default.' }),
    description: text.optional().meta({ title: 'Description' }),
  })
  .meta({ id: 'Layer', title: 'Layer' })

const holdoutSchema = z
  .strictObject({
    salt: salt
      .optional()
      .meta({ title: 'Salt', description: '`holdout:` and the name by default.' }),
    shareBps: z.int().min(0).max(10_000).meta({
      title: 'Share',
      description: 'Share of units kept back, in basis points.',
    }),
    description: text.optional().meta({ title: 'Description' }),
  })
  .meta({ id: 'Holdout', title: 'Holdout' })

const reserved = z.strictObject({}).optional().meta({ description: 'Reserved; leave it out.' })

/** Schema of a ruleset document: what people write, in YAML or JSON. */
export const rulesetSchema = z
  .strictObject({
    $schema: z.string().optional().meta({ description: 'Address of this schema, for editors.' }),
    schemaVersion: z.literal(1).meta({ title: 'Schema version' }),
    attributes: z.record(name, attributeSchema).optional().meta({
      title: 'Attributes',
      description: 'Attributes of the evaluation context that rules may use.',
    }),
    segments: z.record(name, conditionSchema).optional().meta({
      title: 'Segments',
      description: 'Named conditions, to be used by rules and other segments.',
    }),
    layers: z.record(name, layerSchema).optional().meta({
      title: 'Layers',
      description: 'Experiments in one layer share units and exclude each other by their slots.',
    }),
    holdouts: z.record(name, holdoutSchema).optional().meta({
      title: 'Holdouts',
      description: 'Units kept back from several flags, to measure them together.',
    }),
    metrics: z.record(name, metricSchema).optional().meta({
      title: 'Metrics',
      description: 'What is measured, by name; experiments and rollouts decide by it.',
    }),
    experiments: z.record(name, experimentSchema).optional().meta({
      title: 'Experiments',
      description: 'Questions to the units of a rule, and how they are decided, by key.',
    }),
    rollouts: reserved,
    flags: z.record(name, flagSchema).optional().meta({
      title: 'Flags',
      description: 'Points of decision, by key.',
    }),
  })
  .meta({ title: 'Sluice ruleset', description: 'All flags of one environment.' })

const numbered = z.int().min(0).optional()

const publishedFlagSchema = flagSchema
  .extend({ version: numbered, allocationVersion: numbered, rolledBack: z.boolean().optional() })
  .meta({ id: 'PublishedFlag', title: 'Published flag' })

const kept = z.looseObject({}).optional()

/** Schema of a ruleset that a service has numbered, as servers and stores pass it on. */
export const publishedRulesetSchema = rulesetSchema
  .extend({
    schemaVersion: z.int().min(1),
    version: numbered,
    experiments: z.record(name, publishedExperimentSchema).optional(),
    rollouts: kept,
    flags: z.record(name, publishedFlagSchema).optional(),
  })
  .meta({ id: 'PublishedRuleset', title: 'Published ruleset' })

/** A ruleset as people write it: defaults left out. */
export type RulesetDocument = z.infer<typeof rulesetSchema>
/** Schema of an evaluation context: any attributes. */
export const contextSchema = z
  .looseObject({
    targetingKey: z.string().optional().meta({
      title: 'Targeting key',
      description: 'The string that identifies the unit.',
    }),
  })
  .meta({ id: 'EvaluationContext', title: 'Evaluation context' })
