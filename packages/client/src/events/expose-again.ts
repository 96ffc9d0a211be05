import type { FirstEnvironment } from '../environment.ts'
import type { PageEvents } from './page-events.ts'

/** Exposes what is on the screen once more: for somebody else, or because it may be sent now. */
export function exposeAgain(
  events: PageEvents,
  { schedule }: Pick<FirstEnvironment, 'schedule'>,
): void {
  const { present } = events
  // By then whoever reads something else now has drawn it.
  if (present.size)
    schedule(() => {
      for (const [details, [phase]] of present) events.see(details, phase, events.evaluated)
    }, 0)
}
