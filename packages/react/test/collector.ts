import type { CrashEvent, EventBatch, ExposureEvent, OutcomeEvent, SluiceEvent } from '@sluice/core'
import type { FakeService } from './service.ts'

/** Takes events as the service does: what comes twice with one id is one event. */
export interface Collector {
  /** Answers flags as a service does, and takes events. */
  readonly fetch: typeof fetch
  /** How many posts there were. */
  posts(): number
  /** The bodies as they came, twins included. */
  readonly bodies: EventBatch[]
  readonly events: ReadonlyMap<string, SluiceEvent>
  exposures(): ExposureEvent[]
  crashes(): CrashEvent[]
  outcomes(): OutcomeEvent[]
  /** Refuses all connections from now on, until it is called with `false`. */
  cutOff(isCutOff: boolean): void
}

/** Makes a collector in front of a service. */
export function createCollector(service: FakeService): Collector {
  const events = new Map<string, SluiceEvent>()
  const bodies: EventBatch[] = []
  let isAway = false
  const of = <T extends SluiceEvent['type']>(type: T) =>
    [...events.values()].filter((event) => event.type === type) as Extract<
      SluiceEvent,
      { type: T }
    >[]
  return {
    async fetch(input, init) {
      const url = input instanceof Request ? input.url : String(input)
      if (!url.endsWith('/v1/events')) return service.fetch(input, init)
      if (isAway) throw new TypeError('Failed to fetch')
      const batch = JSON.parse(init?.body as string) as EventBatch
      bodies.push(batch)
      for (const event of batch.events) if (!events.has(event.id)) events.set(event.id, event)
      return Response.json({ accepted: batch.events.length, refused: [] })
    },
    posts: () => bodies.length,
    bodies,
    events,
    exposures: () => of('exposure'),
    crashes: () => of('crash'),
    outcomes: () => of('outcome'),
    cutOff(next) {
      isAway = next
    },
  }
}
