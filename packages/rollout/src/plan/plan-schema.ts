import { z } from 'zod'
import { shapeFaults } from './check-shape.ts'
import type { PlanFault } from './fault.ts'
import { PlanError } from './plan-error.ts'
import { planMessage } from './plan-message.ts'
import type { RolloutPlan } from './plan.ts'

const DAY_MS = 86_400_000
const YEAR_MS = 366 * DAY_MS
const name = z.string().min(1).max(128)
const text = z.string().min(1).max(500)
const duration = z.int().min(0).max(YEAR_MS)
const relative = z.number().min(0).max(100)
const fallback = z.enum(['hold', 'pause', 'roll_back'])
const address = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .refine(hasNoSecret, 'Leave name and password out: whoever may read the plan would read them.')

const stepSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
    .describe('Letters, digits, dots, hyphens and underscores.'),
  audience: name.optional().describe('A segment that the step is for; everybody without it.'),
  shareBps: z.int().min(1).max(10_000).describe('Share that gets the treatment, in basis points.'),
  holdMs: duration.default(0).describe('How long it is watched at least.'),
  monitored: z.boolean().default(false).describe('Whether guardrails decide about it.'),
  minUnitsPerVariant: z.int().min(0).max(1_000_000_000).default(0),
  maxWaitMs: duration.optional().describe('How long it waits for enough data at most.'),
  approval: text.optional().describe('Who has to agree before it begins, in words.'),
})

const guardrailSchema = z
  .strictObject({
    metric: name,
    direction: z.enum(['lower_is_better', 'higher_is_better']),
    marginRelative: relative.describe('How much worse is accepted, relative to the control.'),
    mustRuleOutRelative: relative.optional().describe('How much worse must be ruled out first.'),
    negligibleRate: z.number().gt(0).lt(1).optional(),
    test: z.enum(['event_count_sequential', 'asymptotic_cs']),
    alpha: z.number().gt(0).max(0.2).default(0.05),
    onRegression: z.enum(['roll_back', 'pause']),
  })
  .transform((guardrail) => ({
    ...guardrail,
    mustRuleOutRelative:
      guardrail.mustRuleOutRelative ??
      (guardrail.marginRelative > 0 ? guardrail.marginRelative : 1),
  }))

const hour = z.number().min(0).max(24).optional()
const freezeSchema = z.union([
  z.strictObject({ startsAt: z.int(), endsAt: z.int(), reason: text }),
  z.strictObject({
    weekdays: z.array(z.int().min(0).max(6)).min(1),
    fromHour: hour,
    toHour: hour,
    reason: text,
  }),
])

const contactSchema = z.strictObject({
  name: text,
  url: address.optional().describe('Where a signed message is sent.'),
  afterMs: duration.default(0).describe('How long nobody may have acknowledged before.'),
})

/** Schema of a rollout plan, as people write it. */
export const planSchema = z
  .strictObject({
    flag: name,
    rule: name.describe('Id of the split rule that is raised.'),
    treatment: name,
    control: name,
    steps: z.array(stepSchema).min(1).max(50),
    guardrails: z.array(guardrailSchema).max(20),
    on: z
      .strictObject({ inconclusive: fallback, noData: fallback, srm: fallback })
      .describe('What happens when the data does not say that it is well; nothing here advances.'),
    tickMs: z.int().min(1_000).max(3_600_000).default(10_000),
    silenceMs: z
      .int()
      .min(1_000)
      .max(30 * DAY_MS)
      .default(900_000),
    freezes: z.array(freezeSchema).max(100).default([]),
    people: z.array(contactSchema).max(20).default([]),
    rollback: z.strictObject({
      to: z.literal('version_before_rollout').default('version_before_rollout'),
      verifyWithinMs: z
        .int()
        .min(1_000)
        .max(30 * DAY_MS),
      cooldownMs: duration,
      hook: z.strictObject({ url: address, timeoutMs: z.int().min(1_000).max(DAY_MS) }).optional(),
    }),
  })
  .meta({ id: 'RolloutPlan', title: 'Rollout plan' })

/** A rollout plan as people write it: defaults left out. */
export type PlanDocument = z.input<typeof planSchema>

/**
 * Reads a plan: fills in the defaults and refuses what can never work, wherever it is run.
 *
 * @throws PlanError with every fault, each with its reason and its fix
 */
export function parsePlan(document: unknown): RolloutPlan {
  const parsed = planSchema.safeParse(document, { error: planMessage })
  if (!parsed.success) throw new PlanError(parsed.error.issues.map(faultOf))
  const faults = shapeFaults(parsed.data)
  if (faults.length > 0) throw new PlanError(faults)
  return parsed.data
}

function faultOf({ path, message, code }: z.core.$ZodIssue): PlanFault {
  const at = path.reduce<string>(
    (text, part) =>
      typeof part === 'number'
        ? `${text}[${part}]`
        : `${text}${text === '' ? '' : '.'}${String(part)}`,
    '',
  )
  if (/^steps\[\d+\]\.shareBps$/.test(at) && code === 'too_small') {
    return {
      path: at,
      message:
        'A step of zero shows nothing to anybody. Begin above zero, with 100 for one in a hundred.',
    }
  }
  return { path: at === '' ? 'plan' : at, message }
}

function hasNoSecret(url: string): boolean {
  if (!URL.canParse(url)) return true
  const { username, password } = new URL(url)
  return username === '' && password === ''
}
