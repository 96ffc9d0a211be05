import { raised, told } from './alarms.ts'
import { advanced, obstacleTo, setShare } from './advancing.ts'
import { countedAnew, isBroken } from './counting-anew.ts'
import type { RolloutEvent } from './event.ts'
import { rolledBack } from './going-back.ts'
import type { RolloutState } from './state.ts'
import { turnOf, unmoved, withMove, type Given, type Turn } from './turn.ts'

type Of<K extends RolloutEvent['kind']> = Given<Extract<RolloutEvent, { kind: K }>>

export function start({ plan, state, event }: Of<'start'>): Turn {
  const [first] = plan.steps
  const obstacle = obstacleTo(plan, state, 0, event.at)
  if (obstacle !== undefined) return unmoved(state, 'refused', obstacle.rule)
  return turnOf(state, {
    to: {
      name: 'running',
      versionBefore: event.versionBefore,
      ...(event.metricMarks !== undefined && { metricMarks: event.metricMarks }),
      pending: { kind: 'set_share', step: 0 },
    },
    commands: [setShare(plan, 0)],
    outcome: 'started',
    rule: `${event.by.name} started it: "${first?.name ?? ''}" begins.`,
  })
}

export function approve({ plan, state, event }: Of<'approve'>): Turn {
  const index = plan.steps.findIndex(({ name }) => name === event.step)
  const step = plan.steps[index]
  const refuse = (rule: string): Turn => unmoved(state, 'refused', rule)
  if (step === undefined) {
    return refuse(
      `There is no step "${event.step}". It has: ${plan.steps.map(({ name }) => name).join(', ')}.`,
    )
  }
  if (step.approval === undefined) return refuse(`"${event.step}" needs no approval.`)
  if (event.by.id === state.author.id) {
    return refuse(
      'Nobody approves their own rollout. Ask somebody else than the author of the plan.',
    )
  }
  if (Object.hasOwn(state.approvals, event.step)) {
    return unmoved(state, 'noted', `"${event.step}" is approved already.`)
  }
  return turnOf(state, {
    to: {
      approvals: { ...state.approvals, [event.step]: event.by },
      ...(state.waitsFor === 'approval' && { waitsFor: null }),
    },
    outcome: 'approved',
    rule: `${event.by.name} approved "${event.step}".`,
  })
}

export function pause({ state, event }: Of<'pause'>): Turn {
  if (state.pausedBy === 'person') return unmoved(state, 'noted', 'It is paused already.')
  return turnOf(state, {
    to: {
      name: 'paused',
      pausedBy: state.pausedBy === 'stepped_in' ? 'stepped_in' : 'person',
      pending: null,
    },
    outcome: 'pause',
    rule: `${event.by.name} paused it${because(event.reason)}`,
  })
}

export function resume({ plan, state, event }: Of<'resume'>): Turn {
  const dismissed = event.dismiss ?? []
  const unknown = dismissed.find(
    (metric) => !plan.guardrails.some((guardrail) => guardrail.metric === metric),
  )
  if (unknown !== undefined) return unmoved(state, 'refused', `There is no guardrail "${unknown}".`)
  // What a person has changed is set again only because a person says so.
  const setsAgain = state.pausedBy === 'stepped_in' && state.step >= 0
  const obstacle = setsAgain ? obstacleTo(plan, state, state.step, event.at) : undefined
  if (obstacle !== undefined) return unmoved(state, 'refused', obstacle.rule)
  return turnOf(state, {
    to: {
      name: 'running',
      pausedBy: null,
      waitsFor: null,
      heldMs: 0,
      waitedMs: 0,
      missingMs: 0,
      trustedUntil: event.at,
      ...countedAnew(state, event.at),
      ...(state.intruder !== undefined && { intruder: null }),
      dismissed: [...new Set([...state.dismissed, ...dismissed])],
      ...(setsAgain && { pending: { kind: 'set_share', step: state.step } as const }),
    },
    commands: setsAgain ? [setShare(plan, state.step)] : [],
    outcome: 'resume',
    rule: `${event.by.name} resumed it, and its window begins anew${leftOut(state)}${because(event.reason)}`,
  })
}

