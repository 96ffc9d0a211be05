export { allocationOf, comparedShare } from './plan/allocation.ts'
export type { Allocation } from './plan/allocation.ts'
export { checkPlan } from './plan/check-plan.ts'
export type { PlanFault } from './plan/fault.ts'
export { freezeAt } from './plan/freezes.ts'
export type {
  Contact,
  FallbackAction,
  Freeze,
  GuardrailTest,
  RollbackPlan,
  RolloutGuardrail,
  RolloutPlan,
  RolloutStep,
} from './plan/plan.ts'
export type { Surroundings } from './plan/surroundings.ts'

export type { RolloutCommand, Outcome } from './machine/command.ts'
export { RULINGS } from './machine/decided.ts'
export type { Ruling } from './machine/decided.ts'
export { EVENTS } from './machine/event.ts'
export type { ClientReceipts, EventKind, RolloutEvent } from './machine/event.ts'
export { draftState, STATES } from './machine/state.ts'
export type {
  Alarm,
  Incident,
  PauseCause,
  PendingChange,
  Person,
  RolloutState,
  StateName,
  Verification,
} from './machine/state.ts'
export { keepsAllocation } from './machine/changes.ts'
export { sinceThen } from './machine/clock.ts'
export { isLocked, stepRollout } from './machine/step.ts'
export type { Decision, Turn } from './machine/turn.ts'

export type {
  Measurement,
  MeasuredMetric,
  MetricFault,
  MetricReading,
  NoMeasurement,
} from './reading/measurement.ts'
export { isHarmed } from './reading/read-step.ts'
export { soundMeasurement } from './reading/sound.ts'
export type { GuardrailFinding, GuardrailReading } from './reading/read-guardrail.ts'

export { canonical, hashOf } from './log/canonical.ts'
export { decide, isNews, planHash } from './log/entry.ts'
export type { DecisionEntry } from './log/entry.ts'
export { EDITION } from './log/edition.ts'
export type { Edition } from './log/edition.ts'
export { replay } from './log/replay.ts'
export type { Replayed } from './log/replay.ts'

export { playbook } from './papers/playbook.ts'
export { postMortem } from './papers/post-mortem.ts'
