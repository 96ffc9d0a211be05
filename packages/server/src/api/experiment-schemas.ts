import { z } from 'zod'
import { actorSchema } from './schemas.ts'

const moment = z.iso.datetime()
const json = z.unknown()
const byVariant = z.record(z.string(), z.number())

/** Where an experiment stands. */
export const experimentStatusSchema = z.enum(['draft', 'planned', 'running', 'stopped', 'decided'])

/** An experiment in a list. */
export const experimentSummarySchema = z
  .object({
    key: z.string(),
    title: z.string().nullable(),
    hypothesis: z.string(),
    owner: z.string().nullable(),
    tags: z.array(z.string()),
    flag: z.string(),
    rule: z.string(),
    status: experimentStatusSchema,
    simulated: z.boolean().describe('A simulation made its events, to look at.'),
    planHash: z.string().nullable().describe('Of the plan that is or will be sealed.'),
    startedAt: moment.nullable(),
    stoppedAt: moment.nullable(),
    plannedEndAt: moment.nullable(),
    weeks: z.int(),
  })
  .meta({ id: 'ExperimentSummary' })

/** An experiment with all that is known of it but results. */
export const experimentSchema = experimentSummarySchema
  .extend({
    document: json.describe('The experiment as people write it.'),
    plan: json.describe('The plan as it was sealed, with the metrics as they were defined.'),
    planning: json.describe('What planning found: size, traffic, balance, warnings.'),
    snapshots: z.array(z.object({ id: z.string(), createdAt: moment, href: z.string() })),
  })
  .meta({ id: 'Experiment' })

/** What was planned. */
export const plannedSchema = z
  .object({
    key: z.string(),
    planHash: z.string(),
    planning: json.describe(
      'Traffic, size of each primary metric, weeks, the salt that was picked with its proof, warnings.',
    ),
    stored: z.boolean().describe('`false` for a dry run.'),
    version: z.int().optional(),
  })
  .meta({ id: 'PlannedExperiment' })

const decidingSnapshot = z
  .object({ id: z.string(), href: z.string() })
  .describe('Where the results are that it was decided by.')

const decidingVerdict = json.optional().describe('What the results said that it was decided by.')

const figures = z.array(
  z.object({
    metric: z.string(),
    role: z.enum(['primary', 'guardrail', 'secondary']),
    variants: z.array(
      z.object({
        variant: z.string(),
        n: z.number().describe('Units, or as many as they are worth by their weights.'),
        value: z.number().nullable(),
        numerator: z.number(),
        denominator: z.number(),
      }),
    ),
  }),
)

const decision = {
  decidedAt: moment,
  decidedBy: actorSchema,
  decision: z.enum(['ship', 'roll_back', 'end']),
  variant: z.string().describe('What everybody got from then on.'),
  reason: z.string(),
  against: z
    .array(z.object({ code: z.string(), message: z.string() }))
    .describe('What was known against it when it was decided all the same.'),
  learned: z.string().nullable().describe('What it taught.'),
}

/** What an experiment taught, in words; blanks teach nothing. */
export const lessonSchema = z.string().trim().min(1).max(10_000)

const decisionWord = z.enum(['ship', 'roll_back', 'keep_running', 'inconclusive', 'cannot_tell'])

