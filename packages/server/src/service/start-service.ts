import { SluiceError } from '@sluice/core'
import type { Server } from 'node:http'
import { registerApi } from '../api/register-api.ts'
import { addDemoCredentials, DEMO_ENVIRONMENT } from '../auth/demo-credentials.ts'
import { createInitialAdmin } from '../auth/initial-admin.ts'
import type { Logger } from '../http/logger.ts'
import type { EventKeeper } from '../intake/event-keeper.ts'
import { openEvents } from '../intake/open-events.ts'
import { samplingsOf } from '../intake/samplings.ts'
import { sampledLogger } from '../health/sampled-logger.ts'
import { findConsole } from '../console/find-console.ts'
import { createOpenId } from '../members/openid/openid.ts'
import { openSessions } from '../members/sessions.ts'
import { readinessOf } from '../health/readiness.ts'
import { systemClock } from '../live/clock.ts'
import { createAskPrometheus } from '../measure/prometheus/ask-prometheus.ts'
import { retentionNotes } from '../experiments/kept-events.ts'
import { startLooks, type LookTaker } from '../experiments/looks/start-looks.ts'
import { leaseHolder } from '../lease/lease-holder.ts'
import { startRollouts } from '../rollouts/start-rollouts.ts'
import type { Runner } from '../rollouts/runner.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { createApp, type App } from './create-app.ts'
import { drain } from './drain.ts'
import { createHttpServer } from './http-server.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { listen, urlOf } from './listen.ts'
import { isLoopbackAddress } from './loopback.ts'
import { seedStore } from './seed.ts'
import {
  checkOptions,
  DEFAULT_HOST,
  DEFAULT_PORT,
  notLoopback,
  type ServiceOptions,
} from './service-options.ts'
import { openTicketSecret } from './ticket-secret.ts'

/** A service that runs. */
export interface Service {
  /** Such as `http://127.0.0.1:4600`. */
  readonly url: string
  readonly port: number
  /**
   * Stops: takes no more connections, finishes the requests in progress within
   * five seconds, tells streams when to come back, and gives the folder back.
   */
  close(): Promise<void>
}

