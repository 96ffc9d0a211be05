import { z } from 'zod'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import type { Cors } from '../ofrep/cors.ts'
import { credentialOf } from '../http/credential-of.ts'
import { HttpError } from '../http/http-error.ts'
import { readBody, requireMediaType } from '../http/read-body.ts'
import { batchSchema, readBatch, type Batch } from './batch.ts'
import { inflate } from './inflate.ts'
import type { IntakeLimits } from './intake-limits.ts'
import type { Intake } from './intake.ts'
import { refuseSender, senderOf, type SenderDeps } from './intake-sender.ts'
import { createTurns } from './turns.ts'

/** Where events are sent. */
export const INTAKE_PATH = '/v1/events'

/** A page that goes away can only send text, and without asking first. */
const MEDIA_TYPES = ['application/json', 'text/plain']

/** What is no larger once it is inflated needs no turn: more than a page ever sends. */
const SMALL_BYTES = 64 * 1024

/** How many larger bodies are inflated and read at a time: a few kilobytes may become mebibytes. */
const LARGE_AT_ONCE = 2

/** What the route needs. */
export interface IntakeRouteDeps extends SenderDeps {
  readonly cors: Cors
  readonly intake: Intake
  readonly limits: IntakeLimits
}

const answerSchema = z
  .object({
    accepted: z.int().describe('How many are on disk, those that were there before included.'),
    refused: z.array(
      z.object({
        index: z.int().describe('Its place in the batch.'),
        id: z.string().optional(),
        code: z.enum(['EVENT_INVALID', 'EVENT_TOO_LARGE', 'EVENT_WEIGHT']),
        message: z.string(),
      }),
    ),
  })
  .meta({ id: 'EventBatchAnswer' })

const retryAfter = { 'Retry-After': 'Seconds.' }

const intakeRoute = {
  method: 'post',
  path: INTAKE_PATH,
  // The key may be in the body, so the handler asks for `events:write`.
  permission: 'public',
  scope: 'service',
  tag: 'Events',
  summary: 'Send events',
  description:
    'For client, server and ingest keys; the environment is the one of the key. Safe to send again: an event counts once, by its `id`. A bad event stops no other. As `text/plain` with the `key` in the body it needs no preflight. `Content-Encoding: gzip` is taken.',
  query: z.strictObject({}),
  body: { schema: batchSchema, mediaTypes: MEDIA_TYPES, unread: true },
  answers: {
    200: { description: 'What is not refused is on disk.', schema: answerSchema },
    400: { description: 'The body is no JSON, or no gzip.' },
    401: { description: 'No valid key, neither in a header nor in the body.' },
    403: {
      description: 'The credential may send no events, or its page may not use the environment.',
    },
    413: { description: 'The batch is too large, or has too many events: send it in parts.' },
    415: { description: 'Another media type or encoding.' },
    429: { description: 'More than one key or one unit may send.', headers: retryAfter },
    503: {
      description: 'The events cannot be put on disk now. Flags are served all the same.',
      headers: retryAfter,
    },
  },
} satisfies RouteDefinition

/** Registers the intake of events. */
export function registerIntakeRoute(router: Router, deps: IntakeRouteDeps): void {
  const { cors, intake, limits } = deps
  const turns = createTurns(LARGE_AT_ONCE)
  const read = (body: Uint8Array): ReadBody => {
    intake.admit()
    return { batch: readBatch(body, limits.batchEvents), bytes: body.byteLength }
  }
  const readInflated = async (sent: Uint8Array): Promise<ReadBody> => {
    intake.admit()
    const small = await inflate(sent, SMALL_BYTES).catch(unlessTooLarge)
    if (small !== undefined) return read(small)
    return turns(async () => {
      intake.admit()
      return read(await inflate(sent, limits.inflatedBytes))
    })
  }
  router.route(intakeRoute, async ({ c }) => {
    const { raw } = c.req
    const isGzip = requireEncoding(raw.headers)
    requireMediaType(withoutEncoding(raw.headers), MEDIA_TYPES)
    const sent = await readBody(raw, limits.bodyBytes)
    const inHeader = credentialOf((name) => c.req.header(name))
    // Before anything is inflated or parsed for somebody who is nobody.
    if (inHeader !== undefined && senderOf(deps, inHeader) === undefined)
      refuseSender(deps, inHeader)
    const { batch, bytes } = isGzip ? await readInflated(sent) : read(sent)
    const credential = inHeader ?? batch.key
    const sender = senderOf(deps, credential) ?? refuseSender(deps, credential)
    c.set('principal', sender.principal)
    cors.requireOrigin(c, sender.environment)
    const answer = await intake.take(batch, bytes, sender)()
    return Response.json(answer, { headers: { 'Cache-Control': 'no-store' } })
  })
}

interface ReadBody {
  readonly batch: Batch
  /** As JSON. */
  readonly bytes: number
}

function unlessTooLarge(error: unknown): undefined {
  if (!(error instanceof HttpError) || error.status !== 413) throw error
}

function requireEncoding(headers: Headers): boolean {
  const encoding = headers.get('content-encoding')?.toLowerCase() ?? 'identity'
  if (encoding === 'identity' || encoding === 'gzip') return encoding === 'gzip'
  throw new HttpError(
    'UNSUPPORTED_ENCODING',
    'Send the body plain, or with Content-Encoding: gzip.',
    { status: 415, headers: { 'Accept-Encoding': 'gzip' } },
  )
}

function withoutEncoding(headers: Headers): Headers {
  const copy = new Headers(headers)
  copy.delete('content-encoding')
  return copy
}
