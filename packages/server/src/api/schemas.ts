import { rulesetSchema } from '@sluice/core/schema'
import { z } from 'zod'
import { AUDIT_ACTIONS } from '../audit/audit-entry.ts'
import { KEY_KINDS, ROLES } from '../auth/principal.ts'

/** Any JSON value. */
export const jsonSchema = z.unknown().meta({ description: 'Any JSON value.' })

const moment = z.iso.datetime()

/** A ruleset as people write it. */
export const rulesetDocumentSchema = rulesetSchema.meta({
  ...rulesetSchema.meta(),
  id: 'RulesetDocument',
})

const section = z.record(z.string(), z.unknown())

/** A ruleset as the service publishes it. */
export const publishedRulesetSchema = z
  .looseObject({
    schemaVersion: z.literal(1),
    version: z.int().describe('Rises with every change; compares within an epoch.'),
    attributes: section,
    segments: section,
    layers: section,
    holdouts: section,
    metrics: section,
    experiments: section.describe(
      'Experiments by key, with every default filled in, and `run`: what became of them.',
    ),
    overridable: z
      .literal(false)
      .optional()
      .describe('In a protected environment: nothing but a grant may force a flag.'),
    flags: section.describe(
      'Flags by key, with every default filled in, `version` and `allocationVersion`.',
    ),
  })
  .meta({ id: 'PublishedRuleset' })

/** Who made a change. */
export const actorSchema = z
  .object({
    kind: z.enum(['token', 'member', 'server_key', 'client_key', 'ingest_key', 'service']),
    id: z.string(),
    name: z.string(),
    role: z.enum(ROLES).optional(),
  })
  .meta({ id: 'Actor', description: 'Who made a change.' })

const subject = z.string().optional()

/** Which part of a ruleset changed, and how. */
export const changeSummarySchema = z
  .object({
    flag: subject,
    segment: subject,
    layer: subject,
    holdout: subject,
    attribute: subject,
    metric: subject,
    experiment: subject,
    kind: z.enum(['added', 'changed', 'archived', 'restored', 'removed']),
  })
  .meta({
    id: 'ChangeSummary',
    description: 'One part of a ruleset that changed; one of the names is given.',
  })

/** The same with the part before and after. */
export const changeSchema = changeSummarySchema
  .extend({
    before: jsonSchema.describe(
      'The part as it was, in the form of the document; null when there was none.',
    ),
    after: jsonSchema.describe('The part as it is now; null when it is gone.'),
  })
  .meta({ id: 'Change', description: 'One part of a ruleset before and after a change.' })

/** What every change of a ruleset answers. */
export const writeAnswerSchema = z
  .object({
    version: z.int().describe('The version that is served now.'),
    previousVersion: z.int().describe('The version before; the same when nothing differed.'),
    changes: z.array(changeSchema),
  })
  .meta({ id: 'RulesetWritten' })

/** What a dry run answers. */
export const dryRunSchema = z
  .object({ currentVersion: z.int(), changes: z.array(changeSchema) })
  .meta({ id: 'RulesetDryRun' })

/** One version of a ruleset. */
export const versionSchema = z
  .object({
    version: z.int(),
    createdAt: moment,
    actor: actorSchema,
    action: z.enum(AUDIT_ACTIONS),
    reason: z.string().nullable(),
    changes: z.array(changeSummarySchema),
  })
  .meta({
    id: 'Version',
    description: 'One version of a ruleset: who made it, why, and what it changed.',
  })

/** What an environment allows and asks for. */
export const settingsSchema = z
  .object({
    protected: z
      .boolean()
      .describe('Every change needs a reason, and editors may not change anything.'),
    allowedOrigins: z
      .array(z.string())
      .describe(
        'Exact origins whose pages may use a client key. While empty: every one in development mode, none but the service’s own in production.',
      ),
    namingPattern: z
      .string()
      .optional()
      .describe('RE2 expression that the keys of new flags must match.'),
    requireOwner: z.boolean().describe('New flags must name an owner.'),
    requireSunsetOn: z
      .boolean()
      .optional()
      .describe('New releases and experiments must name the day of their removal.'),
    eventRetentionDays: z
      .int()
      .optional()
      .describe('Events older than so many days are deleted; without it they are kept.'),
    grantRoles: z
      .array(z.enum(ROLES))
      .optional()
      .describe(
        'The roles that may issue grants; an empty list ends all there are. Without it: `qa` and above, and none where it is protected.',
      ),
  })
  .meta({ id: 'EnvironmentSettings' })

/** An environment. */
export const environmentSchema = z
  .object({
    key: z.string(),
    settings: settingsSchema,
    version: z.int().describe('The ruleset version that is served.'),
    createdAt: moment,
    changedAt: moment,
  })
  .meta({ id: 'Environment' })

