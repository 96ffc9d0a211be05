import type { SluiceErrorOptions } from '@sluice/core'
import { EPOCH_HEADER, parseBulkResponse, RULESET_VERSION_HEADER, SluiceError } from '@sluice/core'
import { isVersion } from '../cache.ts'
import { canonical } from '../canonical.ts'
import type { Environment } from '../environment.ts'
import type { SluiceClientOptions } from '../options.ts'
import type { Answer, Failure, FetchCommand } from './state.ts'

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
  { request, etag, message }: FetchCommand,
  signal: AbortSignal,
): Promise<Answer | Failure> {
  // What it is called when the next lines fail.
  let code = 'NETWORK_FAILED'
  let status: number | undefined
  let retryAfterMs: number | undefined
  try {
    const query = new URLSearchParams()
    if (message?.etag !== undefined) query.set('flagConfigEtag', message.etag)
    if (message?.lastModified !== undefined)
      query.set('flagConfigLastModified', `${message.lastModified}`)
    const response = await environment.fetch(
      `${url.replace(/\/+$/, '')}/ofrep/v1/evaluate/flags?${query}`.replace(/\?$/, ''),
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
    const header = (name: string): string | undefined => response.headers.get(name) ?? undefined
    const fetchedAt = environment.wallClock()
    const version = Number(header(RULESET_VERSION_HEADER) ?? NaN)
    const answer: Answer = {
      type: 'answer',
      request,
      fetchedAt,
      version: isVersion(version) ? version : undefined,
      epoch: header(EPOCH_HEADER),
    }
    if (response.status === 304 && etag !== undefined) return answer
    if (!response.ok) {
      status = response.status
      retryAfterMs = patience(header('retry-after'), fetchedAt)
      throw new Error(
        (code = [401, 403, 404, 410].includes(status) ? 'UNAUTHORIZED' : 'HTTP_ERROR'),
      )
    }

    // Nothing that a proxy answers fills the memory.
    const reader = response.body?.getReader()
    const decoder = new TextDecoder()
    let text = ''
    let bytes = 0
    for (;;) {
      const chunk = (await reader?.read())?.value
      if (!chunk) break
      bytes += chunk.length
      if (bytes > MAX_BODY_BYTES) throw new Error((code = 'REPLY_TOO_LARGE'))
      text += decoder.decode(chunk, { stream: true })
    }

    code = 'MALFORMED_REPLY'
    const body = JSON.parse(text + decoder.decode()) as { flags: { key: unknown }[] }
    // Comparing flags later is no place to find out that one is nested too deeply.
    canonical(body)
    const { flags, bad, eventStreams } = parseBulkResponse(body)
    if (flags.size === 0 && answer.version === undefined) throw new Error((code = 'EMPTY_REPLY'))
    return {
      ...answer,
      values: {
        flags,
        bad: bad.map(({ at }) => body.flags[at[1] as number]?.key),
        etag: header('etag'),
        streamAddress: stream === false ? undefined : eventStreams[0],
        fault:
          bad[0] && new SluiceError('MALFORMED_FLAG', `Skipped ${bad.length}.`, { faults: bad }),
      },
    }
  } catch (cause) {
    const facts = { cause, status } as SluiceErrorOptions
    const error = new SluiceError(code, `${url}: ${code} ${status ?? ''}`, facts)
    return { type: 'failure', request, error, retryAfterMs }
  }
}

/** Reads seconds or a date; what is neither or lies in the past says nothing. */
function patience(text: string | undefined, wallClock: number): number | undefined {
  const seconds = Number(text)
  const ms = Number.isNaN(seconds) ? Date.parse(`${text}`) - wallClock : seconds * 1000
  return ms >= 0 ? Math.min(Math.max(ms, 1000), MAX_RETRY_AFTER_MS) : undefined
}
