import type { EventAccess } from '../intake/open-events.ts'
import type { ApiDeps } from './api-deps.ts'

/** What the routes about events need. */
export interface EventApiDeps extends ApiDeps {
  readonly events: EventAccess
}
