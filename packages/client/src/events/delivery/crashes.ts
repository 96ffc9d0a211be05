import type { Crashes } from '../../crashes/crashes.ts'
import { lookUp } from '../../read.ts'
import type { SluiceState } from '../../state.ts'
import type { PageEvents } from '../page-events.ts'

const MESSAGE_LENGTH = 1000
const STACK_LENGTH = 4000

/** Records the crashes of a page, those that were and those that come. */
export function followCrashes(
  crashes: Crashes,
  events: PageEvents,
  getState: () => SluiceState,
): void {
  crashes.record = ({ flag, variant, error, componentStack }) => {
    const entry = lookUp(getState(), flag)
    const { allocationVersion, version, override, experiment } = entry.metadata
    events.record({
      type: 'crash',
      flag,
      variant,
      // Of another variant, what is known of this one says nothing.
      ...(entry.variant === variant && { allocationVersion, version, override, experiment }),
      message: messageOf(error).slice(0, MESSAGE_LENGTH),
      componentStack: componentStack?.slice(0, STACK_LENGTH),
    })
  }
  crashes.early?.splice(0).forEach(crashes.record)
}

function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error)
  } catch {
    // Something was thrown that has no text.
    return ''
  }
}
