import {
  EPOCH_HEADER,
  patience,
  RECEIPT_HEADER,
  SluiceError,
  type SluiceErrorOptions,
} from '@sluice/core'
import type { Environment } from '../environment.ts'
import { holdRuleset } from '../ruleset/held-ruleset.ts'
import { readText } from './read-text.ts'
import type { Answer, Failure, FetchCommand } from './state.ts'

/** Twice and more what the service takes for a ruleset, since every default is filled in here. */
const MAX_BODY_BYTES = 2 ** 24

/** Whom to ask, and with what. */
export interface Service {
  readonly url: string
  readonly serverKey: string
}

/**
 * Asks for the ruleset and makes it ready to be evaluated.
 *
 * @returns how it ended; never rejects
 */
export async function askForRuleset(
  { url, serverKey }: Service,
  environment: Environment,
  { request, etag, receipt }: FetchCommand,
  signal: AbortSignal,
): Promise<Answer | Failure> {
  // What it is called when the next lines fail.
  let error: [code: string, message: string] = [
    'INVALID_OPTIONS',
    'url: give the address of the service, with http(s)://, no @',
  ]
  let status: number | undefined
  let retryAfterMs: number | undefined
  try {
    // What stands before an @ may be a password, so it is not repeated.
    if (!/^https?:\/\/[^@]+$/.test(url)) throw new Error('received none')
    error = ['INVALID_OPTIONS', 'serverKey: give what `sluice keys create … --kind server` printed']
    // Of anything else no header can be made, which fetch would repeat.
    if (!/^\s*[!-~]+\s*$/.test(serverKey || '')) throw new Error('received none')
    error = ['NETWORK_FAILED', `${url} did not answer: is it running, and is that its address?`]
    const response = await environment.fetch(`${url}/v1/ruleset`, {
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${serverKey}`,
        ...(etag !== undefined && { 'if-none-match': etag }),
        ...(receipt !== undefined && { [RECEIPT_HEADER]: receipt }),
      },
      // Next.js would otherwise keep the answer for ever.
      cache: 'no-store',
      signal,
    })
    const fetchedAt = environment.wallClock()
    if (response.status === 304 && etag !== undefined) return { type: 'answer', request, fetchedAt }
    if (!response.ok) {
      ;({ status } = response)
      retryAfterMs = patience(response.headers.get('retry-after'), fetchedAt)
      error = refusal(url, status)
      throw new Error(`HTTP ${status}`)
    }
    error = ['MALFORMED_REPLY', `${url} answered something that was cut off.`]
    const text = await readText(response, MAX_BODY_BYTES)
    if (text === undefined) throw new SluiceError('REPLY_TOO_LARGE', `${url} answered over 16 MiB.`)
    const epoch = response.headers.get(EPOCH_HEADER)
    error = ['MALFORMED_REPLY', `${url} is no Sluice service: it answered no published ruleset.`]
    if (epoch === null) throw new Error(`no ${EPOCH_HEADER}`)
    const held = await holdRuleset(text, epoch, response.headers.get('etag') ?? undefined)
    return { type: 'answer', request, fetchedAt, held }
  } catch (cause) {
    const facts = { cause, status } as SluiceErrorOptions
    const failed = cause instanceof SluiceError ? cause : new SluiceError(...error, facts)
    return { type: 'failure', request, error: failed, retryAfterMs }
  }
}

function refusal(url: string, status: number): [code: string, message: string] {
  if (status === 401 || status === 403)
    return [
      'UNAUTHORIZED',
      `${url} answered ${status}: check the server key. A client key may not read rules.`,
    ]
  if (status === 404) return ['HTTP_ERROR', `${url} answered 404: is that the service's address?`]
  return ['HTTP_ERROR', `${url} answered ${status}.`]
}