/** A grant, without the token. */
export const grantSchema = z
  .object({
    id: z.string(),
    environment: z.string(),
    overrides: z.record(z.string(), z.string()).describe('Variants by flag key.'),
    units: z
      .array(z.string())
      .optional()
      .describe('What names the one person that it works for; the values are in the token alone.'),
    origins: z.array(z.string()).optional().describe('The only pages that it works on.'),
    createdAt: moment,
    createdBy: actorSchema,
    expiresAt: moment,
    revokedAt: moment.nullable(),
  })
  .meta({ id: 'Grant', description: 'The right to be shown variants that were chosen.' })

/** A grant that was just made. */
export const newGrantSchema = grantSchema
  .extend({
    token: z
      .string()
      .optional()
      .describe(
        'What is sent as `Sluice-Grant`, or opened as `#sluice-grant=…`. Shown this one time. Absent when an answer is repeated after a restart.',
      ),
  })
  .meta({ id: 'NewGrant' })

const credential = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string().describe('The part of the credential that is no secret.'),
  last4: z.string().describe('The last four characters of the credential.'),
  createdAt: moment,
  createdBy: actorSchema,
  revokedAt: moment.nullable(),
})

const secret = z
  .string()
  .optional()
  .describe(
    'The credential itself. Shown this one time; only its digest is kept. Absent when an answer is repeated after a restart.',
  )

/** A client key or a server key. */
export const keySchema = credential.extend({ kind: z.enum(KEY_KINDS) }).meta({ id: 'Key' })

/** A key that was just made. */
export const newKeySchema = keySchema.extend({ secret }).meta({ id: 'NewKey' })

/** A token. */
export const tokenSchema = credential.extend({ role: z.enum(ROLES) }).meta({ id: 'Token' })

/** A token that was just made. */
export const newTokenSchema = tokenSchema.extend({ secret }).meta({ id: 'NewToken' })

/** An entry of the audit log. */
export const auditEntrySchema = z
  .object({
    seq: z.int().describe('Number in the one chain of the service, from 1.'),
    prevHash: z.string().describe('Hash of the entry before.'),
    at: moment,
    environment: z.string().nullable(),
    actor: actorSchema,
    action: z.enum(AUDIT_ACTIONS),
    subject: z.string().nullable().describe('The flag, key or token that the action is about.'),
    reason: z.string().nullable(),
    before: jsonSchema.describe('What changed, as it was.'),
    after: jsonSchema.describe('What changed, as it is now.'),
    hash: z
      .string()
      .describe('SHA-256 over the canonical JSON (RFC 8785) of all fields but hash and signature.'),
    signature: z.string().describe('Ed25519 over `sluice-audit-entry:` and the hash, base64.'),
  })
  .meta({ id: 'AuditEntry' })

/** The outcome of a verification of the audit log. */
export const auditReportSchema = z
  .object({
    whole: z.boolean(),
    entries: z.int().describe('How many entries were looked at.'),
    headSeq: z.int().nullable().describe('Where the signed head says that the chain ends.'),
    fault: z
      .object({
        seq: z.int().describe('The entry where the chain breaks.'),
        kind: z.string(),
        detail: z.string(),
      })
      .optional()
      .describe('The first thing wrong; absent when the chain is whole.'),
  })
  .meta({ id: 'AuditReport' })

/** What explains one flag for one context. */
export const explanationSchema = z
  .looseObject({
    key: z.string(),
    version: z.int(),
    at: z.int().describe('The time it was evaluated for, epoch milliseconds.'),
    evaluation: z
      .looseObject({})
      .describe('What is served: value, variant, reason and metadata, or an error code.'),
    decision: z
      .looseObject({ by: z.string() })
      .describe('What decided: off, a prerequisite, a rule, a holdout or the default.'),
    prerequisites: z.array(z.looseObject({})),
    rules: z
      .array(z.looseObject({}))
      .describe('Each rule in its order: passed, failed, unknown or skipped, with what it saw.'),
    forClients: z.boolean().describe('Neither archived nor `serverOnly`: client keys get it.'),
  })
  .meta({ id: 'Explanation' })

/** A refusal. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('Stable across releases; what a program acts on.'),
    detail: z.string().describe('What was wrong and what to do, for a person.'),
    faults: z
      .array(
        z.object({
          path: z.string(),
          at: z.array(z.union([z.string(), z.int()])),
          message: z.string(),
        }),
      )
      .optional()
      .describe('Everything that is wrong with a document, with its JSON paths.'),
    currentVersion: z.int().optional().describe('With 412: the version to read again.'),
    requiredBy: z
      .array(z.string())
      .optional()
      .describe('With FLAG_REQUIRED: the flags that require it.'),
    requestId: z.string().optional().describe('With 500: what to look for in the log.'),
  })
  .meta({ id: 'Problem', description: 'A refusal, RFC 9457.' })