/** Results as they are answered, and as they are frozen. */
export const resultsSchema = z
  .object({
    environment: z.string(),
    key: z.string(),
    title: z.string().nullable(),
    hypothesis: z.string(),
    status: experimentStatusSchema,
    simulated: z.boolean(),
    computedAt: moment,
    from: moment,
    until: moment,
    planHash: z.string().describe('Of the plan that was sealed at the start.'),
    plan: json,
    allocationVersion: z.int().describe('The allocation whose units count.'),
    verdict: z.object({
      decision: decisionWord,
      rule: z.string().describe('The rule that led to it, in a sentence.'),
      treatment: z.string().optional(),
      caution: z
        .string()
        .optional()
        .describe('That it rests on less than whole weeks, where it does; it stands all the same.'),
      isGrey: z.boolean().describe('Not to be acted on as it stands.'),
      grey: z.array(
        z.object({ code: z.string(), message: z.string(), since: z.string().optional() }),
      ),
    }),
    analysis: json.describe(
      'What `analyze` of @sluice/stats says: health, rows, segments, series.',
    ),
    progress: json.describe(
      'How far it has come. On its first day, 24 hours from the start, `isFirstDay` is true: then there are counts, no comparison but of a guardrail that is harmed, and no verdict but for one. Where a metric that decides has to be lived, such as retention, `lived` has how many units have lived the slowest: planned looks are counted by them.',
    ),
    units: byVariant,
    shares: byVariant.describe(
      'How units were to divide under the allocation that counts: as planned, or as edited since.',
    ),
    figures: figures.describe(
      'Of the look that is shown, where looks are planned, but for the guardrails in `looks.byNow`; else of now.',
    ),
    looks: z
      .object({
        shown: z
          .int()
          .nullable()
          .describe('Which look these results tell, from 0 on; `null` before the first.'),
        taken: z.array(
          z.object({
            look: z.int(),
            plannedUnits: z.int().describe('At how many units it was planned.'),
            units: z.int(),
            lived: z
              .int()
              .nullable()
              .optional()
              .describe(
                'Of these, those that had lived what decides, by which it was counted; `null` where every unit counts at once.',
              ),
            plannedAt: moment.describe('Up to when it was measured.'),
            readAt: moment.describe(
              'When that was done; later than planned after the service was away.',
            ),
            decision: decisionWord.describe('What it said for itself.'),
          }),
        ),
        next: z
          .object({ look: z.int(), plannedUnits: z.int() })
          .nullable()
          .describe('`null` after the last, after a decision, and where it has ended.'),
        byNow: z
          .array(z.string())
          .optional()
          .describe(
            'Guardrails whose rows and figures are of now, and not of the look that is shown: they may be read at any time, or have been harmed since. Absent from what an earlier release froze.',
          ),
        lateUnits: z
          .int()
          .describe(
            'Units of before the look that is shown whose events came after it, and are not in it.',
          ),
      })
      .nullable()
      .optional()
      .describe(
        'The looks of a fixed or a group-sequential plan, which the service takes at their time; the verdict and every test are those of the look that is shown. `null` where every look is valid: then p and the interval of a row are of the end of every day and now together, and `settings.looks` says of how many; or none were kept. Absent from what an earlier release froze.',
      ),
    newer: z
      .object({ units: byVariant, figures })
      .nullable()
      .optional()
      .describe('What there is by now beside the look that is shown; no test is made of it.'),
    unadjusted: z.array(json).describe('Metrics with a covariate, as they are without it.'),
    apart: z.array(json).describe('Quantiles, times and what is measured outside.'),
    days: z.array(z.object({ day: z.string(), units: byVariant, figures })),
    segments: z.array(
      z.object({
        segment: z.string(),
        values: z.array(z.object({ value: z.string(), units: byVariant, figures })),
        hidden: z.int().describe('How many values are not told, because too few units have them.'),
      }),
    ),
    sinceExposure: z.array(json).describe('Primary metrics by the day since the first exposure.'),
    interactions: z
      .array(json)
      .describe(
        'Whether other experiments on the same units change the effect; of the latest five.',
      ),
    unasked: z
      .array(z.string())
      .optional()
      .describe(
        'Other experiments on the same units that are not among these; absent from what an earlier release froze.',
      ),
    overTime: z
      .array(json)
      .describe(
        'Primary metrics of a treatment less the control: of the people of each day, of all until then by a test that is read once, and by the day since the first exposure.',
      ),
    differs: z
      .array(z.string())
      .describe('In what they are not read as the plan says; then they decide nothing.'),
    allocations: z.array(json),
    edits: z.array(json).describe('What was changed while it ran.'),
    metrics: z.record(z.string(), json).describe('Definitions of the metrics, as sealed.'),
    decided: z
      .object({ ...decision, verdict: decidingVerdict, snapshot: decidingSnapshot.optional() })
      .nullable()
      .optional()
      .describe(
        'What was decided, why, and what was learned; `null` until then, absent from what an earlier release froze.',
      ),
    queries: z.array(
      z.object({
        about: z.enum(['units', 'days', 'loss', 'apart', 'since_exposure', 'interactions', 'late']),
        sql: z.string(),
        params: json,
      }),
    ),
    snapshots: z.array(z.object({ id: z.string(), createdAt: moment, href: z.string() })),
    snapshot: z
      .object({ id: z.string(), createdAt: moment, href: z.string() })
      .nullable()
      .describe('Where these results are frozen.'),
  })
  .meta({ id: 'ExperimentResults' })

/** An experiment that is over. */
export const archivedSchema = z
  .object({
    key: z.string(),
    title: z.string().nullable(),
    hypothesis: z.string(),
    owner: z.string().nullable(),
    tags: z.array(z.string()),
    flag: z.string(),
    simulated: z.boolean(),
    startedAt: moment.nullable(),
    stoppedAt: moment.nullable(),
    ...decision,
    verdict: json,
    numbers: z.array(json).describe('The primary metrics in short.'),
    planHash: z.string(),
    snapshot: decidingSnapshot,
  })
  .meta({ id: 'ArchivedExperiment' })

/** Something that happened outside. */
export const annotationSchema = z
  .object({
    id: z.string(),
    experiment: z.string().nullable().describe('`null` concerns all of the environment.'),
    day: z.iso.date(),
    title: z.string(),
    createdAt: moment,
    createdBy: actorSchema,
  })
  .meta({ id: 'Annotation' })
