import { EVENT_LIMITS } from '@sluice/core/events'
import type { Item } from '../item.ts'

/** An event that waits to be delivered. */
export interface SizedItem extends Item {
  /** Of `json`, in UTF-8. */
  readonly bytes: number
  /** The last post that was refused because of it, or may have been. */
  readonly blamed?: number
}

/** Weighs an event, and keeps of it what delivery has to know. */
export function sized({ id, type, flag, variant, json }: Item): SizedItem {
  return { id, type, flag, variant, json, bytes: new TextEncoder().encode(json).length }
}

/** Takes from the front of a queue what makes one post. */
export function batchOf(
  queue: readonly SizedItem[],
  batchBytes: number,
  batchEvents: number = EVENT_LIMITS.batchEvents,
): SizedItem[] {
  // The rest of the body.
  let bytes = 512
  const end = queue
    .slice(0, batchEvents)
    .findIndex((item, index) => (bytes += item.bytes + 1) > batchBytes && index > 0)
  return queue.slice(0, end < 0 ? batchEvents : end)
}
