import type { FirstEnvironment } from './environment.ts'
import type { SluiceClientOptions } from './options.ts'

/** What differs from one post to another. */
interface PostInit extends RequestInit {
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Posts to the service, in this very task unless the application's headers take longer.
 *
 * @throws what `fetch` and `headers` throw, and TypeError where there is no address
 */
export async function post(
  { url, headers }: SluiceClientOptions,
  environment: Pick<FirstEnvironment, 'fetch'>,
  path: string,
  init: PostInit,
): Promise<Response> {
  if (!url) throw new TypeError()
  return environment.fetch(url + path, {
    method: 'POST',
    ...init,
    headers: { ...init.headers, ...(typeof headers === 'function' ? await headers() : headers) },
  })
}

/**
 * Asks for all flags of one context.
 *
 * @param context - the context as JSON
 * @param more - headers besides those that every request has
 * @param query - begins with `?` or is empty
 * @throws as `post`
 */
export function sendRequest(
  options: SluiceClientOptions,
  environment: FirstEnvironment,
  context: string,
  signal: AbortSignal,
  more?: Readonly<Record<string, string>>,
  query = '',
): Promise<Response> {
  return post(options, environment, `/ofrep/v1/evaluate/flags${query}`, {
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${options.clientKey}`,
      ...more,
    },
    body: `{"context":${context}}`,
    signal,
  })
}
