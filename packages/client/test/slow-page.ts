import { createClient } from '../src/base-client.ts'
import { openOutbox } from '../src/events/outbox.ts'
import type { SluiceClient, SluiceClientOptions } from '../src/index.ts'
import { startLazily } from '../src/start-lazily.ts'
import { startSync } from '../src/sync/start-sync.ts'
import type { LoadedSync } from '../src/sync-part.ts'
import type { FakeEnvironment } from './fake-environment.ts'

/** A page whose larger part is there only when it is told to be. */
export interface SlowPage {
  readonly client: SluiceClient
  arrive(): Promise<void>
}

/** Opens one; it has no context of its own. */
export function openSlowly(
  world: FakeEnvironment,
  options: Partial<SluiceClientOptions> = {},
): SlowPage {
  const load = Promise.withResolvers<LoadedSync>()
  return {
    client: createClient(
      { url: 'http://flags.test', clientKey: 'sluice_client_x', ...options },
      world,
      startLazily(() => load.promise),
      openOutbox,
    ),
    arrive() {
      load.resolve({ startSync })
      return world.settle()
    },
  }
}
