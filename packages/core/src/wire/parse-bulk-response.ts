import type { DetailsSource } from '../details.ts'
import type { Fault } from '../errors.ts'
import { SluiceError } from '../errors.ts'
import { faultAt } from '../fault-path.ts'
import { isRecord } from '../records.ts'
import type { OfrepEventStream, OfrepStreamMessage } from './ofrep.ts'
import { parseFlag } from './parse-flag.ts'

/** A bulk answer that can be used. */
export interface ParsedBulk {
  /** The flags that were well formed; one without `value` means the caller's default. */
  readonly flags: Map<string, DetailsSource>
  /** The flags that were skipped, and why. */
  readonly bad: Fault[]
  /** Streams of the known type with a usable address. */
  readonly eventStreams: OfrepEventStream[]
}

/**
 * Reads the body of a bulk answer, from any OFREP service.
 *
 * One malformed flag is skipped and reported, and the others are used. Of two
 * flags with one key the first is used. A `null` value counts as absent.
 *
 * @throws SluiceError `INVALID_RESPONSE` when the body is not an object with a list of `flags`
 */
export function parseBulkResponse(body: unknown): ParsedBulk {
  const list = isRecord(body) ? body['flags'] : undefined
  if (!isRecord(body) || !Array.isArray(list)) {
    throw new SluiceError('INVALID_RESPONSE', 'The answer is not an object with a list of flags.')
  }
  const flags = new Map<string, DetailsSource>()
  const bad: Fault[] = []
  list.forEach((item: unknown, index) => {
    const flag = parseFlag(item)
    if (!flag) bad.push(faultAt(['flags', index], whyNoFlag(item)))
    else if (flags.has(flag.key)) bad.push(faultAt(['flags', index], 'This key came before.'))
    else flags.set(flag.key, flag)
  })
  const streams = body['eventStreams']
  return { flags, bad, eventStreams: Array.isArray(streams) ? streams.flatMap(parseStream) : [] }
}

/**
 * Reads the data of one event of a stream.
 *
 * @returns the message, or `undefined` when its type is unknown and to be ignored
 * @throws SluiceError `INVALID_RESPONSE` when the text is not a JSON object with a `type`
 */
export function parseStreamMessage(text: string): OfrepStreamMessage | undefined {
  let data: unknown
  let cause: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    cause = error
  }
  if (!isRecord(data) || typeof data['type'] !== 'string') {
    throw new SluiceError('INVALID_RESPONSE', 'The event is not a JSON object with a type.', {
      cause,
    })
  }
  const { type, etag, lastModified } = data
  if (type !== 'refetchEvaluation') return undefined
  return {
    type,
    ...(typeof etag === 'string' && { etag }),
    ...(typeof lastModified === 'number' && { lastModified }),
  }
}

function whyNoFlag(item: unknown): string {
  if (!isRecord(item)) return 'A flag must be an object.'
  const { key } = item
  const hasKey = typeof key === 'string' && key !== ''
  return hasKey ? 'A variant must be a string.' : 'A flag must have a key.'
}

function parseStream(item: unknown): OfrepEventStream[] {
  if (!isRecord(item) || item['type'] !== 'sse') return []
  const { url, endpoint, inactivityDelaySec: delay } = item
  const rest = typeof delay === 'number' && delay >= 1 ? { inactivityDelaySec: delay } : {}
  if (typeof url === 'string' && /^https?:\/\//i.test(url)) return [{ type: 'sse', url, ...rest }]
  if (!isRecord(endpoint)) return []
  const { origin, requestUri } = endpoint
  if (typeof requestUri !== 'string' || !/^\/(?!\/)/.test(requestUri)) return []
  const host = typeof origin === 'string' ? { origin } : {}
  return [{ type: 'sse', endpoint: { ...host, requestUri }, ...rest }]
}
