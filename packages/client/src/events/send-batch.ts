import type { FirstEnvironment } from '../environment.ts'
import type { SluiceClientOptions } from '../options.ts'
import { post } from '../send-request.ts'
import type { Item } from './item.ts'

/** How a post ended; without a response, nobody answered. */
export type PostOutcome = readonly [text?: string, response?: Response]

/** What leaves in one request. */
export interface Post {
  readonly batch: readonly Item[]
  readonly controller: AbortController
  /** Never rejects. */
  readonly outcome: Promise<PostOutcome>
}

/** Writes the body of a post. */
export function bodyOf(
  { clientKey: key, reader = globalThis.location?.host }: SluiceClientOptions,
  { wallClock }: Pick<FirstEnvironment, 'wallClock'>,
  batch: readonly Pick<Item, 'json'>[],
): string {
  const head = JSON.stringify({
    sentAt: wallClock(),
    key,
    // For what it does not take there, the service would refuse every batch.
    reader: `${reader ?? ''}`.slice(0, 256) || undefined,
    sdk: '@sluice/client',
  })
  return `${head.slice(0, -1)},"events":[${batch.map(({ json }) => json).join()}]}`
}

/**
 * Posts events.
 *
 * @param keepalive - whether it may outlive the page; of that a page has 64 KiB at a time
 * @param controller - ends it
 */
export function startPost(
  options: SluiceClientOptions,
  environment: FirstEnvironment,
  batch: readonly Item[],
  keepalive: boolean,
  controller: AbortController,
): Post {
  // Plain text without a header of its own: a browser asks no permission of another origin
  // first, for which a page that goes has no time.
  const response = post(options, environment, '/v1/events', {
    body: bodyOf(options, environment, batch),
    keepalive,
    signal: controller.signal,
  })
  return {
    batch,
    controller,
    // A body that nobody reads keeps its part of what may outlive the page.
    outcome: response
      .then(async (answer): Promise<PostOutcome> => [await answer.text(), answer])
      .catch(() => []),
  }
}
