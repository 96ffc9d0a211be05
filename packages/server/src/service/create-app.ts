import { Hono } from 'hono'
import type { CredentialBook } from '../auth/credential-book.ts'
import { joinDoors, type DirectDoor } from '../door/direct-door.ts'
import { createEventsDoor } from '../door/events-door.ts'
import { createValuesDoor } from '../door/values-door.ts'
import { registerHealthRoutes } from '../health/health-routes.ts'
import { createMetrics, type Metrics } from '../health/metrics.ts'
import { registerMetricsRoute } from '../health/metrics-route.ts'
import { observeRequests } from '../health/observe-requests.ts'
import { closedBook, type GrantBook } from '../grants/grant-book.ts'
import { createGrantUses, type GrantUses } from '../grants/grant-uses.ts'
import { createGrants } from '../grants/grants.ts'
import type { Readiness } from '../health/readiness.ts'
import { sampledLogger } from '../health/sampled-logger.ts'
import type { Logger } from '../http/logger.ts'
import { refuseUnrouted } from '../http/not-found.ts'
import type { HttpEnv, RegisteredRoute } from '../http/route-definition.ts'
import { answerProblem, createRouter, type Router, type RouterDeps } from '../http/router.ts'
import { systemClock, type Clock } from '../live/clock.ts'
import type { LiveEnvironments } from '../live/live-environments.ts'
import { watchWindows } from '../live/window-watch.ts'
import { answerUnrouted } from '../ofrep/answer-unrouted.ts'
import { createAllowedOrigins } from '../ofrep/allowed-origins.ts'
import { createEvents, type EventsOptions } from '../intake/events.ts'
import { EXPLAIN_PATH } from '../api/explain-route.ts'
import { INTAKE_PATH } from '../intake/intake-route.ts'
import { createCors } from '../ofrep/cors.ts'
import { answerFailure } from '../ofrep/ofrep-error.ts'
import { registerOfrepRoutes } from '../ofrep/ofrep-routes.ts'
import { createValues } from '../ofrep/values.ts'
import { createEventStreams } from '../stream/event-streams.ts'
import { registerReceiptRoutes } from '../stream/receipt-routes.ts'
import { createStreamHub, type StreamHub } from '../stream/stream-hub.ts'
import { registerEventsRoute } from '../stream/stream-routes.ts'
import { createTicketOffice, type TicketHolder } from '../stream/ticket.ts'
import { serveConsole } from '../console/serve-console.ts'
import type { Sessions } from '../members/sessions.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { SECURITY_HEADERS } from './security-headers.ts'

const CSP = 'Content-Security-Policy'

/** What an app serves from. */
export interface AppOptions {
  readonly live: LiveEnvironments
  readonly credentials: CredentialBook
  readonly mode: 'development' | 'production'
  readonly logger: Logger
  readonly readiness: () => Readiness
  /** 32 bytes. */
  readonly ticketSecret: Uint8Array
  /** Registers the routes that need a database. */
  readonly registerApi?: (
    router: Router,
    routes: RegisteredRoute[],
    onFetched: StreamHub['fetched'],
  ) => void
  /** Where events go; without it none are taken. */
  readonly events?: EventsOptions | undefined
  /** Which grants work, and who was shown what by one; without it none works. */
  readonly grants?: { readonly book: GrantBook; readonly uses: GrantUses } | undefined
  /** Who is signed in; without it nobody can be. */
  readonly sessions?: Sessions | undefined
  /** Folder of the built console; without it there are no pages. */
  readonly consoleDir?: string | undefined
  readonly publicUrl?: string | undefined
  readonly clock?: Clock
  /** In `[0, 1)`. */
  readonly random?: () => number
  readonly maxStreams?: number
}

/** The service without a port. */
export interface App {
  readonly fetch: Hono<HttpEnv>['fetch']
  readonly request: Hono<HttpEnv>['request']
  /** The short way past the routes, for a server to ask before `fetch`. */
  readonly direct: DirectDoor
  readonly hub: StreamHub
  readonly metrics: Metrics
  /** Every route, for the document and for tests. */
  readonly routes: readonly RegisteredRoute[]
  /** Ends all streams and stops watching the clock. */
  close(): void
}

