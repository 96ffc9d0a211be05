import { createClient } from './base-client.ts'
import { browser } from './browser.ts'
import type { SluiceClient } from './client.ts'
import { browserRows } from './events/browser-rows.ts'
import { openOutbox } from './events/outbox.ts'
import { serviceUrl } from './service-url.ts'
import { startLazily } from './start-lazily.ts'
import type { LoadedSync } from './sync-part.ts'
import type { SluiceClientOptions } from './options.ts'

/**
 * Makes a client and starts to ask the service.
 *
 * @param options - only `url` and `clientKey` are needed
 */
export function createSluiceClient(options: SluiceClientOptions): SluiceClient {
  return createClient(
    { ...options, url: serviceUrl(options.url) },
    {
      ...browser,
      ...browserRows,
      fetch: options.fetch ?? browser.fetch,
      ...options.environment,
    },
    startLazily(() =>
      import('./sync/start-sync.ts').catch(
        // A browser never asks again for a module that failed. Its message ends with the address,
        // which under another fragment is another module.
        ({ message }: Error): Promise<LoadedSync> =>
          import(
            /* @vite-ignore */ /* webpackIgnore: true */ `${message.replace(/.*: /, '')}#${Math.random()}`
          ),
      ),
    ),
    openOutbox,
  )
}
