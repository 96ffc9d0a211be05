import type { EventRefusal } from '@sluice/core'
import { eventSchema, type ParsedEvent } from '@sluice/core/schema'
import { requestMessage } from '../http/request-message.ts'

/** An event that was found good, or why it was not taken. */
export type CheckedEvent = { readonly event: ParsedEvent } | { readonly refusal: EventRefusal }

/**
 * Looks at one event of a batch.
 *
 * @param index - its place in the batch
 * @param limitBytes - of the event as JSON; `undefined` when the whole batch is smaller
 */
export function checkEvent(
  value: unknown,
  index: number,
  limitBytes: number | undefined,
): CheckedEvent {
  const result = eventSchema.safeParse(value)
  if (limitBytes !== undefined && Buffer.byteLength(JSON.stringify(value)) > limitBytes) {
    const message = `The event is larger than ${limitBytes} bytes as JSON. Send less with it.`
    return { refusal: { index, ...idOf(value), code: 'EVENT_TOO_LARGE', message } }
  }
  if (result.success) return { event: result.data }
  // Once more, for the words: hardly ever, and they cost more than the check.
  const [issue] =
    eventSchema.safeParse(value, { reportInput: true, error: requestMessage }).error?.issues ?? []
  const at = issue?.path.map(String).join('.') ?? ''
  const message = `${at === '' ? 'event' : at}: ${issue?.message ?? 'Expected another value.'}`
  return { refusal: { index, ...idOf(value), code: 'EVENT_INVALID', message } }
}

/** Longer than any id of ours: what is sent back is short. */
const MOST_ID_LENGTH = 64

function idOf(value: unknown): { readonly id?: string } {
  if (typeof value !== 'object' || value === null || !('id' in value)) return {}
  const { id } = value
  return typeof id === 'string' ? { id: id.slice(0, MOST_ID_LENGTH) } : {}
}
