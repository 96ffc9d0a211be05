import type { RolloutCommand } from '../machine/command.ts'
import type { RolloutState } from '../machine/state.ts'
import type { Decision, Turn } from '../machine/turn.ts'

const LEFT_OUT = ''

/** What an event came to, with every sentence of the machine left out, and all else as it is. */
export function withoutWords({ state, commands, decision }: Turn): Turn {
  return {
    state: plainState(state),
    commands: commands.map(plainCommand),
    decision: plainDecision(decision),
  }
}

function plainState(state: RolloutState): RolloutState {
  const { alarm, incident } = state
  return {
    ...state,
    alarm: alarm && { ...alarm, text: LEFT_OUT },
    // What people wrote when they closed it is theirs, and stays.
    incident: incident && { ...incident, because: LEFT_OUT },
  }
}

function plainCommand(command: RolloutCommand): RolloutCommand {
  if (command.kind === 'notify') return { ...command, text: LEFT_OUT }
  return command.kind === 'call_hook' ? { ...command, because: LEFT_OUT } : command
}

function plainDecision({ outcome, guardrails }: Decision): Decision {
  return {
    outcome,
    rule: LEFT_OUT,
    ...(guardrails !== undefined && {
      guardrails: guardrails.map(({ because: _because, ...numbers }) => numbers),
    }),
  }
}
