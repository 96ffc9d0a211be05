import { createSluiceClient, type SluiceClient, type SluiceClientOptions } from '@sluice/client'
import type { EvaluationMetadata, JsonValue, Reason } from '@sluice/core'

/** A flag as the service answers it. */
export interface ServedFlag {
  readonly key: string
  readonly value: JsonValue
  readonly variant: string
  readonly reason: Reason
  readonly metadata: EvaluationMetadata
}

/** A gate service without a network. */
export interface FakeService {
  readonly fetch: typeof fetch
  /** Replaces what it serves. */
  serve(flags: readonly ServedFlag[]): void
  /** Holds answers back from now on; gives what lets them go. */
  hold(): () => void
}

/** One flag on the wire. A boolean is called `on` or `off` unless named. */
export function flag(
  key: string,
  value: JsonValue,
  variant: string = value === true ? 'on' : 'off',
  metadata: EvaluationMetadata = { version: 1, ruleId: 'split' },
): ServedFlag {
  return { key, value, variant, reason: 'SPLIT', metadata }
}

/** Makes a service that answers OFREP's bulk endpoint. */
export function createFakeService(initial: readonly ServedFlag[] = []): FakeService {
  let flags = initial
  let version = 1
  let gate: Promise<void> = Promise.resolve()
  return {
    async fetch() {
      await gate
      return Response.json(
        { flags },
        { headers: { 'Sluice-Ruleset-Version': String(version), 'Sluice-Epoch': 'test' } },
      )
    },
    serve(next) {
      flags = next
      version += 1
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return resolve
    },
  }
}

const clients: SluiceClient[] = []

/** Makes a real client of the fake service; `closeClients` ends it. */
export function createTestClient(
  service: FakeService,
  options: Partial<SluiceClientOptions> = {},
): SluiceClient {
  const client = createSluiceClient({
    url: 'http://gates.test',
    clientKey: 'sluice_client_test',
    cache: 'memory',
    stream: false,
    // Tests of what is sent have a collector of their own.
    events: false,
    fetch: service.fetch,
    ...options,
  })
  clients.push(client)
  return client
}

/** Makes a client that has had its first answer. */
export async function readyClient(
  flags: readonly ServedFlag[] | FakeService,
  options: Partial<SluiceClientOptions> = {},
): Promise<SluiceClient> {
  const service = 'fetch' in flags ? flags : createFakeService(flags)
  const client = createTestClient(service, options)
  await client.ready()
  return client
}

/** Ends the clients that a test made, and forgets them. */
export function closeClients(): void {
  for (const client of clients.splice(0)) client.close()
}
