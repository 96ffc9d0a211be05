import type { z } from 'zod'
import type { exposureCountSchema, flagUsageSchema } from './event-schemas.ts'
import type { explainAnswerSchema } from './explain-answer.ts'
import type {
  auditEntrySchema,
  auditReportSchema,
  changeSchema,
  changeSummarySchema,
  dryRunSchema,
  environmentSchema,
  keySchema,
  newKeySchema,
  newTokenSchema,
  problemSchema,
  settingsSchema,
  tokenSchema,
  versionSchema,
  writeAnswerSchema,
} from './schemas.ts'

/** What a change of a ruleset answers. */
export type RulesetWritten = z.infer<typeof writeAnswerSchema>
/** What a dry run answers. */
export type RulesetDryRun = z.infer<typeof dryRunSchema>
/** One part of a ruleset before and after a change. */
export type ChangeAnswer = z.infer<typeof changeSchema>
/** The same without the values. */
export type ChangeSummary = z.infer<typeof changeSummarySchema>
/** One version of a ruleset. */
export type VersionAnswer = z.infer<typeof versionSchema>
/** An environment. */
export type EnvironmentAnswer = z.infer<typeof environmentSchema>
/** What an environment allows and asks for. */
export type SettingsAnswer = z.infer<typeof settingsSchema>
/** A client key or a server key. */
export type KeyAnswer = z.infer<typeof keySchema>
/** A key that was just made, with its secret. */
export type NewKeyAnswer = z.infer<typeof newKeySchema>
/** A token. */
export type TokenAnswer = z.infer<typeof tokenSchema>
/** A token that was just made, with its secret. */
export type NewTokenAnswer = z.infer<typeof newTokenSchema>
/** An entry of the audit log as it is answered. */
export type AuditEntryAnswer = z.infer<typeof auditEntrySchema>
/** The outcome of a verification of the audit log as it is answered. */
export type AuditReportAnswer = z.infer<typeof auditReportSchema>
/** What explain answers. */
export type ExplainAnswer = z.infer<typeof explainAnswerSchema>
/** Exposures of one variant in one bucket and segment, as they are answered. */
export type ExposureCountAnswer = z.infer<typeof exposureCountSchema>
/** A flag with who reads it, as it is answered. */
export type FlagUsageAnswer = z.infer<typeof flagUsageSchema>
/** A refusal. */
export type ProblemAnswer = z.infer<typeof problemSchema>
