import type { EventKeeper } from '../intake/event-keeper.ts'
import type { UnitSecret } from '../intake/unit-secret.ts'
import type { ApiDeps } from './api-deps.ts'

/** What the routes about events need. */
export interface EventApiDeps extends ApiDeps {
  readonly events: EventAccess
}

/** The events of a service, for its administrative routes. */
export interface EventAccess {
  readonly keeper: EventKeeper
  readonly unitSecret: UnitSecret
}
