import { afterEach, beforeEach } from 'vitest'
import { createSluiceClient } from '../src/create-client.ts'
import type { SluiceClient, SluiceClientOptions } from '../src/index.ts'
import type { FakeEnvironment } from './fake-environment.ts'
import { bulk, fakeEnvironment } from './fake-environment.ts'
// Loaded ahead, so that tests wait for no disk.
import '../src/sync/start-sync.ts'

/** The world of the test that runs; a new one for each. */
// oxlint-disable-next-line import/no-mutable-exports -- a binding that lives, so that tests read it as their own
export let world: FakeEnvironment

const clients: SluiceClient[] = []

beforeEach(() => {
  world = fakeEnvironment()
})
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})

/** Makes a client in this world, which is closed after the test. It sends no events, unless it is told to. */
export function start(options: Partial<SluiceClientOptions> = {}): SluiceClient {
  const client = createSluiceClient({
    url: 'http://flags.test/',
    clientKey: 'sluice_client_x',
    environment: world,
    events: false,
    ...options,
  })
  clients.push(client)
  return client
}

/** Makes a client for Ada. */
export function startAsAda(options: Partial<SluiceClientOptions> = {}): SluiceClient {
  return start({ context: { targetingKey: 'ada' }, ...options })
}

/** Opens a page for Ada that is served these values, and closes it again. */
export async function visit(
  values: Record<string, unknown>,
  options: Partial<SluiceClientOptions> = {},
): Promise<void> {
  const client = startAsAda(options)
  await world.request().answer(bulk(values))
  client.close()
}
