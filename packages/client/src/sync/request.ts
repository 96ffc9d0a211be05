import type { OfrepStreamMessage, SluiceErrorOptions } from '@sluice/core'
import { EPOCH_HEADER, parseBulkResponse, RULESET_VERSION_HEADER, SluiceError } from '@sluice/core'
import { canonical } from '../canonical.ts'
import type { Environment } from '../environment.ts'
import type { SluiceClientOptions } from '../options.ts'
import type { Answer, Failure, SyncCommand } from './state.ts'

const MAX_BODY_BYTES = 2 ** 21
const MAX_RETRY_AFTER_MS = 3_600_000

/**
 * Asks for all flags of one context.
 *
 * @param context - the context as JSON
 * @returns how it ended; never rejects
 */
export async function askService(
  { url, clientKey, headers, stream }: SluiceClientOptions,
  environment: Environment,
  context: string,
  { request, etag, message }: Extract<SyncCommand, { type: 'fetch' }>,
  signal: AbortSignal,
): Promise<Answer | Failure> {
  const failure = (
    code: string,
    text: string,
    options?: SluiceErrorOptions,
    retryAfterMs?: number,
  ): Failure => ({
    type: 'failure',
    request,
    error: new SluiceError(code, text, options),
    retryAfterMs,
  })
  let isRead = false
  try {
    const response = await environment.fetch(
      `${url.replace(/\/+$/, '')}/ofrep/v1/evaluate/flags${queryOf(message)}`,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${clientKey}`,
          ...(etag !== undefined && { 'if-none-match': etag }),
          ...(typeof headers === 'function' ? await headers() : headers),
        },
        body: `{"context":${context}}`,
        signal,
      },
    )
    const { status } = response
    const header = (name: string): string | undefined => response.headers.get(name) ?? undefined
    const version = Number(header(RULESET_VERSION_HEADER) ?? NaN)
    const fetchedAt = environment.wallClock()
    const answer: Answer = {
      type: 'answer',
      request,
      fetchedAt,
      version: Number.isSafeInteger(version) ? version : undefined,
      epoch: header(EPOCH_HEADER),
    }
    if (status === 304 && etag !== undefined) return answer
    if (!response.ok)
      return failure(
        [401, 403, 404, 410].includes(status) ? 'UNAUTHORIZED' : 'HTTP_ERROR',
        `The service answered ${status}. Check url and clientKey.`,
        { status },
        retryAfterMs(header('retry-after'), fetchedAt),
      )
    const text = await readText(response)
    if (text === undefined) return failure('REPLY_TOO_LARGE', 'The answer is over 2 MiB.')
    isRead = true
    const body = JSON.parse(text) as { flags: { key: unknown }[] }
    // Comparing flags later is no place to find out that one is nested too deeply.
    canonical(body)
    const { flags, bad, eventStreams } = parseBulkResponse(body)
    if (flags.size === 0 && answer.version === undefined)
      return failure('EMPTY_REPLY', 'The answer has neither flags nor a version.')
    return {
      ...answer,
      values: {
        flags,
        bad: bad.map(({ at }) => body.flags[at[1] as number]?.key),
        etag: header('etag'),
        streamAddress: stream === false ? undefined : eventStreams[0],
        fault:
          bad[0] &&
          failure('MALFORMED_FLAG', `${bad.length} flags are malformed.`, { faults: bad }).error,
      },
    }
  } catch (cause) {
    return isRead
      ? failure('MALFORMED_REPLY', 'The answer is no OFREP bulk answer.', { cause })
      : failure('NETWORK_FAILED', 'The service cannot be reached.', { cause })
  }
}

function queryOf({ etag, lastModified }: Partial<OfrepStreamMessage> = {}): string {
  const query = new URLSearchParams()
  if (etag !== undefined) query.set('flagConfigEtag', etag)
  if (lastModified !== undefined) query.set('flagConfigLastModified', `${lastModified}`)
  return `${query}` && `?${query}`
}

/**
 * Reads the body, so that nothing a proxy answers fills the memory.
 *
 * @returns `undefined` when it is over 2 MiB
 */
async function readText({ body }: Response): Promise<string | undefined> {
  const reader = body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (let bytes = 0; ;) {
    const chunk = await reader?.read()
    if (chunk?.value === undefined) return text + decoder.decode()
    bytes += chunk.value.length
    if (bytes > MAX_BODY_BYTES) return undefined
    text += decoder.decode(chunk.value, { stream: true })
  }
}

/** Reads seconds or a date; what is neither or lies in the past says nothing. */
function retryAfterMs(text: string | undefined, wallClock: number): number | undefined {
  const seconds = Number(text)
  const ms = Number.isNaN(seconds) ? Date.parse(text ?? '') - wallClock : seconds * 1000
  return ms >= 0 ? Math.min(Math.max(ms, 1000), MAX_RETRY_AFTER_MS) : undefined
}
