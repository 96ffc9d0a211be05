import type { Post } from '../send-batch.ts'
import type { SizedItem } from './sized-item.ts'
import type { DeliveryState } from './state.ts'

/**
 * Takes over posts that left before anybody delivered, numbered from 1.
 *
 * @param items - what waits, among it what they hold
 */
export function afterPosts(
  state: DeliveryState,
  posts: readonly Post[],
  items: readonly SizedItem[],
  now: number,
): DeliveryState {
  if (posts.length === 0) return state
  const known = new Map(items.map((item) => [item.id, item]))
  return {
    ...state,
    posts: posts.map(({ batch }, index) => ({
      number: index + 1,
      batch: batch.flatMap(({ id }) => known.get(id) ?? []),
      startedAt: now,
      keepalive: true,
    })),
    number: posts.length,
    row: { posts: posts.length, at: now },
  }
}