export function advance({ plan, state, event }: Of<'advance'>): Turn {
  if (state.pending !== null) {
    return unmoved(
      state,
      'refused',
      'The last change of the share is not confirmed yet. Try again.',
    )
  }
  const isLast = state.step + 1 === plan.steps.length
  const obstacle = isLast ? undefined : obstacleTo(plan, state, state.step + 1, event.at)
  if (obstacle !== undefined) return unmoved(state, 'refused', obstacle.rule)
  const move = advanced(
    plan,
    state,
    `${event.by.name} advanced it${leftOut(state)}${because(event.reason)}`,
  )
  return turnOf(state, { ...move, to: { ...move.to, ...countedAnew(state, event.at) } })
}

export function rollBack({ plan, state, event }: Of<'roll_back'>): Turn {
  if (state.versionBefore === null) {
    return unmoved(state, 'refused', 'It never changed the flag, so there is nothing to roll back.')
  }
  const { at, by, reason = 'no reason was given.' } = event
  return turnOf(state, rolledBack(plan, state, { at, by, rule: reason }))
}

export function abort({ plan, state, event }: Of<'abort'>): Turn {
  const { by, reason } = event
  if (state.name === 'verifying') {
    // The flag is back, so what a rollback asks of people stays: a cause, and a cooldown.
    const text = `${by.name} took over the flag "${plan.flag}" while its rollback was verified; it stays as it is, and its incident is open${because(reason)}`
    return turnOf(state, {
      to: { name: 'rolled_back', verification: 'stepped_in' },
      outcome: 'abort',
      rule: text,
      commands: told(plan, text),
    })
  }
  const isOpen = state.incident !== null && state.incident.closedBy === undefined
  const text = `${by.name} aborted the rollout of "${plan.flag}"; the flag stays as it is and nobody watches it${isOpen ? ', and its incident is open' : ''}${because(reason)}`
  return turnOf(state, {
    to: { name: 'aborted', pending: null, pausedBy: null, waitsFor: null },
    outcome: 'abort',
    rule: text,
    commands: told(plan, text),
  })
}

export function acknowledge({ state, event }: Of<'acknowledge'>): Turn {
  if (state.alarm === null) return unmoved(state, 'noted', 'There is no alarm to acknowledge.')
  return turnOf(state, {
    to: { alarm: null },
    outcome: 'acknowledged',
    rule: `${event.by.name} acknowledged: ${state.alarm.text}`,
  })
}

export function close({ state, event }: Of<'close'>): Turn {
  const { incident } = state
  if (incident === null) return unmoved(state, 'refused', 'Nothing was rolled back.')
  if (incident.closedBy !== undefined) {
    return unmoved(state, 'noted', 'The incident is closed already.')
  }
  if (event.reason === undefined || event.reason.trim() === '') {
    return unmoved(
      state,
      'refused',
      'An incident is closed with a reason: what it was, and what was done.',
    )
  }
  return turnOf(state, {
    to: { incident: { ...incident, closedBy: event.by, closedBecause: event.reason }, alarm: null },
    outcome: 'closed',
    rule: `${event.by.name} closed the incident: ${event.reason}`,
  })
}

export function steppedIn({ plan, state, event }: Of<'stepped_in'>): Turn {
  const { message, version, isGone, by } = event
  const theirs: Partial<RolloutState> = {
    pending: null,
    approvals: {},
    waitsFor: null,
    ...(by !== undefined && { intruder: by }),
  }
  if (state.name === 'verifying') {
    return turnOf(state, {
      to: {
        name: 'rolled_back',
        verification: 'stepped_in',
        ...(by !== undefined && { intruder: by }),
      },
      outcome: 'stepped_in',
      rule: `Version ${version}: ${message} It is not verified any further.`,
    })
  }
  const ends = isGone || state.name === 'rolling_back'
  const rule = ends
    ? `Version ${version}: ${message} The rollout ends here.`
    : `Version ${version}: ${message} The rollout is paused; approvals are void.`
  return turnOf(
    state,
    withMove(
      {
        to: ends
          ? { ...theirs, name: 'aborted', pausedBy: null }
          : { ...theirs, name: 'paused', pausedBy: 'stepped_in' },
        outcome: 'stepped_in',
        rule,
      },
      raised(plan, state, `"${plan.flag}": ${rule}`),
    ),
  )
}

function leftOut(state: RolloutState): string {
  return isBroken(state) ? ', without what was counted before' : ''
}

function because(reason: string | undefined): string {
  return reason === undefined ? '.' : `: ${reason.replace(/\.?$/, '.')}`
}
