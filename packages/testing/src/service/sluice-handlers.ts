import type { EvaluationContext, OfrepBulkResponse } from '@sluice/core'
import {
  EPOCH_HEADER,
  EVENT_ATTRIBUTES_HEADER,
  EVENT_UNITS_HEADER,
  eventAttributesOf,
  murmur3,
  RULESET_VERSION_HEADER,
} from '@sluice/core'
import { http, HttpResponse, type HttpHandler } from 'msw/http'
import {
  coreOf,
  createSluiceService,
  refetch,
  type ServiceCore,
  type SluiceService,
  type SluiceServiceOptions,
} from './sluice-service.ts'

const FLAGS = '*/ofrep/v1/evaluate/flags'
const STREAM = '*/ofrep/v1/events'
const EVENTS = '*/v1/events'

/**
 * Makes the handlers by which msw answers as a gate service, whatever address a
 * client asks: OFREP with ETag and streams, and the intake of events. They work in Node
 * and in the browser.
 *
 * @param service - made by `createSluiceService`, to change what it serves; or what it serves
 * @example
 * const service = createSluiceService({ flags: { 'new-checkout': true } })
 * const server = setupServer(...sluiceHandlers(service))
 */
export function sluiceHandlers(service: SluiceService | SluiceServiceOptions = {}): HttpHandler[] {
  const core = coreOf('setFlags' in service ? service : createSluiceService(service))
  return [
    // Above the intake, whose address ends the same way.
    http.get(STREAM, async ({ request }) => {
      const fault = await core.faults.meet('stream')
      return fault ?? answerStream(core, request)
    }),
    http.post(FLAGS, async ({ request }) => {
      const fault = await core.faults.meet('flags')
      return fault ?? answerAll(core, request)
    }),
    http.post(`${FLAGS}/:key`, async ({ request, params }) => {
      const fault = await core.faults.meet('flags')
      return fault ?? answerOne(core, request, String(params['key']))
    }),
    http.post(EVENTS, async ({ request }) => {
      const fault = await core.faults.meet('events')
      return fault ?? answerEvents(core, request)
    }),
    ...[FLAGS, `${FLAGS}/:key`, EVENTS].map((path) =>
      http.options(path, ({ request }) => answerPreflight(request)),
    ),
  ]
}

function isKnown({ clientKey }: ServiceCore, request: Request, inBody?: string): boolean {
  if (clientKey === undefined) return true
  const bearer = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  return [bearer, request.headers.get('x-api-key'), inBody].includes(clientKey)
}

const refused = (): Response => new HttpResponse(null, { status: 401, headers: CORS })

async function answerAll(core: ServiceCore, request: Request): Promise<Response> {
  if (!isKnown(core, request)) return refused()
  const context = await contextOf(request)
  if (!context) return badContext()
  core.contexts.push(context)
  const url = `${new URL(request.url).origin}/ofrep/v1/events?ticket=in-memory`
  const body: OfrepBulkResponse = {
    flags: core.keys().flatMap((key) => core.evaluate(key, context) ?? []),
    eventStreams: [{ type: 'sse', url, inactivityDelaySec: 120 }],
  }
  const text = JSON.stringify(body)
  const etag = `"${murmur3(text).toString(36)}-${text.length}"`
  const headers = { ...headersOf(core), ETag: etag }
  if (request.headers.get('if-none-match') === etag)
    return new HttpResponse(null, { status: 304, headers })
  return new HttpResponse(text, { headers: { ...headers, 'Content-Type': 'application/json' } })
}

async function answerOne(core: ServiceCore, request: Request, key: string): Promise<Response> {
  if (!isKnown(core, request)) return refused()
  const context = await contextOf(request)
  if (!context) return badContext()
  core.contexts.push(context)
  const headers = headersOf(core)
  const answer = core.evaluate(key, context)
  if (answer)
    return HttpResponse.json(answer, { status: 'errorCode' in answer ? 400 : 200, headers })
  const failure = {
    key,
    errorCode: 'FLAG_NOT_FOUND',
    errorDetails: `There is no flag "${key}". Give it to createSluiceService.`,
  }
  return HttpResponse.json(failure, { status: 404, headers })
}

function answerStream(core: ServiceCore, request: Request): Response {
  const version = core.version()
  const isCurrent = request.headers.get('last-event-id') === String(version)
  return new HttpResponse(core.streams.open(isCurrent ? undefined : refetch(version)), {
    headers: { ...CORS, 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' },
  })
}

async function answerEvents(core: ServiceCore, request: Request): Promise<Response> {
  const text = await request.text()
  if (!isKnown(core, request, keyIn(text))) return refused()
  const answer = core.intake.take(text)
  if (answer) return HttpResponse.json(answer, { headers: CORS })
  const problem = { code: 'BAD_REQUEST', title: 'The body is no batch of events.', status: 400 }
  return HttpResponse.json(problem, { status: 400, headers: CORS })
}

/** A beacon has no headers. */
function keyIn(text: string): string | undefined {
  return /^\{[^[]*?"key":"([^"]*)"/.exec(text)?.[1]
}

async function contextOf(request: Request): Promise<EvaluationContext | undefined> {
  const body: unknown = await request.json().catch(() => undefined)
  const context = (body as { context?: unknown } | undefined)?.context
  const isContext = typeof context === 'object' && context !== null && !Array.isArray(context)
  return isContext ? (context as EvaluationContext) : undefined
}

function badContext(): Response {
  const failure = {
    errorCode: 'INVALID_CONTEXT',
    errorDetails: 'The body has no "context" that is an object.',
  }
  return HttpResponse.json(failure, { status: 400, headers: CORS })
}

const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': [
    'ETag',
    'Retry-After',
    RULESET_VERSION_HEADER,
    EPOCH_HEADER,
    EVENT_UNITS_HEADER,
    EVENT_ATTRIBUTES_HEADER,
  ].join(),
}

function headersOf(core: ServiceCore): Record<string, string> {
  const { units, stored } = eventAttributesOf(core.ruleset().ruleset)
  return {
    ...CORS,
    'Cache-Control': 'private, no-store',
    [RULESET_VERSION_HEADER]: String(core.version()),
    [EPOCH_HEADER]: core.epoch,
    ...(units.length > 0 && { [EVENT_UNITS_HEADER]: units.join() }),
    ...(stored.length > 0 && { [EVENT_ATTRIBUTES_HEADER]: stored.join() }),
  }
}

function answerPreflight(request: Request): Response {
  const asked = request.headers.get('access-control-request-headers') ?? ''
  return new HttpResponse(null, {
    status: 204,
    headers: {
      ...CORS,
      'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
      'Access-Control-Allow-Headers': asked,
    },
  })
}
