// Running a service
export { startService } from './service/start-service.ts'
export { DEFAULT_HOST, DEFAULT_PORT } from './service/service-options.ts'
export { DEMO_CREDENTIALS, DEMO_ENVIRONMENT } from './auth/demo-credentials.ts'

// Its parts, for tests without a port and for commands that work on a data folder
export { createApp } from './service/create-app.ts'
export { registerApi } from './api/register-api.ts'
export { openStore } from './store/open-store.ts'
export { openEvents } from './intake/open-events.ts'

// Backups of a data folder
export { backUp } from './backup/back-up.ts'
export { restoreBackup } from './backup/restore-backup.ts'

// Rollouts, offline
export { replay } from '@sluice/rollout'
export type { DecisionEntry, Replayed, RolloutPlan } from '@sluice/rollout'

// Game days: rollouts through scripted faults, on a virtual clock
export { drawDays } from './simulation/picture.ts'
export { runDay } from './simulation/run-day.ts'
export { SCENARIOS } from './simulation/scenario.ts'
export type { DayReport, Sample } from './simulation/day-report.ts'
export type { DaySize } from './simulation/day-size.ts'
export type { Must, Scenario, Wire } from './simulation/scenario.ts'

// The audit log, offline
export { parseHead } from './audit/audit-head.ts'
export { verifyAudit } from './audit/verify.ts'

export type { Service } from './service/start-service.ts'
export type { Seed, ServiceOptions } from './service/service-options.ts'
export type { ServiceLimits } from './service/limits.ts'
export type { App, AppOptions } from './service/create-app.ts'
export type { ApiOptions } from './api/register-api.ts'
export type { EventAccess, OpenEventsOptions } from './intake/open-events.ts'
export type { EventsOptions } from './intake/events.ts'
export type { IntakeLimits } from './intake/intake-limits.ts'
export type { Store, StoreHealth } from './store/store.ts'
export type { StoreOptions } from './store/store-options.ts'
export type { Logger } from './http/logger.ts'
export type { Role } from './auth/principal.ts'
export type { Permission } from './auth/permissions.ts'
export type { EnvironmentSettings } from './live/published-environment.ts'
export type { Backup, BackupOptions } from './backup/back-up.ts'
export type { Restored, RestoreOptions } from './backup/restore-backup.ts'
export type { AuditHead } from './audit/audit-head.ts'
export type { AuditEntry } from './audit/audit-entry.ts'
export type { AuditFault, AuditFaultKind, AuditReport } from './audit/verify.ts'

// What the service answers, for clients of its API
export type {
  AuditEntryAnswer,
  AuditReportAnswer,
  ChangeAnswer,
  ChangeSummary,
  EnvironmentAnswer,
  ExplainAnswer,
  ExposureCountAnswer,
  FlagUsageAnswer,
  KeyAnswer,
  NewKeyAnswer,
  NewTokenAnswer,
  ProblemAnswer,
  RulesetDryRun,
  RulesetWritten,
  SettingsAnswer,
  TokenAnswer,
  VersionAnswer,
} from './api/answer-types.ts'
export type { Receipts } from './stream/receipt-routes.ts'
export type { MetricSourceOption } from './measure/prometheus/allowed-source.ts'