/** Puts the service together: everything between a request and memory. */
export function createApp(options: AppOptions): App {
  const { live, credentials, mode, clock = systemClock, random = Math.random } = options
  const logger = sampledLogger(options.logger, clock)
  const tickets = createTicketOffice(options.ticketSecret, () => clock.now())
  const hub = createStreamHub({
    clock,
    random,
    epoch: live.epoch,
    maxStreams: options.maxStreams ?? DEFAULT_LIMITS.maxStreams,
    versionOf: (environment) => live.get(environment)?.compiled.version ?? 0,
    onEnd: (environment, reason) => metrics.streamEnded(environment, reason),
  })
  const metrics = createMetrics({
    live,
    streams: (environment) => hub.count(environment),
    causes: () => options.readiness().causes,
    more: () => events?.metrics ?? [],
  })
  const { book, uses } = options.grants ?? {
    book: closedBook,
    uses: createGrantUses({ known: [], keep: () => undefined }),
  }
  const stops = [
    // Whoever sees what it forced asks again.
    book.onRevoke((environment) => hub.valuesChanged(environment)),
    watchWindows({ live, clock, onEdge: (environment) => hub.valuesChanged(environment) }),
    live.onPublish((now, before) => {
      if (before?.compiled.version === now.compiled.version) return
      metrics.changed(now.key)
      hub.published(now.key)
    }),
    credentials.onRevoke((principal) => {
      hub.revoke(principal)
      events?.revoke(principal)
    }),
  ]

  const routes: RegisteredRoute[] = []
  const authenticate = (credential: string) => credentials.authenticate(credential)
  const deps: RouterDeps = {
    authenticate,
    isProtected: (environment) => live.get(environment)?.settings.protected,
    logger,
    routes,
  }
  const onFetched: StreamHub['fetched'] = (environment, receipt, version) =>
    hub.fetched(environment, receipt, version)
  const cors = createCors(createAllowedOrigins({ live, mode }), logger)
  const values = createValues({
    live,
    clock,
    grants: createGrants({
      book,
      uses,
      clock,
      logger,
      pseudonyms: () => (events === undefined ? 'none' : events.pseudonyms()),
    }),
    eventStreams: createEventStreams({ hub, tickets, publicUrl: options.publicUrl }),
    onFetched,
    onEvaluated: (environment, kind, count) => metrics.evaluated(environment, kind, count),
  })
  const ofrep = createRouter({ ...deps, onError: answerFailure(logger) })
  registerOfrepRoutes(ofrep, { live, cors, values })
  const isActive = (holder: TicketHolder): boolean => credentials.isActive(holder)
  const streams = { live, hub, tickets, cors, random, logger, isActive }
  registerEventsRoute(ofrep, streams)
  const { sessions } = options
  const api = createRouter({
    ...deps,
    ...(sessions !== undefined && { signedIn: (c) => sessions.recognise(c) }),
  })
  const door = {
    live,
    clock,
    cors,
    metrics,
    headers: SECURITY_HEADERS,
    authenticate,
    logger,
    random,
    grantUses: uses,
  }
  const events = options.events && createEvents(options.events, door)
  events?.register(api)
  registerReceiptRoutes(api, { live, hub })
  registerHealthRoutes(api, options.readiness)
  registerMetricsRoute(api, metrics, mode === 'development')
  options.registerApi?.(api, routes, onFetched)
  if (sessions !== undefined) stops.push(sessions.book.onEnd((member) => events?.revoke(member)))

  const app = new Hono<HttpEnv>()
  app.use(observeRequests({ clock, logger, metrics }))
  app.use(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      // A page of the console has brought its own.
      if (name === CSP && c.res.headers.has(CSP)) continue
      c.res.headers.set(name, value)
    }
  })
  app.use('/ofrep/*', cors.middleware)
  app.use(INTAKE_PATH, cors.middleware)
  // Overlays ask why from the page; what lets them is the token of whoever looks.
  app.use(EXPLAIN_PATH, cors.middleware)
  app.route('/', ofrep.app)
  app.route('/', api.app)
  const { consoleDir } = options
  const answerMistyped = consoleDir === undefined ? undefined : serveConsole(app, consoleDir)
  const unrouted = refuseUnrouted(routes)
  app.notFound((c) => {
    const page = answerMistyped?.(c)
    if (page !== undefined) return page
    const { path } = c.req
    const error = unrouted(path)
    return path.startsWith('/ofrep/')
      ? answerUnrouted(path, error)
      : answerProblem(logger)(error, c)
  })
  app.onError(answerProblem(logger))
  return {
    fetch: app.fetch,
    request: app.request,
    direct: joinDoors(
      createValuesDoor({ ...door, values }),
      createEventsDoor({ ...door, ...streams }),
      ...(events === undefined ? [] : [events.door]),
    ),
    hub,
    metrics,
    routes,
    close() {
      for (const stop of stops) stop()
      events?.close()
      hub.close()
    },
  }
}
