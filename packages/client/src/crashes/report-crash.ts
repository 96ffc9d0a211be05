import { SluiceError } from '@sluice/core'
import type { SluiceClient } from '../client.ts'
import type { FlagEntry, SluiceState } from '../state.ts'
import type { Crash, CrashedEvent } from './crashes.ts'

const MESSAGE_LENGTH = 1000
const STACK_LENGTH = 4000

/** What is told of a crash, and goes by it. */
type Told = Pick<SluiceClient, 'crashes' | 'report'> & {
  readonly store: Pick<SluiceClient['store'], 'getState'>
}

/**
 * Marks a treatment as broken for the session, records that for whoever saw it, and tells
 * `onError` (`TREATMENT_CRASHED`).
 */
export function reportCrash({ crashes, report, store }: Told, crash: Crash): void {
  const { flag, variant, error: cause } = crash
  crashes.broken.add(JSON.stringify([flag, variant]))
  crashes.remember(() => {})
  crashes.record(eventOf(crash, store.getState()), crash)
  report(new SluiceError('TREATMENT_CRASHED', `"${flag}" crashed: ${variant}`, { cause }))
}

/** Whether this treatment crashed in this session. */
export function isBroken(
  client: Pick<SluiceClient, 'crashes'>,
  flag: string,
  variant: string | undefined,
): boolean {
  return client.crashes.broken.has(JSON.stringify([flag, variant]))
}

function eventOf(
  { flag, variant, error, componentStack }: Crash,
  state: SluiceState,
): CrashedEvent {
  const entry = shownOf(flag, state)
  const { allocationVersion, version, override, experiment } = entry?.metadata ?? {}
  return {
    type: 'crash',
    flag,
    variant,
    // Of another variant, what is known of this one says nothing.
    ...(entry?.variant === variant && { allocationVersion, version, override, experiment }),
    message: messageOf(error).slice(0, MESSAGE_LENGTH),
    componentStack:
      typeof componentStack === 'string' ? componentStack.slice(0, STACK_LENGTH) : undefined,
  }
}

/** What is known of a flag: what is forced, where that is permitted. */
function shownOf(flag: string, { flags, overrides }: SluiceState): FlagEntry | undefined {
  const entry = flags.get(flag)
  return entry?.metadata.overridable === false ? entry : (overrides.get(flag) ?? entry)
}

function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error)
  } catch {
    // Something was thrown that has no text.
    return ''
  }
}
