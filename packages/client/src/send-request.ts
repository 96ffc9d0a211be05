import { SluiceError } from '@sluice/core'
import type { FirstEnvironment } from './environment.ts'
import type { SluiceClientOptions } from './options.ts'

/**
 * Asks for all flags of one context.
 *
 * @param context - the context as JSON
 * @param query - begins with `?` or is empty
 * @throws SluiceError `INVALID_OPTIONS` for a url of no service; what `fetch` and `headers` throw
 */
export async function sendRequest(
  { url, clientKey, headers }: SluiceClientOptions,
  environment: FirstEnvironment,
  context: string,
  signal: AbortSignal,
  etag?: string,
  query = '',
): Promise<Response> {
  // `flags.test` would be taken for a page of this site; `/flags` is meant as one.
  if (!/^(https?:|\/)/.test(url))
    throw new SluiceError('INVALID_OPTIONS', `${url} is no url: start it with http(s):// or /`)
  return environment.fetch(`${url}/ofrep/v1/evaluate/flags${query}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${clientKey}`,
      ...(etag !== undefined && { 'if-none-match': etag }),
      ...(typeof headers === 'function' ? await headers() : headers),
    },
    body: `{"context":${context}}`,
    signal,
  })
}
