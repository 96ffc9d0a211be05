import { getHeapStatistics } from 'node:v8'
import type { Principal } from '../auth/principal.ts'
import type { Logger } from '../http/logger.ts'
import { createIntakeDoor } from '../door/intake-door.ts'
import type { DirectDoor, DoorDeps } from '../door/direct-door.ts'
import type { Metric } from '../health/exposition.ts'
import type { GrantUses } from '../grants/grant-uses.ts'
import type { Router } from '../http/router.ts'
import type { EventAccess } from './open-events.ts'
import { DEFAULT_INTAKE_LIMITS, type IntakeLimits } from './intake-limits.ts'
import { createIntakeMetrics } from './intake-metrics.ts'
import type { FloodBook } from './flood-book.ts'
import { keeperMetrics } from './keeper-metrics.ts'
import { registerIntakeRoute } from './intake-route.ts'
import { createExposureTail } from './exposure-tail.ts'
import { registerTailRoute } from './tail-route.ts'
import { createIntake } from './intake.ts'
import type { Pseudonyms } from './pseudonyms.ts'
import { createSamplings, type ReadSamplings } from './samplings.ts'
import { watchLoad } from './load-watch.ts'

/** Where events go, and what their units are named with. */
export interface EventsOptions extends Pick<EventAccess, 'keeper' | 'pseudonyms'> {
  readonly limits?: Partial<IntakeLimits>
  /** Remembers who sent more than a key may; nobody does without it. */
  readonly floods?: Pick<FloodBook, 'note'>
  /** Tells what flags sampled before; without it only what they sample now is known. */
  readonly samplings?: ReadSamplings
}

/** What the rest of the service lends. */
export interface EventsDeps extends DoorDeps {
  readonly authenticate: (credential: string) => Principal | undefined
  readonly logger: Logger
  readonly grantUses: GrantUses
  /** In `[0, 1)`. */
  readonly random: () => number
}

/** The service's side of events. */
export interface Events {
  readonly door: DirectDoor
  readonly metrics: readonly Metric[]
  /** Names units as events do; `undefined` while that cannot be done. */
  pseudonyms(): Pseudonyms | undefined
  register(router: Router): void
  /** Ends what a credential that works no longer has open. */
  revoke(principal: Principal): void
  close(): void
}

/** Puts the service's side of events together. */
export function createEvents(options: EventsOptions, deps: EventsDeps): Events {
  const { keeper } = options
  const limits = { ...DEFAULT_INTAKE_LIMITS, ...options.limits }
  const counted = createIntakeMetrics()
  const pseudonyms = (): Pseudonyms | undefined => options.pseudonyms()
  const tail = createExposureTail(deps.clock)
  const load = watchLoad(deps.clock, limits.blockedMs, heapShare)
  const intake = createIntake({
    clock: deps.clock,
    random: deps.random,
    limits,
    pseudonyms,
    overload: () => load.overload(),
    keep: async (events) => keeper.keep(events),
    onKept: (environment, events) => tail.kept(environment, events),
    metrics: counted,
    samplings: createSamplings(options.samplings ?? (async () => [])),
    isForced: (...asked) => deps.grantUses.isForced(...asked),
    onFlood: (...noted) => options.floods?.note(...noted),
  })
  const shared = { ...deps, intake, limits }
  return {
    pseudonyms,
    door: createIntakeDoor(shared),
    metrics: [...counted.metrics, ...keeperMetrics(() => keeper.health())],
    register(router) {
      registerIntakeRoute(router, shared)
      registerTailRoute(router, tail, deps.live)
    },
    revoke: (principal) => tail.revoke(principal.id),
    close() {
      load.stop()
      tail.close()
    },
  }
}

function heapShare(): number {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics()
  return used / limit
}
