import { isLocked, type Incident } from '@sluice/rollout'
import type { z } from 'zod'
import type { StoredDecision } from './decision-rows.ts'
import type { rolloutSchema } from './rollout-schemas.ts'
import type { StoredRollout } from './rollout-rows.ts'

/** A rollout as it is answered. */
export function showRollout(
  { id, environment, flag, plan, state, decisions, createdAt, changedAt }: StoredRollout,
  last: StoredDecision | undefined,
): z.infer<typeof rolloutSchema> {
  const step = plan.steps[state.step]
  return {
    id,
    environment,
    flag,
    state: state.name,
    revision: state.revision,
    step:
      step === undefined
        ? null
        : { name: step.name, index: state.step, of: plan.steps.length, shareBps: step.shareBps },
    heldMs: state.heldMs,
    waitedMs: state.waitedMs,
    missingMs: state.missingMs,
    waitsFor: state.waitsFor,
    pausedBy: state.pausedBy,
    intruder: state.intruder ?? null,
    alarm: state.alarm?.text ?? null,
    verification: state.verification,
    hook: state.hook,
    restoredMs: state.restoredMs,
    deployedMs: state.deployedMs ?? null,
    incident: shownIncident(state.incident),
    approvals: state.approvals,
    dismissed: [...state.dismissed],
    isLocked: isLocked(plan, state),
    author: state.author,
    versionBefore: state.versionBefore,
    version: state.version,
    units: { control: state.split.control, treatment: state.split.treatment },
    last:
      last === undefined
        ? null
        : { at: new Date(last.at).toISOString(), outcome: last.outcome, rule: last.rule },
    decisions,
    createdAt: new Date(createdAt).toISOString(),
    changedAt: new Date(changedAt).toISOString(),
    plan,
  }
}

function shownIncident(incident: Incident | null): z.infer<typeof rolloutSchema>['incident'] {
  if (incident === null) return null
  const { because, at, by = null, metric = null, closedBy = null, closedBecause = null } = incident
  return { because, at: new Date(at).toISOString(), by, metric, closedBy, closedBecause }
}
