import { SluiceError } from '@sluice/core'
import { lookup } from 'node:dns'
import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { allowedSource, checkAddress, type MetricSourceOption } from './allowed-source.ts'

/** How long a Prometheus may take, in milliseconds. */
const PATIENCE_MS = 10_000

/** How many questions a source is asked at once; those that follow wait for a free connection. */
const AT_ONCE = 64
const agents = {
  'http:': new HttpAgent({ maxSockets: AT_ONCE }),
  'https:': new HttpsAgent({ maxSockets: AT_ONCE }),
}

/** One number is a few hundred bytes. */
const MOST_BYTES = 256 * 1024

/** One question to a Prometheus. */
export interface PrometheusQuestion {
  readonly url: string
  readonly query: string
  /** Epoch milliseconds. */
  readonly at: number
  /** How long the answer may take, in milliseconds; 10 s unless given. */
  readonly patienceMs?: number | undefined
}

/**
 * Asks a Prometheus for one number.
 *
 * @returns `undefined` where it has no series for that
 * @throws SluiceError `METRIC_SOURCE_REFUSED` (422), `METRIC_SOURCE_FAILED` (502)
 */
export type AskPrometheus = (question: PrometheusQuestion) => Promise<number | undefined>

/**
 * Makes what asks. Redirects are not followed, and the address that a name has is looked at
 * for the very connection that is made, so that it cannot be another one by then.
 */
export function createAskPrometheus(
  sources: readonly MetricSourceOption[],
  patienceMs = PATIENCE_MS,
): AskPrometheus {
  return async ({ url, query, at, patienceMs: own = patienceMs }) => {
    const { url: base, source } = allowedSource(url, sources)
    const target = new URL(`${base.pathname.replace(/\/$/, '')}/api/v1/query`, base.origin)
    target.searchParams.set('query', query)
    target.searchParams.set('time', String(at / 1000))
    return numberOf(await get(target, source, Math.min(own, patienceMs)), base.origin)
  }
}

async function get(url: URL, source: MetricSourceOption, patienceMs: number): Promise<string> {
  const guarded: LookupFunction = (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return done(error, '', 0)
      try {
        for (const { address } of found) checkAddress(address, source)
      } catch (refusal) {
        return done(refusal as NodeJS.ErrnoException, '', 0)
      }
      const [first] = found
      if (options.all === true) return done(null, found)
      return done(null, first?.address ?? '', first?.family ?? 4)
    })
  }
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const agent = url.protocol === 'https:' ? agents['https:'] : agents['http:']
  return new Promise((resolve, reject) => {
    // Of the whole answer: one that drips in is late as well.
    const signal = AbortSignal.timeout(patienceMs)
    const fail = (why: string, cause?: unknown): void => {
      if (cause instanceof SluiceError) return reject(cause)
      const late = `no whole answer within ${patienceMs / 1000} s`
      reject(failed(url.origin, signal.aborted ? late : why, cause))
    }
    const sent = send(
      url,
      { agent, lookup: guarded, signal, headers: { Accept: 'application/json' } },
      (answer) => {
        const { statusCode = 0 } = answer
        if (statusCode >= 300 && statusCode < 400) {
          answer.destroy()
          return fail('it redirects, which is not followed')
        }
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (chunk: string) => {
          text += chunk
          if (text.length > MOST_BYTES) {
            answer.destroy()
            fail('its answer is too long')
          }
        })
        answer.on('end', () => resolve(text))
        answer.on('error', (error) => fail('its answer broke off', error))
      },
    )
    sent.on('error', (error) => fail(error.message, error))
    sent.end()
  })
}

function numberOf(text: string, origin: string): number | undefined {
  let answer: {
    readonly status?: unknown
    readonly error?: unknown
    readonly data?: { readonly resultType?: unknown; readonly result?: unknown }
  }
  try {
    answer = JSON.parse(text) as typeof answer
  } catch (cause) {
    throw failed(origin, 'its answer is no JSON', cause)
  }
  if (answer.status !== 'success') {
    const why = typeof answer.error === 'string' ? answer.error.slice(0, 200) : 'it says no success'
    throw failed(origin, why)
  }
  const { resultType, result } = answer.data ?? {}
  if (!Array.isArray(result)) throw failed(origin, 'its answer has no result')
  if (resultType === 'scalar') return finite(result[1], origin)
  if (result.length === 0) return undefined
  if (result.length > 1) {
    throw failed(origin, `the query gives ${result.length} series; sum them up to one`)
  }
  const [first] = result as readonly { readonly value?: readonly unknown[] }[]
  return finite(first?.value?.[1], origin)
}

function finite(value: unknown, origin: string): number {
  const number = typeof value === 'string' ? Number(value) : Number.NaN
  if (Number.isFinite(number)) return number
  throw failed(origin, `it answers ${String(value).slice(0, 20)}, which is no number to go by`)
}

function failed(origin: string, why: string, cause?: unknown): SluiceError {
  return new SluiceError('METRIC_SOURCE_FAILED', `${origin} gave no number: ${why}.`, {
    status: 502,
    cause,
  })
}
