import { STATES } from '@sluice/rollout'
import { planSchema } from '@sluice/rollout/schema'
import { z } from 'zod'
import { REASON_LIMIT } from '../api/reason.ts'

const moment = z.iso.datetime()
const person = z.object({ id: z.string(), name: z.string() })

/** A rollout as it is answered. */
export const rolloutSchema = z
  .object({
    id: z.string(),
    environment: z.string(),
    flag: z.string(),
    state: z.enum(STATES),
    revision: z.int().describe('Rises with everything that happens to it.'),
    step: z
      .object({ name: z.string(), index: z.int(), of: z.int(), shareBps: z.int() })
      .nullable()
      .describe('The step whose share is set; null before the first.'),
    heldMs: z.int().describe('Time in this step that was watched and well.'),
    waitedMs: z.int().describe('Time in this step altogether.'),
    missingMs: z.int().describe('For how long the data has been missing.'),
    waitsFor: z.enum(['approval', 'person', 'thaw']).nullable(),
    pausedBy: z
      .enum(['person', 'stepped_in', 'regression', 'mismatch', 'no_data', 'inconclusive'])
      .nullable(),
    intruder: person
      .nullable()
      .describe('Who changed the flag by hand, while the rollout is paused for it.'),
    alarm: z.string().nullable().describe('What nobody has acknowledged yet.'),
    verification: z
      .enum([
        'verified',
        'not_the_cause',
        'clients_behind',
        'not_deployed',
        'unverified',
        'stepped_in',
      ])
      .nullable(),
    hook: z
      .enum(['none', 'waiting', 'acknowledged', 'refused', 'timed_out'])
      .describe('What the deployment says that was told to go back too.'),
    restoredMs: z.int().describe('Time since the flag was restored.'),
    deployedMs: z
      .int()
      .nullable()
      .describe('Time since the deployment said that it went back, where it did so later.'),
    incident: z
      .object({
        because: z.string(),
        at: moment,
        by: person.nullable().describe('Null where its guardrails rolled back.'),
        metric: z.string().nullable(),
        closedBy: person.nullable(),
        closedBecause: z.string().nullable(),
      })
      .nullable()
      .describe('Why it was rolled back.'),
    approvals: z.record(z.string(), person).describe('Who agreed to which step.'),
    dismissed: z
      .array(z.string())
      .describe('Guardrails whose harm is accepted until the next step.'),
    isLocked: z.boolean().describe('The flag may not be rolled out again yet.'),
    author: person,
    versionBefore: z.int().nullable().describe('The ruleset version to go back to.'),
    version: z.int().nullable().describe('The ruleset version of its last change.'),
    units: z.object({ control: z.int(), treatment: z.int() }).describe('As they were seen last.'),
    last: z
      .object({ at: moment, outcome: z.string(), rule: z.string() })
      .nullable()
      .describe('The last decision that said something new.'),
    decisions: z.int(),
    createdAt: moment,
    changedAt: moment,
    plan: z.unknown().meta({ description: 'The plan, with every default filled in.' }),
  })
  .meta({ id: 'Rollout' })

/** A rollout as it is answered to somebody who looks at it alone. */
export const openRolloutSchema = rolloutSchema
  .extend({
    etag: z.string().describe('What `If-Match` takes; looks leave it alone.'),
    actions: z.array(z.string()).describe('What whoever asks may do to it as it stands.'),
    toApprove: z.string().nullable().describe('The step that can be approved next.'),
  })
  .meta({ id: 'OpenRollout' })

/** What an action would do. */
export const previewSchema = z
  .object({
    outcome: z.string(),
    rule: z.string(),
    before: z.unknown().meta({ description: 'The flag as people write it, now.' }),
    after: z.unknown().meta({ description: 'The flag as it would be.' }),
    etag: z.string(),
  })
  .meta({ id: 'RolloutPreview' })

/** What was seen at a look. */
export const lookSchema = z
  .object({
    at: z.int().describe('Epoch milliseconds.'),
    state: z.enum(STATES),
    step: z.int().describe('Index of the step.'),
    outcome: z.string(),
    rule: z.string().describe('What it came to, in a sentence.'),
    units: z.object({ control: z.int(), treatment: z.int() }).nullable(),
    guardrails: z.array(z.unknown()).describe('Each guardrail with its interval.'),
    clients: z.object({ connected: z.int(), fetched: z.int() }).optional(),
  })
  .meta({ id: 'RolloutLook' })

/** The body of a new rollout. */
export const newRolloutSchema = z
  .strictObject({ plan: planSchema })
  .meta({ id: 'NewRollout', description: 'A rollout plan.' })

const reason = z.string().max(REASON_LIMIT).optional().describe('Why, for the log.')
const revision = z
  .int()
  .optional()
  .describe('The revision that was looked at; refused when something happened since.')
const plain = { reason, revision }

/** What a person does to a rollout. */
export const actionSchema = z
  .discriminatedUnion('action', [
    z.strictObject({ action: z.literal('start'), ...plain }),
    z.strictObject({
      action: z.literal('approve'),
      step: z.string().max(64).describe('The step that may begin.'),
      ...plain,
    }),
    z.strictObject({ action: z.literal('pause'), ...plain }),
    z.strictObject({
      action: z.literal('resume'),
      dismiss: z
        .array(z.string().max(128))
        .max(20)
        .optional()
        .describe('Guardrails whose harm is accepted until the next step.'),
      ...plain,
    }),
    z.strictObject({ action: z.literal('advance'), ...plain }),
    z.strictObject({ action: z.literal('roll_back'), ...plain }),
    z.strictObject({ action: z.literal('abort'), ...plain }),
    z.strictObject({ action: z.literal('acknowledge'), ...plain }),
    z.strictObject({ action: z.literal('close'), ...plain }),
    z.strictObject({
      action: z.literal('deployed'),
      outcome: z.enum(['acknowledged', 'refused']).describe('Whether the deployment went back.'),
      ...plain,
    }),
  ])
  .meta({ id: 'RolloutAction', description: 'What a person does to a rollout.' })

/** What a person does, parsed. */
export type RolloutAction = z.infer<typeof actionSchema>

/** A decision as it is listed. */
export const decisionSchema = z
  .object({
    seq: z.int(),
    at: moment,
    outcome: z.string(),
    rule: z.string(),
    entry: z.unknown().meta({
      description:
        'The plan’s hash, the state before, the event with its numbers, and what came of it.',
    }),
  })
  .meta({ id: 'RolloutDecision' })
