import { EVENT_LIMITS } from '@sluice/core/events'
import type { FirstEnvironment } from '../environment.ts'
import type { SluiceClientOptions } from '../options.ts'
import { postJson } from '../send-request.ts'
import type { Item } from './item.ts'

/** How a post ended. */
export interface PostOutcome {
  /** 0: no answer. */
  readonly status: number
  readonly text: string
  readonly retryAfter?: string | null
}

/** Takes from the front of a queue what makes one post. */
export function batchOf(
  queue: readonly Item[],
  {
    batchBytes,
    batchEvents,
  }: Readonly<Record<'batchBytes' | 'batchEvents', number>> = EVENT_LIMITS,
): Item[] {
  // The rest of the body.
  let bytes = 512
  const end = queue
    .slice(0, batchEvents)
    .findIndex((item, index) => (bytes += item.bytes + 1) > batchBytes && index > 0)
  return queue.slice(0, end < 0 ? batchEvents : end)
}

/**
 * Writes the body of a post.
 *
 * @param key - where no header carries it
 */
export function bodyOf(
  { reader = globalThis.location?.host }: SluiceClientOptions,
  sentAt: number,
  batch: readonly Item[],
  key?: string,
): string {
  const head = JSON.stringify({ sentAt, key, reader, sdk: '@sluice/client' })
  return `${head.slice(0, -1)},"events":[${batch.map(({ json }) => json).join()}]}`
}

/**
 * Posts events.
 *
 * @param keepalive - whether it may outlive the page; of that a page has 64 KiB at a time
 * @returns never rejects
 */
export async function sendBatch(
  options: SluiceClientOptions,
  environment: FirstEnvironment,
  batch: readonly Item[],
  signal: AbortSignal,
  keepalive: boolean,
): Promise<PostOutcome> {
  try {
    const body = bodyOf(options, environment.wallClock(), batch)
    const response = await postJson(options, environment, '/v1/events', body, { keepalive, signal })
    // A body that nobody reads keeps its part of what may outlive the page.
    const text = await response.text()
    return { status: response.status, text, retryAfter: response.headers.get('retry-after') }
  } catch {
    return { status: 0, text: '' }
  }
}
