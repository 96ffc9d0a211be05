import * as z from 'zod'
import { metricName } from './metric-schema.ts'
import { NAME } from './names.ts'

const name = z.string().regex(NAME)
const text = z.string().max(10_000)
const units = z.int().min(2).max(1e12)
const alpha = z.number().gt(0).max(0.5)

const stopping = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('fixed').meta({ title: 'Kind', description: 'Read once, at the end.' }),
      units: units.meta({ title: 'Units', description: 'Of all variants together.' }),
      afterWeeks: z.boolean().optional().meta({
        title: 'After weeks',
        description: 'Waits for the planned weeks, also where the units are there before.',
        default: false,
      }),
    }),
    z.strictObject({
      kind: z.literal('group_sequential').meta({
        title: 'Kind',
        description: 'Read at a few looks that are planned.',
      }),
      units: units.meta({ title: 'Units', description: 'Of all variants together, at the end.' }),
      fractions: z.array(z.number().gt(0).max(10)).min(1).max(100).meta({
        title: 'Fractions',
        description: 'Of the units, at which it is read: rising, such as 0.25, 0.5, 0.75 and 1.',
      }),
    }),
    z.strictObject({
      kind: z.literal('always_valid').meta({
        title: 'Kind',
        description: 'Read at any time, as often as anybody likes.',
      }),
      tunedFor: units.optional().meta({
        title: 'Tuned for',
        description: 'Units at which it is sharpest.',
      }),
      maximumUnits: units.optional().meta({
        title: 'Maximum units',
        description: 'Ends when so many are there.',
      }),
    }),
  ])
  .meta({ title: 'Stopping', description: 'When the data may be read, and when it ends.' })

const guardrail = z.strictObject({
  metric: metricName.meta({ title: 'Metric', description: 'The name of a metric.' }),
  margin: z.number().min(0).max(1000).optional().meta({
    title: 'Margin',
    description: 'How much worse is accepted, as a lift; that of the metric unless given.',
  }),
  alpha: alpha.optional().meta({ title: 'Alpha', description: 'One-sided.', default: 0.05 }),
})

const names = z.array(name).max(50)

/** Schema of an experiment as people write it. */
export const experimentSchema = z
  .strictObject({
    title: text.optional().meta({ title: 'Title', description: 'The name that people see.' }),
    hypothesis: z.string().min(1).max(10_000).meta({
      title: 'Hypothesis',
      description: 'What is believed to happen, and why, in a sentence.',
    }),
    description: text.optional().meta({ title: 'Description' }),
    owner: text.optional().meta({ title: 'Owner', description: 'Person or team to ask.' }),
    tags: z.array(text).max(50).optional().meta({ title: 'Tags', default: [] }),
    flag: name.meta({ title: 'Flag', description: 'The key of the flag.' }),
    rule: name.meta({ title: 'Rule', description: 'The id of its rule that splits.' }),
    control: name.meta({
      title: 'Control',
      description: 'The variant that the others are compared with.',
    }),
    primary: z.array(metricName).min(1).max(10).meta({
      title: 'Primary metrics',
      description: 'What the verdict is about.',
    }),
    guardrails: z.array(guardrail).max(20).optional().meta({
      title: 'Guardrails',
      description: 'Metrics that must not get worse.',
      default: [],
    }),
    secondary: z.array(metricName).max(30).optional().meta({
      title: 'Secondary metrics',
      description: 'To learn from, never decided by.',
      default: [],
    }),
    segments: names.max(10).optional().meta({
      title: 'Segments',
      description: 'Stored attributes by which the primary metrics are split.',
      default: [],
    }),
    covariates: names.max(20).optional().meta({
      title: 'Covariates',
      description:
        'Metrics and stored attributes that the variants have to be alike in before the start.',
      default: [],
    }),
    stopping,
    weeks: z.int().min(1).max(52).meta({
      title: 'Weeks',
      description: 'How long it is planned to run, in whole weeks.',
    }),
    alpha: alpha.optional().meta({
      title: 'Alpha',
      description: 'Of false alarms over all primary comparisons.',
      default: 0.05,
    }),
    power: z.number().gt(0.05).lt(1).optional().meta({
      title: 'Power',
      description: 'With which the smallest effect that matters is found.',
      default: 0.8,
    }),
    correction: z
      .enum(['none', 'bonferroni', 'holm', 'hochberg', 'benjamini_hochberg'])
      .optional()
      .meta({
        title: 'Correction',
        description:
          'For several primary comparisons: `holm`, or `bonferroni` where it is read at planned looks.',
      }),
    exclusions: z.array(text).max(20).optional().meta({
      title: 'Exclusions',
      description: 'Who is left out, in words.',
      default: [],
    }),
  })
  .meta({
    id: 'Experiment',
    title: 'Experiment',
    description: 'A question, and how it is decided.',
  })

const moment = z.int().min(0).max(8.64e15)

/** Schema of an experiment with what a service added. */
export const publishedExperimentSchema = experimentSchema
  .extend({
    run: z
      .looseObject({
        status: z.enum(['planned', 'running', 'stopped']),
        planHash: z.string().max(128),
        plan: z.looseObject({}),
        planning: z.looseObject({}),
        startedAt: moment.optional(),
        startVersion: z.int().min(0).optional(),
        stoppedAt: moment.optional(),
        stoppedAllocation: z.int().min(0).optional(),
        simulated: z.boolean().optional(),
      })
      .optional(),
  })
  .meta({ id: 'PublishedExperiment', title: 'Published experiment' })

/** An experiment as people write it. */
export type ExperimentDocument = z.infer<typeof experimentSchema>
