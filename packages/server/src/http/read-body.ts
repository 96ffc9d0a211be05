import { HttpError } from './http-error.ts'

/** The most that a request body may weigh, in bytes, unless its route says otherwise. */
export const BODY_LIMIT_BYTES: number = 1024 * 1024

/** The most that a ruleset document may weigh, in bytes. */
export const RULESET_LIMIT_BYTES: number = 4 * 1024 * 1024

const JSON_TYPE = /^application\/json(?:[ \t]*;[ \t]*charset=(?:utf-8|"utf-8"))?$/i

/** The media types that a body may have. */
export const JSON_TYPES: readonly string[] = ['application/json']

/**
 * Refuses a body whose type is not exactly one of those the route takes.
 *
 * @throws HttpError `UNSUPPORTED_MEDIA_TYPE`, status 415
 */
export function requireMediaType(headers: Headers, accepted: readonly string[]): void {
  const encoding = headers.get('content-encoding')
  if (encoding !== null && encoding.toLowerCase() !== 'identity') {
    throw new HttpError('UNSUPPORTED_ENCODING', 'Send the body without Content-Encoding.', {
      status: 415,
    })
  }
  const type = headers.get('content-type') ?? ''
  for (const name of accepted) {
    // The one place that compares media types reads every one of them as application/json, parameters included.
    const comparable = type.toLowerCase().startsWith(name)
      ? `application/json${type.slice(name.length)}`
      : ''
    if (JSON_TYPE.test(comparable)) return
  }
  throw new HttpError(
    'UNSUPPORTED_MEDIA_TYPE',
    `Send the body as Content-Type: ${accepted.join(' or ')}.`,
    {
      status: 415,
    },
  )
}

/**
 * Reads a body into memory, up to a limit.
 *
 * @throws HttpError `BODY_TOO_LARGE`, status 413, as soon as the limit is known to be passed;
 *   `BODY_INCOMPLETE`, status 400, when the caller went away
 */
export async function readBody(request: Request, limitBytes: number): Promise<Uint8Array> {
  const declared = request.headers.get('content-length')
  if (Number(declared ?? 0) > limitBytes) throw tooLarge(limitBytes)
  try {
    // What was declared is all that the parser hands over, so it can be read in one go.
    return declared === null
      ? await readCounted(request, limitBytes)
      : new Uint8Array(await request.arrayBuffer())
  } catch (cause) {
    if (cause instanceof HttpError) throw cause
    throw new HttpError('BODY_INCOMPLETE', 'The body broke off.', { status: 400, cause })
  }
}

async function readCounted(request: Request, limitBytes: number): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    size += chunk.byteLength
    if (size > limitBytes) throw tooLarge(limitBytes)
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size)
}

function tooLarge(limitBytes: number): HttpError {
  return new HttpError(
    'BODY_TOO_LARGE',
    `The body is larger than ${limitBytes} bytes, the most that this route takes.`,
    {
      status: 413,
      members: { limitBytes },
    },
  )
}
