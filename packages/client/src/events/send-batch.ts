import type { FirstEnvironment } from '../environment.ts'
import type { SluiceClientOptions } from '../options.ts'
import { postJson } from '../send-request.ts'
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

/**
 * Writes the body of a post.
 *
 * @param key - where no header carries it
 */
export function bodyOf(
  { reader = globalThis.location?.host }: SluiceClientOptions,
  { wallClock }: Pick<FirstEnvironment, 'wallClock'>,
  batch: readonly Pick<Item, 'json'>[],
  key?: string,
): string {
  const head = JSON.stringify({ sentAt: wallClock(), key, reader, sdk: '@sluice/client' })
  return `${head.slice(0, -1)},"events":[${batch.map(({ json }) => json).join()}]}`
}

/**
 * Posts events.
 *
 * @param keepalive - whether it may outlive the page; of that a page has 64 KiB at a time
 */
export function startPost(
  options: SluiceClientOptions,
  environment: FirstEnvironment,
  batch: readonly Item[],
  keepalive: boolean,
): Post {
  const controller = new AbortController()
  const send = async (): Promise<PostOutcome> => {
    const body = bodyOf(options, environment, batch)
    const { signal } = controller
    const response = await postJson(options, environment, '/v1/events', body, { keepalive, signal })
    // A body that nobody reads keeps its part of what may outlive the page.
    return [await response.text(), response]
  }
  return {
    batch,
    controller,
    outcome: send().catch(() => []),
  }
}
