import type { FirstEnvironment } from './environment.ts'
import type { SluiceClientOptions } from './options.ts'

/**
 * Asks for all flags of one context.
 *
 * @param context - the context as JSON
 * @param more - headers besides those that every request has
 * @param query - begins with `?` or is empty
 * @throws what `fetch` and `headers` throw, and TypeError for an address of no service
 */
export async function sendRequest(
  { url, clientKey, headers }: SluiceClientOptions,
  environment: FirstEnvironment,
  context: string,
  signal: AbortSignal,
  more?: Readonly<Record<string, string>>,
  query = '',
): Promise<Response> {
  if (!isAddress(url)) throw new TypeError(url)
  return environment.fetch(`${url}/ofrep/v1/evaluate/flags${query}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${clientKey}`,
      ...more,
      ...(typeof headers === 'function' ? await headers() : headers),
    },
    body: `{"context":${context}}`,
    signal,
  })
}

/** Whether a service may be there. `flags.test` would be taken for a page of this site; `/flags` is meant as one. */
export function isAddress(url: string): boolean {
  return /^(https?:|\/)/.test(url)
}
