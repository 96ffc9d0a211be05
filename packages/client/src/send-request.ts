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
export function sendRequest(
  options: SluiceClientOptions,
  environment: FirstEnvironment,
  context: string,
  signal: AbortSignal,
  more?: Readonly<Record<string, string>>,
  query = '',
): Promise<Response> {
  const path = `/ofrep/v1/evaluate/flags${query}`
  return postJson(options, environment, path, `{"context":${context}}`, { signal }, more)
}

/**
 * Posts to the service.
 *
 * @throws what `fetch` and `headers` throw, and TypeError for an address of no service
 */
export async function postJson(
  { url, clientKey, headers }: SluiceClientOptions,
  environment: FirstEnvironment,
  path: string,
  body: string,
  init: RequestInit,
  more?: Readonly<Record<string, string>>,
): Promise<Response> {
  if (!isAddress(url)) throw new TypeError(url)
  return environment.fetch(url + path, {
    ...init,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${clientKey}`,
      ...more,
      ...(typeof headers === 'function' ? await headers() : headers),
    },
    body,
  })
}

/** Whether a service may be there. `flags.test` would be taken for a page of this site; `/flags` is meant as one. */
export function isAddress(url: string): boolean {
  return /^(https?:|\/)/.test(url)
}
