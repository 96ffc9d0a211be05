import type { SluiceErrorOptions } from '@sluice/core'
import {
  EPOCH_HEADER,
  EVENT_ATTRIBUTES_HEADER,
  EVENT_UNITS_HEADER,
  GRANT_HEADER,
  parseBulkResponse,
  patience,
  RULESET_VERSION_HEADER,
  SluiceError,
} from '@sluice/core'
import { countOf } from '../cache.ts'
import { canonical } from '../canonical.ts'
import type { Environment } from '../environment.ts'
import type { SluiceClientOptions } from '../options.ts'
import { sendRequest } from '../send-request.ts'
import type { CarriedGrant } from '../state.ts'
import type { HeadStart } from '../sync-part.ts'
import { BODY_TIMEOUT_MS } from './pace.ts'
import type { Answer, Failure, FetchCommand } from './state.ts'

const MAX_BODY_BYTES = 2 ** 21

/**
 * Asks for all flags of one context.
 *
 * @param context - the context as JSON
 * @param head - the request, where it has left already
 * @param grant - goes along
 * @returns how it ended; never rejects
 */
export async function askService(
  options: SluiceClientOptions,
  environment: Environment,
  context: string,
  { request, etag, message }: FetchCommand,
  signal: AbortSignal,
  head?: HeadStart,
  grant?: CarriedGrant,
): Promise<Answer | Failure> {
  const { url, clientKey, stream } = options
  // What it is called when the next lines fail, and what is said of it.
  let code = 'INVALID_OPTIONS'
  let what = 'url: start it with http(s):// or /, no @'
  let status: number | undefined
  let retryAfterMs: number | undefined
  let stopWaiting = (): void => {}
  const end = (nextCode: string, answered: string | number): Error => {
    code = nextCode
    what = `${url} answered ${answered}`
    return new Error(code)
  }
  try {
    // Neither is repeated, as fetch would: there may be a secret in it.
    if (!url) throw new Error(code)
    what = 'clientKey: give what was printed'
    // White space at its end goes by itself.
    if (/[^\s!-~]|\s\S/.test(clientKey)) throw new Error(code)
    code = 'NETWORK_FAILED'
    what = `${url} did not answer: is it running, and does it allow this page's origin?`
    const more: Record<string, string> = etag === undefined ? {} : { 'if-none-match': etag }
    if (grant?.token !== undefined) more[GRANT_HEADER] = grant.token
    const told = { flagConfigEtag: message?.etag, flagConfigLastModified: message?.lastModified }
    // As JSON it is without what is undefined.
    const query = new URLSearchParams(JSON.parse(JSON.stringify(told)) as Record<string, string>)
    const response = await (head?.response ??
      sendRequest(options, environment, context, signal, more, `?${query}`.replace(/\?$/, '')))
    const header = (name: string): string | undefined => response.headers.get(name) ?? undefined
    const fetchedAt = environment.wallClock()
    const version = Number(header(RULESET_VERSION_HEADER))
    const answer: Answer = {
      type: 'answer',
      request,
      fetchedAt,
      version: countOf(version),
      epoch: header(EPOCH_HEADER),
      eventAttributes: {
        units: namesIn(header(EVENT_UNITS_HEADER)),
        stored: namesIn(header(EVENT_ATTRIBUTES_HEADER)),
      },
    }
    if (response.ok || response.status === 304) grant?.answered?.(header(GRANT_HEADER))
    if (response.status === 304 && etag !== undefined) return answer
    if (!response.ok) {
      status = response.status
      retryAfterMs = patience(header('retry-after'), fetchedAt)
      const fault = [401, 403, 404, 410].includes(status)
        ? end('UNAUTHORIZED', `${status}: check the ${status < 404 ? 'client key' : 'url'}.`)
        : end('HTTP_ERROR', status)
      if (status !== 400) throw fault
    }

    if (response.ok) end('NETWORK_FAILED', 'something that broke off.')
    // Nothing that a proxy answers fills the memory.
    const reader = response.body?.getReader()
    const decoder = new TextDecoder()
    let text = ''
    let bytes = 0
    let isLate = false
    stopWaiting = environment.schedule(() => {
      isLate = true
      // Broken off meanwhile: then reading has ended by itself.
      reader?.cancel().catch(() => {})
    }, BODY_TIMEOUT_MS)
    for (;;) {
      const chunk = (await reader?.read())?.value
      if (!chunk) break
      bytes += chunk.length
      if (bytes > MAX_BODY_BYTES) throw end('REPLY_TOO_LARGE', 'more than 2 MiB.')
      text += decoder.decode(chunk, { stream: true })
    }
    if (isLate) throw end('REQUEST_TIMEOUT', 'for more than 10 s.')

    if (response.ok) end('MALFORMED_REPLY', 'something that is not OFREP.')
    const body = JSON.parse(text + decoder.decode()) as {
      flags: { key: unknown }[]
      errorDetails?: unknown
    }
    if (!response.ok) {
      const { errorDetails } = body
      if (typeof errorDetails === 'string')
        end('HTTP_ERROR', `400: ${errorDetails.replaceAll(clientKey || '\0', '…').slice(0, 200)}`)
      throw new Error(code)
    }
    const { flags, bad, eventStreams } = parseBulkResponse(body)
    for (const [key, flag] of flags) {
      // Comparing flags later is no place to find out that one is nested too deeply.
      if (typeof flag.value === 'object') canonical(flag.value)
      // OpenFeature has no word for what a grant forces.
      if (flag.metadata.override) flags.set(key, { ...flag, reason: 'OVERRIDE' })
    }
    if (flags.size === 0 && answer.version === undefined) throw end('EMPTY_REPLY', 'no flags.')
    const badKeys = bad
      .map(({ at }) => body.flags[at[1] as number]?.key)
      .filter((key) => typeof key === 'string')
    return {
      ...answer,
      values: {
        flags,
        bad: badKeys,
        etag: header('etag'),
        streamAddress: stream === false ? undefined : eventStreams[0],
        fault:
          bad[0] &&
          new SluiceError(
            'MALFORMED_FLAG',
            `${url} answered malformed flags: ${badKeys.slice(0, 3).join(',')}`,
            { faults: bad },
          ),
      },
    }
  } catch (cause) {
    const facts = { cause, status } as SluiceErrorOptions
    const error = new SluiceError(code, what, facts)
    return { type: 'failure', request, error, retryAfterMs }
  } finally {
    stopWaiting()
  }
}

function namesIn(list = ''): string[] {
  return list.split(',').flatMap((name) => name.trim() || [])
}
