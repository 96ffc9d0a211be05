import * as z from 'zod'
import { VITALS } from '../metrics.ts'
import { NAME } from './names.ts'

const text = z.string().max(10_000)
const DAY_MS = 86_400_000
const span = z
  .int()
  .min(1)
  .max(90 * DAY_MS)

const source = {
  outcome: z.string().min(1).max(256).optional().meta({
    title: 'Outcome',
    description: 'The name of a tracked outcome.',
  }),
  vital: z.enum(VITALS).optional().meta({
    title: 'Web vital',
    description: 'What `@sluice/client/vitals` records.',
  }),
  crashes: z.literal(true).optional().meta({
    title: 'Crashes',
    description: 'Crashes of the treatment of the flag that is measured.',
  }),
}

const base = {
  title: text.optional().meta({ title: 'Title', description: 'The name that people see.' }),
  description: text.optional().meta({ title: 'Description' }),
  owner: text.optional().meta({ title: 'Owner', description: 'Person or team to ask.' }),
  direction: z.enum(['higher_is_better', 'lower_is_better']).meta({
    title: 'Direction',
    description: 'Which way it is better.',
  }),
  unit: z.string().max(32).optional().meta({
    title: 'Unit',
    description: 'What the numbers are in, such as `ms` or `EUR`.',
  }),
  minimumEffect: z.number().gt(0).max(1000).optional().meta({
    title: 'Minimum effect',
    description: 'The smallest lift that matters: 0.02 is 2 %.',
  }),
  margin: z.number().min(0).max(1000).optional().meta({
    title: 'Margin',
    description: 'How much worse is accepted where it is a guardrail, as a lift: 0.01 is 1 %.',
  }),
}

const trust = {
  sentBy: z.literal('server').optional().meta({
    title: 'Sent by',
    description:
      'Counts only people and events that came with a server key, which strangers do not have.',
  }),
}

const window = {
  windowMs: span.optional().meta({
    title: 'Window',
    description: 'What happens within so many milliseconds of the first exposure counts.',
  }),
  completeOnly: z.boolean().optional().meta({
    title: 'Complete only',
    description: 'Leaves out units whose window is not over.',
    default: false,
  }),
}

const covariateMs = span.optional().meta({
  title: 'Covariate',
  description: 'Takes what units did so long before their first exposure, to take out noise.',
})

const bound = z.number().min(-1e15).max(1e15)
const winsorize = z
  .strictObject({
    lower: bound.optional().meta({ title: 'Lower', description: 'The least that a unit adds.' }),
    upper: bound.optional().meta({ title: 'Upper', description: 'The most that a unit adds.' }),
  })
  .optional()
  .meta({
    title: 'Winsorize',
    description: 'Bounds of what one unit adds; what lies outside is moved to them.',
  })

const measure = z.strictObject({
  ...source,
  take: z.enum(['count', 'sum', 'any']).meta({
    title: 'Take',
    description: 'How many, the sum of their values, or whether there was any.',
  }),
})

const kind = <const K extends string>(name: K) =>
  z.literal(name).meta({ title: 'Kind', description: 'How units become a number.' })

/** Schema of a metric as people write it. */
export const metricSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: kind('conversion'),
      ...base,
      ...trust,
      ...source,
      ...window,
      covariateMs,
    }),
    z.strictObject({
      kind: kind('count'),
      ...base,
      ...trust,
      ...source,
      ...window,
      covariateMs,
      winsorize,
    }),
    z.strictObject({
      kind: kind('sum'),
      ...base,
      ...trust,
      ...source,
      ...window,
      covariateMs,
      winsorize,
    }),
    z.strictObject({ kind: kind('mean'), ...base, ...trust, ...source, ...window, covariateMs }),
    z.strictObject({
      kind: kind('share_above'),
      ...base,
      ...trust,
      ...source,
      ...window,
      covariateMs,
      threshold: z.number().min(-1e15).max(1e15).meta({
        title: 'Threshold',
        description: 'Events whose value lies above it count.',
      }),
    }),
    z.strictObject({
      kind: kind('ratio'),
      ...base,
      ...trust,
      ...window,
      covariateMs,
      numerator: measure.meta({ title: 'Numerator', description: 'What is divided.' }),
      denominator: measure.meta({ title: 'Denominator', description: 'What it is divided by.' }),
    }),
    z.strictObject({
      kind: kind('quantile'),
      ...base,
      ...trust,
      ...source,
      ...window,
      probability: z.number().gt(0).lt(1).meta({
        title: 'Probability',
        description: 'Between 0 and 1: 0.75 is the 75th percentile.',
      }),
    }),
    z.strictObject({
      kind: kind('retention'),
      ...base,
      ...trust,
      ...source,
      fromMs: span.meta({
        title: 'From',
        description: 'Counts from so long after the first exposure.',
      }),
      toMs: span.meta({ title: 'To', description: 'Until so long after it, not included.' }),
    }),
    z.strictObject({
      kind: kind('time_to_event'),
      ...base,
      ...trust,
      ...source,
      horizonMs: span.meta({
        title: 'Horizon',
        description: 'Units without an outcome by then count as without.',
      }),
    }),
    z.strictObject({
      kind: kind('prometheus'),
      ...base,
      url: z
        .url({ protocol: /^https?$/ })
        .max(2_000)
        .meta({
          title: 'Address',
          description: 'Of the Prometheus server; the service has to allow it.',
        }),
      query: z.string().min(1).max(10_000).meta({
        title: 'Query',
        description:
          'PromQL that answers one number; `$variant`, `$flag` and `$range` are filled in.',
      }),
      total: z.string().min(1).max(10_000).optional().meta({
        title: 'Total',
        description: 'PromQL for how many there were, of which the query counts some.',
      }),
    }),
  ])
  .meta({ id: 'Metric', title: 'Metric', description: 'What is measured, and how it is read.' })

/** Names of metrics. */
export const metricName = z.string().regex(NAME)
