import { join } from 'node:path'
import type { Logger } from '../http/logger.ts'
import { systemClock, type Clock } from '../live/clock.ts'
import type { LiveEnvironments } from '../live/live-environments.ts'
import { eventCauses, type EventCause } from './event-causes.ts'
import { openEventKeeper, type EventKeeper, type KeeperOptions } from './event-keeper.ts'
import { eventStoreAt, type OpenEventStore } from './open-event-store.ts'
import { createPseudonyms, type Pseudonyms } from './pseudonyms.ts'
import { EVENTS_FOLDER, openUnitSecret, type UnitSecret } from './unit-secret.ts'

/** The events of a data folder. */
export interface EventAccess {
  readonly keeper: EventKeeper
  readonly unitSecret: UnitSecret
  /** Names units; `undefined` while the secret cannot be used. */
  pseudonyms(): Pseudonyms | undefined
  /** What is wrong with them. None of it touches flags. */
  causes(): readonly EventCause[]
}

/** Where the events are, and how they are kept. */
export interface OpenEventsOptions extends Pick<
  KeeperOptions,
  'spoolBytes' | 'settleMs' | 'onRetain'
> {
  readonly dataDir: string
  readonly logger: Logger
  readonly clock?: Clock
  /** Whose events are tidied up, by their settings; without it nothing is. */
  readonly live?: Pick<LiveEnvironments, 'keys' | 'get'>
  /** Where events rest when not in the data folder: a ClickHouse that several services may share. */
  readonly clickHouseUrl?: string | undefined
  /** Opens another store than the two. */
  readonly openStore?: OpenEventStore
}

/**
 * Opens the events of a data folder. Never fails: what cannot be used now is tried
 * again, and until then `causes` says so.
 */
export async function openEvents(options: OpenEventsOptions): Promise<EventAccess> {
  const { dataDir, clock = systemClock, clickHouseUrl, ...others } = options
  const { openStore = eventStoreAt(clickHouseUrl), ...kept } = others
  // Before there is a folder with events in it.
  const unitSecret = openUnitSecret(dataDir, options.logger, clock)
  const folder = join(dataDir, EVENTS_FOLDER)
  const keeper = await openEventKeeper({ ...kept, folder, clock, openStore })
  let pseudonyms: Pseudonyms | undefined
  return {
    keeper,
    unitSecret,
    pseudonyms() {
      const secret = unitSecret()
      return (pseudonyms ??= secret && createPseudonyms(secret))
    },
    causes: () => eventCauses(keeper.health(), unitSecret() !== undefined),
  }
}
