import type { JsonObject, JsonValue } from '@sluice/core'
import { EPOCH_HEADER, SluiceError } from '@sluice/core'
import { showAddress } from '../settings/address.ts'
import { problemError, readProblem } from './problem.ts'

const TIMEOUT_MS = 30_000
/** More than any answer of a service; an endless one is not waited for. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024

/** A request to the service. */
export interface Request {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Segments of the path, which are escaped. */
  readonly path: readonly string[]
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: JsonValue
  /** The version that the change starts from, or a tag as the service gave it. */
  readonly ifMatch?: number | string
  /** Refuses to change what exists already. */
  readonly ifNew?: boolean
  /** Why the change is made, for the audit log. */
  readonly reason?: string | undefined
  /** How long the answer may take, in milliseconds; 30 s unless given. */
  readonly patienceMs?: number
  /** The answer is text to be taken as it is, instead of JSON. */
  readonly asText?: boolean
}

/** An answer of the service. */
export interface Answer {
  /** Empty for an answer without a body and for one that was asked for as text. */
  readonly body: JsonObject
  readonly text: string
  /** The ruleset version that the answer shows or made, where it names one. */
  readonly version?: number
  /** The history that the version counts in, where the answer names it. */
  readonly epoch?: string
}

/** Where requests go, and with what. */
export interface Target {
  /** Ends with a slash, so that paths can be resolved against it. */
  readonly url: URL
  /** Never to be shown. */
  readonly token: string
  readonly send: typeof fetch
}

/** Makes one request and gives its answer. */
export type Connection = (request: Request) => Promise<Answer>

/**
 * Makes requests to the service of the target.
 *
 * A request throws SluiceError: `UNREACHABLE` when nobody answers, `NOT_SLUICE`
 * when something else does, else the code of the service with its problem as cause.
 */
export function connect(target: Target): Connection {
  return async (request) => {
    const response = await ask(target, request)
    const text = await readText(response, target)
    const body = parse(text)
    if (!response.ok) throw refusal(target, response, body)
    if (response.status === 204 || request.asText === true) return { body: {}, text }
    if (typeof body !== 'object' || body === null || Array.isArray(body)) throw notSluice(target)
    const version = /^(?:W\/)?"(\d+)"$/.exec(response.headers.get('etag') ?? '')?.[1]
    const epoch = response.headers.get(EPOCH_HEADER)
    return {
      body: body as JsonObject,
      text,
      ...(version !== undefined && { version: Number(version) }),
      ...(epoch !== null && { epoch }),
    }
  }
}

/**
 * Sends a request.
 *
 * @param signal - breaks it off; a time without an answer does so unless given
 * @throws SluiceError `UNREACHABLE`
 */
export async function ask(
  target: Target,
  request: Request,
  signal: AbortSignal = AbortSignal.timeout(request.patienceMs ?? TIMEOUT_MS),
): Promise<Response> {
  const url = new URL(
    request.path.map((part) => encodeURIComponent(part.toWellFormed())).join('/'),
    target.url,
  )
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  const headers = new Headers({
    accept: 'application/json',
    'user-agent': 'sluice-cli',
    authorization: `Bearer ${target.token}`,
  })
  if (request.body !== undefined) {
    headers.set('content-type', 'application/json')
  }
  if (typeof request.ifMatch === 'number') headers.set('if-match', `"${request.ifMatch}"`)
  else if (request.ifMatch !== undefined) headers.set('if-match', request.ifMatch)
  if (request.ifNew === true) headers.set('if-none-match', '*')
  if (request.reason !== undefined)
    headers.set('sluice-reason', encodeURIComponent(request.reason.toWellFormed()))
  try {
    return await target.send(url, {
      method: request.method ?? 'GET',
      headers,
      // Somewhere else a redirect would take the token along, or lose it.
      redirect: 'manual',
      signal,
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    })
  } catch (error) {
    throw unreachable(target, error)
  }
}

/** Reads a whole answer, up to a bound. */
export async function readText(response: Response, target: Target): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength
      if (bytes > MAX_ANSWER_BYTES) throw tooLarge(target)
      chunks.push(chunk)
    }
  } catch (error) {
    throw error instanceof SluiceError ? error : unreachable(target, error)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Reads JSON; `undefined` when it is none. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    // Not JSON: the caller says what that means for the status at hand.
    return undefined
  }
}

/** The error that an answer other than a 2xx stands for. */
export function refusal(target: Target, response: Response, body: unknown): SluiceError {
  const { status, headers } = response
  const moved = status < 400 ? URL.parse(headers.get('location') ?? '', target.url) : null
  if (moved !== null) {
    return new SluiceError(
      'REDIRECTED',
      `${showAddress(target.url)} redirects to ${moved.origin}. If that is the service, use its address.`,
    )
  }
  if (typeof body === 'object' && body !== null) return problemError(readProblem(status, body))
  // A proxy answers for a service that is down.
  if (status >= 502 && status <= 504) return unreachable(target, new Error(`status ${status}`))
  return notSluice(target)
}

function unreachable(target: Target, error: unknown): SluiceError {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
  const timedOut = error instanceof Error && error.name === 'TimeoutError'
  const why = timedOut ? `no answer within ${TIMEOUT_MS / 1000} s` : (code ?? messageOf(cause))
  return new SluiceError(
    'UNREACHABLE',
    `No service answers at ${showAddress(target.url)} (${why}).`,
    { cause: error },
  )
}

function tooLarge({ url }: Target): SluiceError {
  const limit = `${MAX_ANSWER_BYTES / 1024 / 1024} MiB`
  return new SluiceError(
    'ANSWER_TOO_LARGE',
    `The answer of ${showAddress(url)} is larger than ${limit}.`,
  )
}

function notSluice(target: Target): SluiceError {
  return new SluiceError(
    'NOT_SLUICE',
    `What answers at ${showAddress(target.url)} is not a Sluice service.`,
  )
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'the connection failed'
}
