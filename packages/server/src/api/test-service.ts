import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SERVICE_ACTOR } from '../audit/actor.ts'
import { issueCredential, type CredentialOrder } from '../auth/issue-credential.ts'
import { ROLES, type Role } from '../auth/principal.ts'
import { readinessOf } from '../health/readiness.ts'
import { silentLogger } from '../http/logger.ts'
import type { EnvironmentSettings } from '../live/published-environment.ts'
import { openEvents, type EventAccess, type OpenEventsOptions } from '../intake/open-events.ts'
import type { IntakeLimits } from '../intake/intake-limits.ts'
import { samplingsOf } from '../intake/samplings.ts'
import { createApp, type App } from '../service/create-app.ts'
import { openSessions } from '../members/sessions.ts'
import { createEnvironment } from '../store/environments.ts'
import { openStore } from '../store/open-store.ts'
import type { StoreOptions } from '../store/store-options.ts'
import type { Store } from '../store/store.ts'
import { requireDocumented } from '../openapi/undocumented.ts'
import { registerApi, type ApiOptions } from './register-api.ts'

/** A service over a real data folder, for tests: no port, every role, two environments. */
export interface TestService {
  readonly app: App
  readonly store: Store
  readonly events: EventAccess
  readonly dataDir: string
  /** Tokens by role, and the keys of `shop` and `other`. */
  readonly credentials: Readonly<
    Record<Role | 'client' | 'server' | 'ingest' | 'otherClient' | 'otherServer', string>
  >
  /** Sends a request as JSON; as the admin unless told otherwise. */
  send(method: string, path: string, options?: SendOptions): Promise<Response>
  close(): Promise<void>
}

/** What a test request carries beside its method and path. */
export interface SendOptions {
  readonly as?: keyof TestService['credentials'] | 'nobody'
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const BY = { actor: SERVICE_ACTOR, reason: null }

/** A fresh folder under the system's temporary one. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'sluice-test-'))
}

/** Starts a test service; removes its folder again when it closes, unless the folder was given. */
export async function startTestService(
  options: Partial<StoreOptions> & {
    readonly settings?: Partial<EnvironmentSettings>
    readonly openEventStore?: OpenEventsOptions['openStore']
    readonly messageTargets?: ApiOptions['messageTargets']
    readonly metricSources?: ApiOptions['metricSources']
    readonly simulations?: ApiOptions['simulations']
    readonly intakeLimits?: Partial<IntakeLimits>
  } = {},
): Promise<TestService> {
  const {
    settings,
    openEventStore,
    messageTargets,
    metricSources,
    simulations = false,
    intakeLimits,
    ...storeOptions
  } = options
  const dataDir = options.dataDir ?? temporaryFolder()
  const logger = options.logger ?? silentLogger
  const store = await openStore({ reserveBytes: 0, ...storeOptions, dataDir, logger })
  if (store.live.get('shop') === undefined) {
    await store.write(async (unit) => {
      await createEnvironment(store, unit, 'shop', settings ?? {}, BY)
      await createEnvironment(store, unit, 'other', {}, BY)
    })
  }
  const credentials = await issueAll(store)
  const events = await openEvents({
    dataDir,
    logger,
    ...(openEventStore !== undefined && { openStore: openEventStore }),
  })
  const sessions = await openSessions(store, {
    now: options.now ?? Date.now,
    publicUrl: undefined,
  })
  const app = createApp({
    sessions,
    live: store.live,
    credentials: store.credentials,
    mode: 'production',
    logger,
    readiness: () => readinessOf(store.health(), false, events.causes()),
    ticketSecret: new Uint8Array(32).fill(7),
    grants: store.grants,
    // A busy machine holds up tests for seconds.
    events: {
      ...events,
      limits: { blockedMs: 60_000, ...intakeLimits },
      floods: store.floods,
      samplings: samplingsOf(store),
    },
    registerApi: (router, routes) =>
      registerApi(router, {
        store,
        routes,
        events,
        people: { sessions, publicUrl: undefined },
        simulations,
        ...(messageTargets !== undefined && { messageTargets }),
        ...(metricSources !== undefined && { metricSources }),
        ...(options.now !== undefined && { now: options.now }),
      }),
  })
  return {
    app,
    store,
    events,
    dataDir,
    credentials,
    send: async (method, path, { as = 'admin', body, headers } = {}) =>
      app.request(path, {
        method,
        ...(body === undefined
          ? {}
          : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        headers: {
          ...(as === 'nobody' ? {} : { Authorization: `Bearer ${credentials[as]}` }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
      }),
    async close() {
      app.close()
      requireDocumented(app)
      await events.keeper.close()
      await store.close()
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function issueAll(store: Store): Promise<TestService['credentials']> {
  return store.write(async (unit) => {
    const issue = async (order: CredentialOrder): Promise<string> =>
      (await issueCredential(store, unit, order, BY)).text
    const tokens: Partial<Record<Role, string>> = {}
    for (const role of ROLES) tokens[role] = await issue({ kind: 'token', role, name: role })
    return {
      ...(tokens as Record<Role, string>),
      client: await issue({ kind: 'client', environment: 'shop', name: 'page' }),
      server: await issue({ kind: 'server', environment: 'shop', name: 'backend' }),
      ingest: await issue({ kind: 'ingest', environment: 'shop', name: 'pipeline' }),
      otherClient: await issue({ kind: 'client', environment: 'other', name: 'page' }),
      otherServer: await issue({ kind: 'server', environment: 'other', name: 'backend' }),
    }
  })
}