/**
 * Starts the gate service.
 *
 * @throws SluiceError `DEVELOPMENT_ONLY`, `INVALID_OPTIONS`, `DATA_FOLDER_IN_USE`, `STORE_TOO_NEW`,
 *   `STORE_UNAVAILABLE`, `AUDIT_KEY_UNREADABLE`, `INVALID_RULESET`, `PORT_TAKEN` or `PORT_REFUSED`
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  checkOptions(options, process.env['NODE_ENV'])
  const { dataDir, mode, seed, clock = systemClock } = options
  const logger = options.logger ?? (await jsonLogger())
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const store = await openStore({
    dataDir,
    logger,
    now: () => clock.now(),
    ...(options.whenDatabaseGone !== undefined && { whenDatabaseGone: options.whenDatabaseGone }),
    ...(options.restored !== undefined && { restored: options.restored }),
    ...(options.auditHeadPath !== undefined && { auditHeadPath: options.auditHeadPath }),
    ...(options.auditKeyPath !== undefined && { auditKeyPath: options.auditKeyPath }),
  })
  if (options.restored === true) {
    logger.error(
      { epoch: store.epoch },
      'started as restored: a new epoch begins and the audit log is signed as it is, at every start until --restored is taken away',
    )
  }
  let app: App | undefined
  let keeper: EventKeeper | undefined
  let server: Server | undefined
  let rollouts: Runner | undefined
  let looks: LookTaker | undefined
  let isStopping = false
  try {
    // Without its database a folder is not empty, however few environments its snapshots have.
    const mayBeEmpty = store.health().database !== 'snapshot'
    const { metricSources = [] } = options
    if (mayBeEmpty && seed !== undefined) await seedStore(store, seed, metricSources)
    if (mode === 'development') {
      if (mayBeEmpty) await seedStore(store, { environment: DEMO_ENVIRONMENT }, metricSources)
      addDemoCredentials(store.credentials)
    }
    const now = (): number => clock.now()
    const events = await openEvents({
      dataDir,
      clock,
      logger: sampledLogger(logger, clock),
      live: store.live,
      onRetain: retentionNotes(store),
      spoolBytes: limits.spoolBytes,
      settleMs: limits.settleMs,
      clickHouseUrl: options.clickHouseUrl,
    })
    keeper = events.keeper
    const { publicUrl } = options
    const messageTargets = mode === 'development' ? 'all' : (options.messageTargets ?? [])
    const sessions = await openSessions(store, { now, publicUrl })
    const openId =
      options.openId === undefined ? undefined : createOpenId(options.openId, { now, logger })
    app = createApp({
      sessions,
      consoleDir: options.consoleDir ?? findConsole(),
      live: store.live,
      credentials: store.credentials,
      mode,
      logger,
      readiness: () => readinessOf(store.health(), isStopping, events.causes()),
      ticketSecret: openTicketSecret(dataDir, logger),
      registerApi: (router, routes, onFetched) =>
        registerApi(router, {
          store,
          routes,
          now,
          events,
          onFetched,
          people: { sessions, publicUrl, openId },
          metricSources,
          simulations: mode === 'development',
          messageTargets,
        }),
      grants: store.grants,
      events: {
        ...events,
        limits: { blockedMs: limits.blockedMs },
        floods: store.floods,
        samplings: samplingsOf(store),
      },
      publicUrl,
      clock,
      ...(options.random !== undefined && { random: options.random }),
      maxStreams: limits.maxStreams,
    })
    // Without its database there is nothing to run them from.
    if (mayBeEmpty) {
      const sources = {
        events: events.keeper.store,
        prometheus: createAskPrometheus(metricSources),
      }
      const shared = { store, clock, logger: sampledLogger(logger, clock), ...sources }
      rollouts = startRollouts({ ...shared, hub: app.hub, dataDir, messageTargets })
      looks = startLooks({ ...shared, ...leaseHolder(dataDir) })
    }
    const { direct, fetch } = app
    const loopbackOnly = mode === 'development'
    server = createHttpServer({
      direct,
      fetch,
      limits,
      logger: sampledLogger(logger, clock),
      loopbackOnly,
    })
    const address = await listen(server, options.port ?? DEFAULT_PORT, options.host ?? DEFAULT_HOST)
    if (loopbackOnly && !isLoopbackAddress(address.address)) throw notLoopback(address.address)
    // Shown one time, so only by a start that can no longer fail.
    if (mode === 'production' && options.onFirstAdmin !== undefined && mayBeEmpty) {
      await handOverFirstAdmin(store, options.onFirstAdmin)
    }
    const url = urlOf(address)
    logger.info({ url, mode, environments: store.live.keys() }, 'service started')
    const stop = stopper({ app, server, rollouts, looks, keeper, store }, limits.drainMs)
    return {
      url,
      port: address.port,
      async close() {
        isStopping = true
        await stop()
        logger.info({ url }, 'service stopped')
      },
    }
  } catch (error) {
    app?.close()
    server?.close()
    await rollouts?.close()
    await looks?.close()
    await keeper?.close()
    await store.close()
    throw error
  }
}

// Loaded for those who bring no logger of their own.
async function jsonLogger(): Promise<Logger> {
  const { createJsonLogger } = await import('../health/json-logger.ts')
  return createJsonLogger()
}

async function handOverFirstAdmin(store: Store, to: (token: string) => void): Promise<void> {
  try {
    const token = await createInitialAdmin(store)
    if (token !== undefined) to(token)
  } catch (error) {
    // Nothing can be made on a full disk; what is there is served, and the next start tries again.
    if (!(error instanceof SluiceError && error.code === 'STORE_UNAVAILABLE')) throw error
  }
}

interface Parts {
  readonly app: App
  readonly server: Server
  readonly rollouts: Runner | undefined
  readonly looks: LookTaker | undefined
  readonly keeper: EventKeeper
  readonly store: Store
}

// The same end for every call, so that two signals do not meet halfway.
function stopper(
  { app, server, rollouts, looks, keeper, store }: Parts,
  drainMs: number,
): () => Promise<void> {
  let stopped: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    const drained = drain(server, drainMs)
    app.close()
    await drained
    await rollouts?.close()
    await looks?.close()
    await keeper.close()
    await store.close()
  }
  return () => (stopped ??= stop())
}
